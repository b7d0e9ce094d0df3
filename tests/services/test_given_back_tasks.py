"""A return gives back the tasks that the moves it undoes had finished, each with its own day."""

from __future__ import annotations

import json
from typing import Any

from services.clock.ticking import tick
from services.counter.tasks import repondre
from services.evidence.verifying import verifier
from tests.portfolio import MAR, REL1, Portefeuille

LANCEMENT = {"inviter_au_lancement", "tenir_lancement"}
CONTACT = {"date": "2025-03-03", "moyen": "telephone", "sens": "sortant", "resultat": "joint"}


def _ouvertes(p: Portefeuille, dossier: str) -> dict[str, tuple[int, str | None, str | None]]:
    """Open tasks of a dossier: id, last day, and since when time stands still, by code.

    But for those by which a return asks about other dossiers.
    """
    requete = """SELECT t.id, t.code, t.echeance, t.figee_le FROM tache t
        JOIN dossier d ON d.id = t.dossier WHERE d.numero = :n AND t.statut = 'ouverte'
        AND t.code NOT LIKE 'suites_a_reprendre%'"""
    return {
        une.code: (une.id, une.echeance and str(une.echeance), une.figee_le and str(une.figee_le))
        for une in p.rangees(requete, n=dossier)
    }


def _lancer(p: Portefeuille) -> None:
    p.fire(MAR, "lancer", date_lancement="2025-03-03")


def _revenir(p: Portefeuille, dossier: str, etat: str, **attente: float) -> dict[str, Any]:
    p.attendre(**attente)
    return p.fire(dossier, "retablir", etat=etat, motif="sur le mauvais dossier")


def test_a_mistaken_launch_gives_its_tasks_back(portefeuille: Portefeuille) -> None:
    p = portefeuille
    avant = _ouvertes(p, MAR)
    assert set(avant) >= LANCEMENT
    p.attendre(hours=1)
    _lancer(p)
    assert not LANCEMENT & set(_ouvertes(p, MAR))
    dite = _revenir(p, MAR, "notifie", hours=1)
    assert _ouvertes(p, MAR) == avant
    rendues = json.loads(p.journal(MAR)[-1].payload)["taches_rendues"]
    assert sorted(rendues) == sorted(avant[un][0] for un in LANCEMENT)
    dites = {une["code"]: (une["depuis"], une["echeance"]) for une in dite["taches"]}
    assert dites == {un: ("2025-03-03", avant[un][1]) for un in LANCEMENT}
    assert verifier(p.bureau)["intact"]


def test_a_past_deadline_whose_task_comes_back_asks_for_nothing_else(
    portefeuille: Portefeuille,
) -> None:
    p = portefeuille
    p.aller("2025-04-25")
    tick(p.bureau)
    avant = _ouvertes(p, REL1)
    assert {nom: une[1] for nom, une in avant.items()} == {"premier_contact": "2025-03-17"}
    p.attendre(hours=1)
    p.fire(REL1, "nouer_relation")
    _revenir(p, REL1, "a_contacter", hours=1)
    assert _ouvertes(p, REL1) == avant


def test_a_past_deadline_whose_task_was_answered_is_decided(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    p.aller("2025-04-25")
    tick(p.bureau)
    p.fire(REL1, "consigner_contact", **CONTACT)
    assert "premier_contact" not in _ouvertes(p, REL1)
    p.fire(REL1, "nouer_relation")
    _revenir(p, REL1, "a_contacter", hours=1)
    assert set(_ouvertes(p, REL1)) == {"decider_echeance:contact_a_suivre"}


def test_an_end_that_is_undone_gives_back_what_it_had_closed(portefeuille: Portefeuille) -> None:
    p = portefeuille
    _lancer(p)
    avant = _ouvertes(p, MAR)
    assert set(avant) == {"transmettre_pieces"}
    p.attendre(hours=1)
    p.fire(MAR, "resilier", date_effet="2025-03-03", motif="défaillance")
    assert set(_ouvertes(p, MAR)) == {"produire_bilan"}
    _revenir(p, MAR, "lance", days=30)
    assert _ouvertes(p, MAR) == avant


def test_what_somebody_has_answered_stays_answered(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    invitee = _ouvertes(p, MAR)["inviter_au_lancement"][0]
    repondre(p.bureau, invitee, "fait", "ref", "cli:test")
    _lancer(p)  # at that very instant
    _revenir(p, MAR, "notifie")
    assert LANCEMENT & set(_ouvertes(p, MAR)) == {"tenir_lancement"}


def test_what_an_act_that_stands_would_have_finished_stays_finished(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    p.fire(REL1, "nouer_relation")
    p.attendre(hours=1)
    p.fire(REL1, "consigner_contact", **CONTACT)
    _revenir(p, REL1, "a_contacter", hours=1)
    assert "premier_contact" not in _ouvertes(p, REL1)


def test_twice_at_one_instant_is_as_once(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    avant = _ouvertes(p, MAR)
    for _ in range(3):
        _lancer(p)
        p.fire(MAR, "resilier", date_effet="2025-03-03", motif="défaillance")
        assert set(_ouvertes(p, MAR)) == {"produire_bilan"}
        _revenir(p, MAR, "notifie")
        assert _ouvertes(p, MAR) == avant
    assert verifier(p.bureau)["intact"]


def test_a_task_of_the_same_kind_is_not_doubled(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    p.fire(MAR, "demander_un_rappel", rappel_le="2025-03-10", a_rappeler="le plan")
    avant = _ouvertes(p, MAR)
    _lancer(p)
    _revenir(p, MAR, "notifie", hours=1)
    assert _ouvertes(p, MAR) == avant


def test_a_task_that_a_hold_had_frozen_runs_again(portefeuille: Portefeuille) -> None:
    p = portefeuille
    _lancer(p)
    avant = _ouvertes(p, MAR)
    p.fire(MAR, "suspendre", by="ref", date_effet="2025-03-03", motif="travaux arrêtés")
    assert _ouvertes(p, MAR)["transmettre_pieces"][2] == "2025-03-03"
    p.attendre(hours=1)
    p.fire(MAR, "resilier", by="ref", date_effet="2025-03-03", motif="défaillance")
    p.fire(MAR, "retablir", by="ref", etat="lance", motif="erreur")
    assert _ouvertes(p, MAR) == avant
