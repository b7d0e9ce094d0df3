"""A server that is never silent and never done: each letter has an end, and so has a stop."""

from __future__ import annotations

import asyncio
import time

import pytest

from notifications import patience
from notifications.delivery import Facteur
from notifications.post import Resultat, Sort
from tests.notifications.scripted_server import GOUTTE, MUET, Script, serveur_scripte
from tests.notifications.test_delivery import lettre, reglages

DELAI_S = 20
"""The patience for one answer: what is given up sooner was cut by Jalon."""
GOUTTES = {
    "GREETING": "220 ici" + GOUTTE,
    "EHLO": "250 bonjour" + GOUTTE,
    "MAIL": "250 oui" + GOUTTE,
    "RCPT": "250 oui" + GOUTTE,
}


def porter(script: Script, delai_max_s: float, arret_a: str = "") -> list[Resultat]:
    """Two letters, for a server of which no single answer is ever late.

    Jalon stops when the server comes to answer the verb ``arret_a``.
    """

    async def scene() -> list[Resultat]:
        async with serveur_scripte(script) as serveur:
            resultats: list[Resultat] = []
            serveur_lent = reglages(serveur.port, delai_s=DELAI_S, delai_max_s=delai_max_s)
            await Facteur(serveur_lent).distribuer(
                [lettre(1), lettre(2)], resultats.append, lambda: arret_a in serveur.atteints
            )
            return resultats

    return asyncio.run(scene())


@pytest.mark.parametrize("script", [GOUTTES, {"RCPT": "250 " + "x" * 1000 + GOUTTE}])
def test_a_letter_is_given_up_after_its_whole_time(script: Script) -> None:
    premiere, seconde = porter(script, delai_max_s=0.5)

    assert (premiere.sort, premiere.panne, premiere.essaye) == (Sort.REPORTE, True, True)
    assert (seconde.sort, seconde.panne, seconde.essaye) == (Sort.REPORTE, True, False)
    assert premiere.message.startswith("Le serveur d’envoi est trop lent : ")
    assert "0.5 secondes (réglage courriel.delai_max_s)" in premiere.message


def test_slowness_after_the_final_dot_cuts_nothing() -> None:
    resultats = porter({"DOT": "250 c’est pris" + GOUTTE}, delai_max_s=0.3)

    assert [un.sort for un in resultats] == [Sort.ENVOYE] * 2


def test_a_stop_before_the_final_dot_gives_the_letter_back() -> None:
    resultats = porter({"DATA": MUET}, 60, arret_a="DATA")

    assert [(un.sort, un.panne, un.essaye) for un in resultats] == [
        (Sort.REPORTE, False, False)
    ] * 2


def test_a_stop_after_the_final_dot_waits_a_while_then_leaves_a_doubt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(patience, "ADIEU_S", 0.2)
    debut = time.monotonic()
    premiere, _ = porter({"DOT": MUET}, 60, arret_a="DOT")

    assert 0.2 <= time.monotonic() - debut < DELAI_S
    assert premiere.sort is Sort.INCERTAIN


def test_a_line_dropped_after_the_final_dot_never_gives_the_letter_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On a busy machine the answer may come well after the line is dropped."""
    monkeypatch.setattr(patience, "ADIEU_S", 0.0)
    monkeypatch.setattr(patience, "PAS_S", 0.01)
    ligne = LigneCoupee()

    assert asyncio.run(patience.tenir(ligne.remise(), ligne, delai_s=60, arret=lambda: True)) == (
        "sort incertain"
    )


class LigneCoupee:
    """A line of which nothing is known any more once it is dropped, as the postman's."""

    def __init__(self) -> None:
        self.coupee = asyncio.Event()

    def engagee(self) -> bool:
        return not self.coupee.is_set()

    def couper(self) -> None:
        self.coupee.set()

    async def remise(self) -> str:
        await self.coupee.wait()
        await asyncio.sleep(0.05)
        return "sort incertain"


@pytest.mark.parametrize("verbe", ["GREETING", "EHLO", "MAIL", "RCPT", "DOT"])
def test_an_answer_that_nobody_asked_for_holds_up_no_letter(verbe: str) -> None:
    """« 250 extra » with an answer is not taken for the next one."""
    code = "220" if verbe == "GREETING" else "250"
    resultats = porter({verbe: f"{code} oui\r\n250 extra"}, delai_max_s=DELAI_S)

    assert [un.sort for un in resultats] == [Sort.ENVOYE] * 2


def test_a_conversation_out_of_step_is_left_at_once() -> None:
    """An acceptance instead of « go on »: the server would take a RSET for the letter's text."""
    debut = time.monotonic()
    resultats = porter({"DATA": "250 extra", "RSET": MUET}, delai_max_s=DELAI_S)

    assert [(un.sort, un.essaye) for un in resultats] == [(Sort.REPORTE, True)] * 2
    assert time.monotonic() - debut < DELAI_S / 4
