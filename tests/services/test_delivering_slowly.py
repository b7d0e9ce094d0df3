"""A mail server that is too slow: one incident, and the mail stands aside until its next try."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from notifications.connection import Chiffrement, Serveur
from notifications.delivery import Facteur
from notifications.post import Sort
from services.mail.delivering import livrer
from services.mail.fates import ESSAIS_MAX
from storage.column_types import ecrire_instant
from tests.notifications.scripted_server import (
    GOUTTE,
    MUET,
    Script,
    ServeurScripte,
    serveur_scripte,
)
from tests.portfolio import REL1, REL2, Portefeuille, mener
from tests.services.clockwork import (
    PosteDocile,
    courriels,
    deux_aiguilles,
    incidents,
    taches,
)

LENT = {"RCPT": "250 " + "x" * 1000 + GOUTTE}


@contextmanager
def en_fil(script: Script) -> Iterator[ServeurScripte]:
    """A scripted server in a thread of its own."""
    pret, fini, serveurs = threading.Event(), threading.Event(), list[ServeurScripte]()

    async def scene() -> None:
        async with serveur_scripte(script) as serveur:
            serveurs.append(serveur)
            pret.set()
            await asyncio.to_thread(fini.wait)

    fil = threading.Thread(target=asyncio.run, args=(scene(),))
    fil.start()
    assert pret.wait(10)
    try:
        yield serveurs[0]
    finally:
        fini.set()
        fil.join()


def facteur(port: int, delai_max_s: float) -> Facteur:
    return Facteur(
        Serveur(hote="127.0.0.1", port=port, chiffrement=Chiffrement.AUCUN, delai_max_s=delai_max_s)
    )


def test_a_slow_server_is_one_incident_and_the_mail_is_tried_later(
    portefeuille_sqlite: Portefeuille,
) -> None:
    seul, horloge = deux_aiguilles(portefeuille_sqlite)
    mener(seul, "courrier_propose")
    mener(seul, "courrier_propose", REL2)
    with en_fil(LENT) as serveur:
        dite = livrer(seul.bureau, facteur(serveur.port, 0.3))

    premier, second = courriels(seul, "demande_accord_courrier")
    assert dite["reportes"] == 2
    assert dite["panne"].startswith("Le serveur d’envoi est trop lent")
    assert (premier.statut, premier.tentatives) == ("reporte", 1)
    assert premier.essai_le > ecrire_instant(horloge.reelle())
    assert (second.statut, second.tentatives, second.essai_le) == ("reporte", 0, None)
    assert len(incidents(seul, "poste_en_panne")) == 1

    # the slow one does not stand in front of the others
    poste = PosteDocile()
    assert livrer(seul.bureau, poste, a_la_main=True)["envoyes"] == 1
    assert [un.id for un in poste.lettres] == [second.id]


def test_a_mail_that_is_always_too_long_ends_on_a_desk(portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.execute(text("UPDATE outbox SET tentatives = :n"), {"n": ESSAIS_MAX - 1})
    poste = PosteDocile(sort=Sort.REPORTE, panne=True, trop_long=True, message="trop lent")

    assert livrer(portefeuille_sqlite.bureau, poste)["echecs"] == 1
    assert len(taches(portefeuille_sqlite, "courriel_refuse", REL1)) == 1


def test_a_stop_gives_the_mail_back_without_an_incident(portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    with en_fil({"DATA": MUET}) as serveur:
        arrete = portefeuille_sqlite.avec(arret=lambda: "DATA" in serveur.atteints)
        dite = livrer(arrete.bureau, facteur(serveur.port, 60))

    [courriel] = courriels(portefeuille_sqlite, "demande_accord_courrier")
    assert (dite["reportes"], "panne" in dite) == (1, False)
    assert (courriel.statut, courriel.tentatives, courriel.essai_le) == ("reporte", 0, None)
    assert incidents(portefeuille_sqlite, "poste_en_panne") == []
    assert livrer(portefeuille_sqlite.bureau, PosteDocile())["envoyes"] == 1


@pytest.mark.parametrize(
    ("reponse", "statut"),
    [("550 5.7.1 r\udce9put\udce9 ind\udce9sirable", "echec"), ("451 r\udce9essayez", "reporte")],
)
def test_a_server_that_does_not_speak_utf_8_is_quoted_and_stops_nobody(
    portefeuille: Portefeuille, reponse: str, statut: str
) -> None:
    """Old servers answer in Latin-1: their words are read, the round goes on."""
    seul, _ = deux_aiguilles(portefeuille)
    mener(seul, "courrier_propose")
    with en_fil({"RCPT": reponse}) as serveur:
        livrer(seul.bureau, facteur(serveur.port, 20))

    [courriel] = courriels(seul, "demande_accord_courrier")
    assert courriel.statut == statut
    assert reponse.replace("\udce9", "é") in courriel.erreur


def test_an_acceptance_in_latin_1_is_an_acceptance(portefeuille_sqlite: Portefeuille) -> None:
    seul, _ = deux_aiguilles(portefeuille_sqlite)
    mener(seul, "courrier_propose")
    with en_fil({"DOT": "250 accept\udce9"}) as serveur:
        livrer(seul.bureau, facteur(serveur.port, 20))

    assert [un.statut for un in courriels(seul, "demande_accord_courrier")] == ["envoye"]
