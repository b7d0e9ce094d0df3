"""The catalogue and its folders of templates answer one another."""

from __future__ import annotations

from pathlib import Path

import pytest

from notifications.catalogue import COMPTES, DIGEST, MESSAGES, Envoi, Message
from notifications.checking import verifier_gabarits
from notifications.rendering import Rendeur
from notifications.sources import GABARITS


def test_every_message_has_its_folder_and_every_folder_its_message() -> None:
    dossiers = {chemin.name for chemin in GABARITS.iterdir() if chemin.is_dir()}

    assert dossiers == {*MESSAGES, *COMPTES, DIGEST.nom}
    assert verifier_gabarits() == []


def test_a_row_stands_under_its_own_name() -> None:
    assert [message.nom for message in MESSAGES.values()] == list(MESSAGES)


def test_alerts_letters_and_their_demands_never_go_stale() -> None:
    for nom in ("alerte_donneur_ordre", "demande_accord_courrier", "retrait_alerte"):
        assert MESSAGES[nom].perime_dans("close") is False


@pytest.mark.parametrize(("etat", "perime"), [("alerte", False), ("rencontre", True)])
def test_a_reminder_goes_stale_once_its_state_is_left(etat: str, *, perime: bool) -> None:
    assert MESSAGES["rappel_alerte"].perime_dans(etat) is perime


def test_what_the_facilitateur_must_read_first_waits_for_a_click() -> None:
    a_valider = {nom for nom, un in MESSAGES.items() if un.envoi is Envoi.A_VALIDER}

    assert a_valider == {
        *("retrait_alerte", "convocation_rencontre", "plan_convenu_entreprise", "rectificatif")
    }


def test_a_plain_row_leaves_at_once_and_never_goes_stale() -> None:
    plain = Message("x", "referent", "X")

    assert (plain.envoi, plain.perime, plain.piece_jointe) == (Envoi.IMMEDIAT, (), "")


def test_missing_and_idle_templates_are_told(tmp_path: Path) -> None:
    for nom in ("inconnu/corps.txt", "digest/corps.md", "digest/sous/corps.txt", "seul.txt"):
        (tmp_path / nom).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / nom).write_text("", encoding="utf-8")
    (tmp_path / "_base.txt").write_text("", encoding="utf-8")
    rendeur = Rendeur(tmp_path)

    assert verifier_gabarits(rendeur) == [
        f"{tmp_path / nom} : ce gabarit ne sert à aucun message."
        for nom in ("digest/corps.md", "digest/sous/corps.txt", "inconnu/corps.txt", "seul.txt")
    ]
    rendeur.chargeur.dossiers = (tmp_path,)
    assert len(verifier_gabarits(rendeur)) == 3 * (len(MESSAGES) + len(COMPTES) + 1) + 4
