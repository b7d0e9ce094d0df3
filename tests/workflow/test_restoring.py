"""Return to an earlier state: moves cancelled, fields and deadlines as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.workflow.letters import recu
from tests.workflow.machines import GENERIQUES
from tests.workflow.support import Dossier, compiler, le
from workflow.arming import FIN_D_ATTENTE
from workflow.decision import Refus
from workflow.process import Effet
from workflow.restoring import etats_retablissables
from workflow.values import Historique, Ligne

RECTIFICATIF = Effet(genre="rectificatif", nom="rectificatif")
AILLEURS = Effet(genre="demeure_ailleurs", nom="suites_a_reprendre")


def test_a_return_cancels_the_moves_and_their_entries() -> None:
    un = recu()
    decision = un.faire("retablir", le(10), etat="envoye", motif="Erreur de dossier")
    assert (decision.de, decision.vers) == ("recu", "envoye")
    assert decision.ligne.kind == "retablissement"
    assert decision.ligne.donnees == {
        "etat": "envoye",
        "motif": "Erreur de dossier",
        "annule": [4],
    }
    assert decision.annule_lignes == (4,)
    assert decision.changes == {"etat"}
    assert un.snapshot.donnees == {"envoye_le": date(2026, 1, 5)}
    assert [une.evenement for une in un.snapshot.historique] == [
        "essayer",
        "essayer",
        "envoyer",
        "retablir",
    ]


def test_the_deadlines_of_the_restored_state_count_from_their_old_anchors() -> None:
    un = recu()
    decision = un.faire("retablir", le(10), etat="envoye", motif="x")
    assert {timer.nom for timer in decision.annules} == {"expiration"}
    assert un.echeances == [("reception", 1, le(26, 9))]
    assert decision.effets == (RECTIFICATIF, AILLEURS)
    assert decision.explication == ("« reception » : 20 j après le 2026-01-05 : 2026-01-25",)


def test_a_deadline_already_past_becomes_a_task_and_never_fires() -> None:
    un = recu()
    decision = un.faire("retablir", le(28), etat="envoye", motif="x")
    assert un.echeances == []
    assert decision.effets == (
        RECTIFICATIF,
        AILLEURS,
        Effet(genre="echeance_passee", nom="reception"),
    )


def test_the_first_state_counts_from_the_opening_and_its_reminders_go_on() -> None:
    un = recu()
    un.faire("retablir", le(19), etat="envoye", motif="x")
    decision = un.faire("retablir", le(20), "chef", etat="ouvert", motif="x")
    assert decision.annule_lignes == (3,)
    assert un.snapshot.donnees == {}
    assert decision.effets == (
        RECTIFICATIF,
        AILLEURS,
        Effet(genre="echeance_passee", nom="relance"),
        Effet(genre="echeance_passee", nom="depuis_essai"),
    )
    assert un.echeances == [("relance", 3, le(23, 9))]


def test_a_state_entered_twice_is_restored_as_it_was_last() -> None:
    un = recu()
    un.faire("repondre", le(10), repondu_le="2026-01-10")
    un.faire("envoyer", le(11), "chef", envoye_le="2026-01-11")
    un.faire("recevoir", le(12), recu_le="2026-01-12")
    decision = un.faire("retablir", le(13), etat="envoye", motif="x")
    assert decision.annule_lignes == (7,)
    assert un.snapshot.donnees["envoye_le"] == date(2026, 1, 11)
    assert un.snapshot.donnees["recu_le"] is None
    assert un.snapshot.donnees["repondu_le"] == date(2026, 1, 10)


def test_the_deadlines_from_the_entry_count_from_the_entry_not_from_the_return() -> None:
    un = recu()
    un.faire("expirer", le(24, 14), "horloge")
    un.faire("chiffrer", le(25), montant="500")
    un.faire("statuer", le(26), "chef")
    un.faire("retablir", le(27), "chef", etat="alerte", motif="x")
    assert un.echeances == [("relance_chef", 1, le(30, 9))]
    assert un.snapshot.donnees["montant"] == 500


def test_a_return_after_a_return_cancels_what_is_left() -> None:
    un = recu()
    un.faire("retablir", le(10), etat="envoye", motif="x")
    un.faire("recevoir", le(11), recu_le="2026-01-09")
    assert un.faire("retablir", le(12), etat="envoye", motif="x").annule_lignes == (6,)
    decision = un.faire("retablir", le(12), "chef", etat="ouvert", motif="x")
    assert decision.annule_lignes == (3,)
    assert un.snapshot.donnees == {}
    issue = un.demander("retablir", le(13), "chef", etat="recu", motif="x")
    assert isinstance(issue, Refus)


def test_a_dossier_returns_only_where_it_has_been() -> None:
    for etat in ("recu", "alerte", "nulle_part"):
        issue = recu().demander("retablir", le(10), etat=etat, motif="x")
        assert isinstance(issue, Refus)
        assert [une.phrase for une in issue.conditions] == [
            "Le dossier n’est jamais passé par cet état, ou il y est."
        ]


def test_a_move_of_a_higher_role_is_undone_by_that_role_alone() -> None:
    issue = recu().demander("retablir", le(10), etat="ouvert", motif="x")
    assert isinstance(issue, Refus)
    assert [(une.garde, une.phrase) for une in issue.conditions] == [
        (
            "role",
            "« Envoyer la lettre » ne s’annule pas ainsi : cela revient à la cheffe ou le chef.",
        )
    ]
    un = recu()
    un.faire("retablir", le(10), etat="envoye", motif="x")
    assert un.faire("retablir", le(10), "chef", etat="ouvert", motif="x").vers == "ouvert"


def test_a_move_of_the_clock_is_the_first_role_s_to_undo() -> None:
    un = recu()
    un.faire("expirer", le(24, 14), "horloge")
    assert isinstance(un.demander("retablir", le(25), "chef", etat="recu", motif="x"), Refus)
    assert un.faire("retablir", le(25), etat="recu", motif="x").vers == "recu"


def test_the_other_roles_undo_nothing_but_their_own_moves() -> None:
    """Neither what the first role did since, nor their own move beneath it."""
    for etat in ("envoye", "ouvert"):
        issue = recu().demander("retablir", le(10), "chef", etat=etat, motif="x")
        assert isinstance(issue, Refus)
        assert [(une.garde, une.phrase) for une in issue.conditions] == [
            (
                "role",
                ("« Constater la réception » ne s’annule pas ainsi : cela revient à l’agent·e."),
            )
        ]


def test_what_the_first_role_might_have_done_itself_it_undoes_too() -> None:
    un = Dossier.neuf(compiler(RESERVE, generiques=GENERIQUES))
    un.faire("trancher", le(3), "chef")
    autre = Dossier.neuf(compiler(RESERVE, generiques=GENERIQUES))
    autre.faire("trancher", le(3), "chef")
    assert un.faire("retablir", le(4), etat="a", motif="x").vers == "a"
    assert autre.faire("retablir", le(4), "chef", etat="a", motif="x").vers == "a"


def test_a_move_of_somebody_who_may_never_return_is_open_to_all() -> None:
    un = recu()
    un.faire("repondre", le(10), "client", repondu_le="2026-01-10")
    un.journal[-1] = replace(un.journal[-1], evenement="evenement_d_une_autre_version")
    un.snapshot = replace(un.snapshot, historique=Historique(tuple(un.journal)))
    assert un.faire("retablir", le(11), etat="recu", motif="x").vers == "recu"


RESERVE = """
etats:
  a: {libelle: A, initial: oui, detenteur: agent, sans_echeance: x}
  b: {libelle: B, detenteur: agent, sans_echeance: x}
  c: {libelle: C, final: oui}
evenements:
  repondre: {libelle: Répondre, de: [a], vers: b, par: [client]}
  trancher: {libelle: Trancher, de: [a], vers: b, par: [agent, chef]}
  finir: {libelle: Finir, de: [b], vers: c, par: [agent]}
"""


def test_what_the_first_role_could_not_have_done_it_does_not_undo() -> None:
    un = Dossier.neuf(compiler(RESERVE, generiques=GENERIQUES))
    un.faire("repondre", le(3), "client")
    issue = un.demander("retablir", le(4), etat="a", motif="x")
    assert isinstance(issue, Refus)
    assert [(une.garde, une.phrase) for une in issue.conditions] == [
        ("role", "« Répondre » ne s’annule pas ainsi : cela revient à la cliente ou le client.")
    ]


def test_nobody_goes_back_behind_a_state_that_says_so() -> None:
    ferme = RESERVE.replace("libelle: B,", "libelle: B, sans_retour: Ce qui est dit est dit.,")
    compilee = compiler(ferme, generiques=GENERIQUES)
    un = Dossier.neuf(compilee)
    un.faire("trancher", le(3), "chef")
    un.faire("finir", le(4))
    snapshot = un.snapshot
    retour = compilee.definition.evenements["retablir"]
    assert etats_retablissables(compilee, snapshot, retour, ["agent", "chef"]) == ("b",)
    for role in ("agent", "chef"):
        issue = un.demander("retablir", le(5), role, etat="a", motif="x")
        assert isinstance(issue, Refus)
        assert [(une.garde, une.phrase) for une in issue.conditions] == [
            ("etat", "Ce qui est dit est dit.")
        ]
    assert un.faire("retablir", le(5), etat="b", motif="x").vers == "b"


def test_the_end_of_a_hold_outlives_a_return() -> None:
    un = recu()
    un.faire("mettre_en_attente", le(9), mode="date_fixe", motif="x", jusqu_au="2026-02-01")
    un.faire("retablir", le(10), etat="envoye", motif="x")
    assert un.snapshot.attente is not None
    assert FIN_D_ATTENTE in [nom for nom, _, _ in un.echeances]


def test_a_value_given_at_the_opening_comes_back() -> None:
    texte = """
contexte: {nom: {type: texte, saisi: oui}, age: {type: entier, saisi: oui}}
ouverture: {saisies: {nom: facultatif}}
etats:
  a: {libelle: A, initial: oui, detenteur: agent, sans_echeance: x}
  b: {libelle: B, final: oui}
evenements:
  finir: {libelle: Finir, de: [a], vers: b, par: [agent], saisies: {nom: obligatoire}}
"""
    un = Dossier.neuf(compiler(texte, generiques=GENERIQUES), donnees={"nom": "Un", "age": 3})
    ouverture = Ligne(
        seq=0,
        evenement="ouvrir",
        de="",
        vers="a",
        role="systeme",
        at=le(1),
        recorded_at=le(1),
        kind="ouverture",
        donnees={"nom": "Un"},
    )
    un.journal.append(ouverture)
    un.faire("finir", le(2), nom="Deux")
    un.faire("retablir", le(3), etat="a", motif="x")
    assert un.snapshot.donnees == {"nom": "Un", "age": 3}


def test_a_return_that_leaves_a_contested_move_asks_again_to_decide() -> None:
    un = recu()
    un.faire("repondre", le(20), repondu_le="2026-01-20")
    un.faire("envoyer", le(22), "chef", envoye_le="2026-01-22")
    un.faire("corriger", le(23), champ="repondu_le", valeur="2026-02-01", motif="x")
    retour = un.faire("retablir", le(24), "chef", etat="ouvert", motif="x")
    assert retour.attente is not None
    assert retour.attente.contestees == ("repondre",)
    assert Effet(genre="tache", nom="decider_des_suites") in retour.effets
