"""A task that asks for a decision is finished by the act that takes it, never by « fait »."""

from __future__ import annotations

import pytest

from jalon.assembly import machines
from services.counter.opening_by_hand import Ouverture, ouvrir_a_la_main
from services.counter.tasks import repondre
from services.errors import Interdit
from services.reading.looking_tasks import taches as lire
from services.task_answers import admises, exiger
from tests.portfolio import MAR, REL1, Portefeuille, mener
from tests.services.clockwork import EXPIRATION, a, taches


def refus(
    portefeuille: Portefeuille, code: str, reponse: str, par: str, dossier: str = REL1
) -> Interdit:
    [tache] = taches(portefeuille, code, dossier)
    avant = portefeuille.tout()
    with pytest.raises(Interdit) as levee:
        repondre(portefeuille.bureau, tache.id, reponse, par, "cli:x")
    assert portefeuille.tout() == avant
    return levee.value


@pytest.mark.parametrize(
    ("reponse", "dite"),
    [("fait", "demande une décision"), ("rien_recu", "n’attend pas de courrier")],
)
def test_a_decision_of_the_city_is_not_done_by_saying_so(
    portefeuille: Portefeuille, reponse: str, dite: str
) -> None:
    mener(portefeuille, "courrier_propose")

    dit = refus(portefeuille, "decider_accord", reponse, "ref")

    assert dite in dit.message
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


def test_what_only_has_to_be_done_is_done(portefeuille_sqlite: Portefeuille) -> None:
    definition = portefeuille_sqlite.bureau.machines.courantes["relation_entreprise"].definition

    assert admises(definition, "en_relation", "completer_heures") == ("fait",)
    assert admises(definition, "courrier_recu", "verifier_courrier") == ("rien_recu", "fait")
    assert admises(definition, "en_relation", "decider_de_la_suite") == ()
    assert admises(definition, "en_relation", "echeance_retenue:releve_heures") == ()


def test_what_a_state_waits_for_is_not_done_by_saying_so(portefeuille: Portefeuille) -> None:
    ouvrir_a_la_main(
        portefeuille.bureau,
        Ouverture(
            machine="devis",
            acteur="cli:test",
            compte="fac",
            dans=MAR,
            saisies={"montant": "2501", "objet_du_devis": "Participation 2025"},
        ),
    )

    dit = refus(portefeuille, "envoyer_devis", "fait", "fac", "DEV-2025-00001")

    assert "Le dossier attend l’acte que cette tâche demande" in dit.message
    assert str(dit.remede).startswith("Au choix : « Envoyer le devis")


@pytest.mark.parametrize(
    ("machine", "etat", "tache", "attendues"),
    [
        ("programmation", "liste_attendue", "transmettre_la_liste", ()),
        ("facture", "brouillon", "emettre_facture", ()),
        ("facture", "deposee", "suivre_depot", ("fait",)),  # a reminder, which comes back
        ("marche", "cible", "demander_les_elements", ("fait",)),  # the city has the ball
        ("marche", "notifie", "transmettre_pieces", ("fait",)),  # its act is another's, and stays
        ("convention", "en_preavis", "suivre_le_preavis", ("fait",)),  # « decision: non »
        ("relation_entreprise", "alerte", "lire_reponse", ()),  # « decision: oui », in any state
        ("relation_entreprise", "alerte", "courriel_refuse", ("fait",)),
    ],
)
def test_the_declaration_says_what_an_act_alone_finishes(
    machine: str, etat: str, tache: str, attendues: tuple[str, ...]
) -> None:
    assert admises(machines().courantes[machine].definition, etat, tache) == attendues


def test_the_clock_is_not_offered_as_a_remedy(portefeuille: Portefeuille) -> None:
    definition = portefeuille.bureau.machines.courantes["candidature"].definition
    with pytest.raises(Interdit) as levee:
        exiger(definition, "eligible", "positionner_candidat", "fait")
    assert definition.evenements["positionner"].libelle in str(levee.value.remede)
    assert definition.evenements["expirer"].libelle not in str(levee.value.remede)
