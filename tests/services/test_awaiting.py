"""Events towards another root: handed over once, in their order, never lost, never in the act."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from services.clock import awaiting as services_awaiting
from services.clock.ticking import tick
from services.importing.decp import importer_decp
from services.register.registering import CompteSaisi, ajouter_compte
from tests.portfolio import MAR, REL1, VILLE, A, Portefeuille
from tests.services.clockwork import courriels, deux_aiguilles, incidents
from tests.services.test_convention import CONV, accepter, piece


def au_terme(portefeuille: Portefeuille) -> None:
    """The convention is over; its marché still runs."""
    accepter(portefeuille)
    portefeuille.aller("2026-07-27")
    portefeuille.attendre(hours=6)
    tick(portefeuille.bureau)


def arreter(portefeuille: Portefeuille) -> dict[str, Any]:
    return portefeuille.fire(
        CONV,
        "decider_cloture",
        by="resp",
        motif="accord des parties",
        _pieces={"accord": piece("accord.pdf")},
    )


def attendus(portefeuille: Portefeuille) -> list[tuple[str, str, str, int]]:
    requete = """SELECT evenement, statut, saisies, tentatives FROM evenement_a_traiter
        ORDER BY id"""
    return [tuple(une) for une in portefeuille.rangees(requete)]


@contextmanager
def qui_echoue(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The hand-over breaks."""

    def casser(*_args: object) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as ici:
        ici.setattr(services_awaiting, "suivre_une", casser)
        yield


def test_it_waits_then_is_done_once_for_whoever_asked(portefeuille: Portefeuille) -> None:
    au_terme(portefeuille)
    arreter(portefeuille)
    assert attendus(portefeuille) == [
        ("finir_avec_la_convention", "a_traiter", '{"motif":"Convention terminée"}', 0)
    ]
    assert portefeuille.etat(MAR) == "notifie"
    assert [tick(portefeuille.bureau)["transmis"] for _ in range(2)] == [1, 0]
    assert attendus(portefeuille) == [("finir_avec_la_convention", "traite", "{}", 0)]
    ligne = portefeuille.journal(MAR)[-1]
    assert (ligne.event, ligne.role, ligne.actor) == (
        "finir_avec_la_convention",
        "systeme",
        "jalon",
    )
    assert ligne.on_behalf_of == "resp"


def test_a_failure_is_an_incident_and_tried_again_later(
    portefeuille: Portefeuille, monkeypatch: pytest.MonkeyPatch
) -> None:
    portefeuille, horloge = deux_aiguilles(portefeuille)
    au_terme(portefeuille)
    arreter(portefeuille)
    with qui_echoue(monkeypatch):
        assert tick(portefeuille.bureau)["incidents"] == 1
    [incident] = incidents(portefeuille, "attendu_en_echec")
    assert "the disk is full" in incident.detail
    assert attendus(portefeuille)[0][1:] == (
        "a_traiter",
        '{"motif":"Convention terminée"}',
        1,
    )
    assert tick(portefeuille.bureau)["transmis"] == 0, "not before its back-off"
    horloge.passer(minutes=2)
    assert tick(portefeuille.bureau)["transmis"] == 1
    assert portefeuille.etat(MAR) == "clos"
    assert incidents(portefeuille, "attendu_en_echec") == []


def test_what_fails_holds_back_what_came_after_it(
    portefeuille: Portefeuille, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The events of one dossier keep their order, whatever the back-off of the first."""
    portefeuille, horloge = deux_aiguilles(portefeuille)
    au_terme(portefeuille)
    arreter(portefeuille)
    with qui_echoue(monkeypatch):
        tick(portefeuille.bureau)
    arreter(portefeuille)
    assert tick(portefeuille.bureau)["transmis"] == 0
    horloge.passer(minutes=2)
    assert tick(portefeuille.bureau)["transmis"] == 2


def test_a_refusal_is_an_incident_on_the_emitters_desk(portefeuille: Portefeuille) -> None:
    au_terme(portefeuille)
    arreter(portefeuille)
    portefeuille.fire(MAR, "clore", motif="fini avant", by="ref")
    tick(portefeuille.bureau)
    assert attendus(portefeuille)[0][1] == "refuse"
    [incident] = incidents(portefeuille, "suite_refusee")
    assert incident.message.startswith(f"{MAR} n’a pas suivi « ")
    assert "changer_de_convention" not in incident.message
    dossier = portefeuille.rangees("SELECT numero FROM dossier WHERE id = :i", i=incident.dossier)
    assert dossier[0][0] == CONV
    assert portefeuille.etat(REL1) == "close"


def test_an_act_undone_emits_nothing(portefeuille: Portefeuille) -> None:
    au_terme(portefeuille)
    portefeuille.fire(
        CONV,
        "decider_cloture",
        by="resp",
        motif="essai",
        _essai=True,
        _pieces={"accord": piece("accord.pdf")},
    )
    assert attendus(portefeuille) == []


def test_a_hand_over_follows_the_company_and_its_open_tasks(portefeuille: Portefeuille) -> None:
    """Annexe 1/B: one référent·e per entreprise; it is told once, whatever its marchés."""
    ajouter_compte(
        portefeuille.bureau.travail,
        CompteSaisi(login="fac2", nom="Leïla Sorin", roles=("facilitateur",), courriel="l@x.test"),
    )
    autre = autre_relation(portefeuille)
    portefeuille.fire(REL1, "passer_la_main", compte="fac2", motif="congé")
    tick(portefeuille.bureau)
    requete = """SELECT d.numero, c.login FROM dossier d JOIN compte c ON c.id = d.assigned
        WHERE d.machine = 'relation_entreprise' ORDER BY d.id"""
    confies = {une[0]: une[1] for une in portefeuille.rangees(requete)}
    assert (confies[REL1], confies[autre]) == ("fac2", "fac2")
    assert confies["REL-2025-00002"] == "fac", "another company"
    [courriel] = courriels(portefeuille, "changement_de_referent")
    assert (courriel.adresse, courriel.expediteur_nom) == ("jean@btp.test", "Leïla Sorin")
    bureaux = portefeuille.rangees(
        """SELECT c.login FROM tache t JOIN compte c ON c.id = t.compte
        JOIN dossier d ON d.id = t.dossier WHERE d.numero = :n AND t.statut = 'ouverte'""",
        n=REL1,
    )
    assert [un.login for un in bureaux] == ["fac2"]


def test_a_new_marche_of_the_company_keeps_its_referent(portefeuille: Portefeuille) -> None:
    ajouter_compte(
        portefeuille.bureau.travail,
        CompteSaisi(login="fac2", nom="Leïla Sorin", roles=("facilitateur",)),
    )
    portefeuille.fire(REL1, "passer_la_main", compte="fac2", motif="congé")
    requete = "SELECT c.login FROM dossier d JOIN compte c ON c.id = d.assigned WHERE d.numero = :n"
    [confie] = portefeuille.rangees(requete, n=autre_relation(portefeuille))
    assert confie.login == "fac2"


def autre_relation(portefeuille: Portefeuille) -> str:
    """The same company holds another marché of the city."""
    marche = {
        "id": "2025-09",
        "_type": "Marché",
        "acheteur": {"id": VILLE},
        "nature": "Marché",
        "objet": "Voirie",
        "codeCPV": "45214200-2",
        "procedure": "Procédure adaptée",
        "lieuExecution": {"code": "69600", "typeCode": "Code postal"},
        "dureeMois": 12,
        "dateNotification": "2025-02-28",
        "datePublicationDonnees": "2025-03-01",
        "montant": 100,
        "titulaires": [{"titulaire": {"id": A, "typeIdentifiant": "SIRET"}}],
        "modifications": [],
    }
    with tempfile.TemporaryDirectory() as dossier:
        fichier = Path(dossier) / "autre.json"
        fichier.write_text(json.dumps({"marches": {"marche": [marche]}}), "utf-8")
        importer_decp(portefeuille.bureau, [fichier])
    return str(portefeuille.suivre("2025-09")["relations"][0])
