"""The moves that a corrected entry contests, and who decides of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.workflow.machines import GENERIQUES
from tests.workflow.support import Dossier, compiler, le
from tests.workflow.test_corrections import alerte, recu
from workflow.decision import Attente, Refus
from workflow.process import Effet


def test_a_move_that_the_new_value_forbids_is_contested_and_holds_the_dossier() -> None:
    un = recu()
    un.faire("repondre", le(20), repondu_le="2026-01-20")
    decision = un.faire("corriger", le(21), champ="repondu_le", valeur="2026-02-01", motif="x")
    assert [une.evenement for une in decision.contestees] == ["repondre"]
    assert decision.effets == (Effet(genre="tache", nom="decider_des_suites"),)
    assert decision.attente == Attente(
        depuis=le(21), jusqu_au=None, mode="decision", contestees=("repondre",)
    )
    assert decision.changes == {"repondu_le", "attente"}
    assert un.snapshot.etat == "ouvert"


def test_a_move_of_the_clock_before_the_corrected_term_is_contested() -> None:
    un = alerte()
    decision = un.faire("corriger", le(25), champ="recu_le", valeur="2026-01-12", motif="x")
    assert [une.evenement for une in decision.contestees] == ["expirer"]


def test_a_move_of_the_clock_after_the_corrected_term_stands() -> None:
    un = alerte()
    decision = un.faire("corriger", le(25), champ="recu_le", valeur="2026-01-07", motif="x")
    assert decision.contestees == ()
    assert decision.attente is None


def test_a_dossier_already_held_stays_held_and_the_clock_does_not_decide() -> None:
    un = alerte()
    un.faire("mettre_en_attente", le(25), mode="temps_restant", jusqu_au="2026-01-30", motif="x")
    attente = un.snapshot.attente
    assert attente is not None
    un.faire("corriger", le(26), champ="recu_le", valeur="2026-01-12", motif="x")
    contestee = replace(attente, contestees=("expirer",))
    assert un.snapshot.attente == contestee
    un.faire("reprendre", le(30, 9), "horloge")
    assert un.snapshot.attente == replace(contestee, jusqu_au=None)
    assert [nom for nom, _, _ in un.echeances] == ["relance_chef", "pause_a_revoir"]
    un.faire("retablir", le(31), etat="recu", motif="x")
    assert un.snapshot.attente == replace(attente, jusqu_au=None)


def test_the_end_of_another_dossier_s_hold_does_not_decide_either() -> None:
    un = alerte()
    un.faire("mettre_en_attente", le(25), "systeme", mode="temps_restant", motif="x")
    un.faire("corriger", le(26), champ="recu_le", valeur="2026-01-12", motif="x")
    attente = un.snapshot.attente
    assert attente is not None
    assert attente.contestees == ("expirer",)
    un.faire("reprendre", le(30, 9), "systeme")
    reste = un.snapshot.attente
    assert reste is not None
    assert (reste.contestees, reste.arret) == (("expirer",), None)
    issue = un.demander("reprendre", le(30, 9), "systeme")
    assert isinstance(issue, Refus)
    assert issue.court_deja
    [condition] = issue.conditions
    assert condition.phrase.startswith("Une correction attend qu’on décide de ses suites")


@pytest.mark.parametrize("decide", [{"evenement": "reprendre"}, {"evenement": "retablir"}])
def test_what_is_decided_during_a_stop_leaves_the_stop(decide: dict[str, str]) -> None:
    un = alerte()
    un.faire("mettre_en_attente", le(25), "systeme", mode="temps_restant", motif="x")
    un.faire("corriger", le(26), champ="recu_le", valeur="2026-01-12", motif="x")
    etat = {"etat": "recu", "motif": "x"} if decide["evenement"] == "retablir" else {}
    un.faire(decide["evenement"], le(27), "agent", **etat)
    reste = un.snapshot.attente
    assert reste is not None
    assert reste.suit_un_arret
    assert (reste.depuis, reste.arret, reste.mode) == (le(25), le(25), "temps_restant")


def test_nothing_is_built_on_a_contested_move_until_somebody_decides() -> None:
    un = alerte()
    decision = un.faire("corriger", le(25), champ="recu_le", valeur="2026-01-12", motif="x")
    assert decision.explication[0] == "« expiration » : 23 janvier 2026 → 27 janvier 2026"
    issue = un.demander("statuer", le(26), "chef")
    assert isinstance(issue, Refus)
    [condition] = issue.conditions
    assert condition.garde == "contestation"
    assert "« Le délai est passé » : décidez d’abord" in condition.phrase.replace("\u00a0", " ")
    un.faire("chiffrer", le(26), montant="10")
    retour = un.faire("retablir", le(27), etat="recu", motif="x")
    assert retour.attente is None
    assert [nom for nom, _, _ in un.echeances] == ["expiration", "expiration"]


def test_to_resume_keeps_the_contested_move() -> None:
    un = alerte()
    un.faire("corriger", le(25), champ="recu_le", valeur="2026-01-12", motif="x")
    un.faire("chiffrer", le(25), montant="10")
    assert isinstance(un.demander("statuer", le(26), "chef"), Refus)
    un.faire("reprendre", le(26))
    assert not isinstance(un.demander("statuer", le(26), "chef"), Refus)


def test_a_dossier_that_closes_with_another_closes_all_the_same() -> None:
    un = alerte()
    un.faire("corriger", le(25), champ="recu_le", valeur="2026-01-12", motif="x")
    assert isinstance(un.demander("abandonner", le(26), motif="x"), Refus)
    un.faire("abandonner", le(26), "systeme", motif="x")
    assert un.snapshot.attente is None


def test_an_alternative_that_would_have_been_another_is_contested() -> None:
    un = alerte()
    un.faire("chiffrer", le(25), montant="500")
    un.faire("statuer", le(26), "chef")
    assert un.snapshot.etat == "clos"
    decision = un.faire("corriger", le(27), champ="montant", valeur="5", motif="x")
    assert [une.evenement for une in decision.contestees] == ["statuer"]
    assert decision.attente is None  # an end is not held: the task says what to decide


def test_a_fact_that_no_longer_holds_contests_the_move_it_allowed() -> None:
    texte = """
contexte:
  essais: {type: entier, fait: nombre_d_essais, min: 0, max: 9}
  seuil: {type: entier, saisi: oui, min: 0, max: 9}
gardes: {assez: {si: "essais >= seuil", sinon: "Encore {essais}."}}
etats:
  a: {libelle: A, initial: oui, detenteur: agent, sans_echeance: x}
  b: {libelle: B, detenteur: agent, sans_echeance: x}
  c: {libelle: C, final: oui}
evenements:
  essayer: {libelle: Essayer, de: [a], par: [agent], saisies: {seuil: facultatif}}
  passer: {libelle: Passer, de: [a], vers: b, par: [agent], gardes: [assez]}
  finir: {libelle: Finir, de: [b], vers: c, par: [agent]}
"""
    un = Dossier.neuf(compiler(texte, generiques=GENERIQUES))
    un.faire("essayer", le(2), seuil=1)
    un.faire("passer", le(3))
    decision = un.faire("corriger", le(4), champ="seuil", valeur="2", motif="x")
    assert [une.evenement for une in decision.contestees] == ["passer"]


def test_what_changed_for_another_reason_contests_nothing() -> None:
    un = recu()
    un.snapshot = replace(un.snapshot, parametres={"requis": 9})
    decision = un.faire(
        "corriger", le(9), "chef", champ="envoye_le", valeur="2026-01-04", motif="x"
    )
    assert decision.contestees == ()
