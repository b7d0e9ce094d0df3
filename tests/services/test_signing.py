"""A mail written before anybody's address could sign it waits for one, and then leaves."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import text

from services.mail.delivering import livrer
from services.mail.signing import SANS_EXPEDITEUR
from tests.fixtures.smtp import SmtpServer
from tests.portfolio import Portefeuille, mener
from tests.services.clockwork import compter, incidents
from tests.services.test_delivering import facteur
from tests.services.test_digest import matin


def _sans_adresse(portefeuille: Portefeuille) -> None:
    with portefeuille.bureau.travail.ecrire() as connexion:
        connexion.execute(text("UPDATE structure SET courriel = NULL"))
    mener(portefeuille, "courrier_propose")
    assert compter(portefeuille, "outbox", "expediteur IS NULL AND statut = 'pret'") == 1


def test_a_mail_without_sender_waits_and_says_what_to_set(
    portefeuille: Portefeuille, smtp_server: SmtpServer
) -> None:
    _sans_adresse(portefeuille)

    dite = livrer(portefeuille.bureau, facteur(smtp_server))

    assert (dite["envoyes"], dite["echecs"]) == (0, 0)
    assert "courriel.expediteur" in dite["panne"]
    assert len(incidents(portefeuille, SANS_EXPEDITEUR)) == 1
    assert compter(portefeuille, "outbox", "statut = 'pret'") == 1


def test_it_leaves_once_the_settings_name_an_address(
    portefeuille: Portefeuille, smtp_server: SmtpServer
) -> None:
    _sans_adresse(portefeuille)
    livrer(portefeuille.bureau, facteur(smtp_server))
    reglages = dataclasses.replace(
        portefeuille.bureau.reglages, adresse_expediteur="clauses@mmie.test"
    )

    dite = livrer(portefeuille.avec(reglages=reglages).bureau, facteur(smtp_server))

    assert (dite["envoyes"], "panne" in dite) == (1, False)
    assert "clauses@mmie.test" in smtp_server.received[0].message["From"]
    assert incidents(portefeuille, SANS_EXPEDITEUR) == []


def test_it_leaves_once_the_structure_has_an_address(
    portefeuille: Portefeuille, smtp_server: SmtpServer
) -> None:
    _sans_adresse(portefeuille)
    with portefeuille.bureau.travail.ecrire() as connexion:
        connexion.execute(text("UPDATE structure SET courriel = 'mmie@mmie.test'"))

    assert livrer(portefeuille.bureau, facteur(smtp_server))["envoyes"] == 1
    assert "mmie@mmie.test" in smtp_server.received[0].message["From"]


def _matin_sans_adresse(portefeuille: Portefeuille) -> None:
    with portefeuille.bureau.travail.ecrire() as connexion:
        connexion.execute(text("UPDATE structure SET courriel = NULL"))
    assert matin(portefeuille, "2025-03-18T09:00") == 1
    assert compter(portefeuille, "outbox", "message = 'digest' AND expediteur IS NULL") == 1


@pytest.mark.parametrize("rattache", [True, False], ids=["their structure", "ours"])
def test_a_morning_mail_leaves_once_the_structure_has_an_address(
    portefeuille: Portefeuille, smtp_server: SmtpServer, rattache: bool
) -> None:
    """It belongs to no dossier: whoever reads it tells the structure, else it is ours."""
    if not rattache:
        with portefeuille.bureau.travail.ecrire() as connexion:
            connexion.execute(text("UPDATE compte SET structure = NULL WHERE login = 'fac'"))
    _matin_sans_adresse(portefeuille)
    livrer(portefeuille.bureau, facteur(smtp_server))
    assert smtp_server.received == []
    with portefeuille.bureau.travail.ecrire() as connexion:
        connexion.execute(text("UPDATE structure SET courriel = 'mmie@mmie.test'"))

    livrer(portefeuille.bureau, facteur(smtp_server))
    partis = "message = 'digest' AND statut = 'envoye' AND expediteur = 'mmie@mmie.test'"
    assert compter(portefeuille, "outbox", partis) == 1
    assert incidents(portefeuille, SANS_EXPEDITEUR) == []
