"""A task that asks for a decision is finished by the act that takes it, never by « fait »."""

from __future__ import annotations

import pytest

from services.counter.tasks import repondre
from services.errors import Interdit
from services.reading.looking_tasks import taches as lire
from services.task_answers import admises
from tests.portfolio import REL1, Portefeuille, mener
from tests.services.clockwork import EXPIRATION, a, taches


def refus(portefeuille: Portefeuille, code: str, reponse: str, par: str) -> Interdit:
    [tache] = taches(portefeuille, code)
    avant = portefeuille.tout()
    with pytest.raises(Interdit) as levee:
        repondre(portefeuille.bureau, tache.id, reponse, par, "cli:x")
    assert portefeuille.tout() == avant
    return levee.value


def test_a_decision_of_the_city_is_not_done_by_saying_so(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_propose")

    dit = refus(portefeuille, "decider_accord", "fait", "ref")

    assert "demande une décision" in dit.message
    assert "« Accepter l’envoi du courrier »" in str(dit.remede)


def test_a_move_whose_day_is_past_is_decided_not_done(portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    a(portefeuille_sqlite, f"{EXPIRATION}T10:00")
    a(portefeuille_sqlite, f"{EXPIRATION}T14:00")
    portefeuille_sqlite.fire(REL1, "retablir", etat="courrier_recu", motif="partie trop tôt")

    dit = refus(portefeuille_sqlite, "decider_echeance:expiration", "fait", "fac")

    assert str(dit.remede).startswith("Au choix : répondre « rien_recu » si rien n’est arrivé")
    assert "« L’entreprise a répondu »" in str(dit.remede)
    lues = lire(portefeuille_sqlite.bureau, compte="fac", limite=50)
    assert {une["code"]: une["reponses"] for une in lues if une["dossier"] == REL1} == {
        "decider_echeance:expiration": ["rien_recu"],
        "decider_echeance:fin_proche": ["fait"],
    }


def test_nothing_received_is_no_answer_to_a_decision(portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_propose")

    dit = refus(portefeuille_sqlite, "decider_accord", "rien_recu", "ref")

    assert "n’attend pas de courrier" in dit.message
    assert "Accepter" in str(dit.remede)


def test_what_only_has_to_be_done_is_done(portefeuille_sqlite: Portefeuille) -> None:
    definition = portefeuille_sqlite.bureau.machines.courantes["relation_entreprise"].definition

    assert admises(definition, "en_relation", "completer_heures") == ("fait",)
    assert admises(definition, "courrier_recu", "verifier_courrier") == ("rien_recu", "fait")
    assert admises(definition, "en_relation", "decider_de_la_suite") == ()
    assert admises(definition, "en_relation", "echeance_retenue:releve_heures") == ()
