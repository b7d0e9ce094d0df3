"""A corrected entry: its line, its copies, its deadlines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.workflow.machines import GENERIQUES, LETTRE
from tests.workflow.support import Dossier, compiler, le
from workflow.decision import Refus
from workflow.errors import ValeurInvalide

COMPILEE = compiler(LETTRE, generiques=GENERIQUES)


def recu(**parametres: Any) -> Dossier:
    """A letter received on 8 January: verification on the 24th at 9, move at 14."""
    un = Dossier.neuf(COMPILEE, parametres=parametres)
    un.faire("essayer", le(2), resultat="absent")
    un.faire("essayer", le(3), resultat="absent")
    un.faire("envoyer", le(5), "chef", envoye_le="2026-01-05")
    un.faire("recevoir", le(8), recu_le="2026-01-08")
    return un


def constats(un: Dossier) -> dict[str, Any]:
    """What the clock adds to the move of its deadline."""
    fin = next(timer for timer in un.snapshot.timers if timer.nom == "expiration" and timer.rang)
    return {"regle": fin.regle, "ancre": fin.ancre}


def alerte() -> Dossier:
    un = recu()
    un.faire("expirer", le(24, 14), "horloge", constats=constats(un))
    return un


def test_a_correction_replaces_the_entry_on_its_line_and_in_the_dossier() -> None:
    un = recu()
    decision = un.faire(
        "corriger",
        le(9),
        "chef",
        champ="envoye_le",
        valeur="04/01/2026",
        motif="Cachet de la poste",
    )
    assert decision.ligne.kind == "correction"
    assert decision.ligne.donnees == {
        "champ": "envoye_le",
        "valeur": date(2026, 1, 4),
        "ligne": 3,
        "motif": "Cachet de la poste",
    }
    assert decision.remplace == (3,)
    assert decision.changes == {"envoye_le"}
    assert (decision.contestees, decision.effets, decision.attente) == ((), (), None)
    assert un.snapshot.donnees["envoye_le"] == date(2026, 1, 4)
    assert "champ" not in un.snapshot.donnees
    assert un.snapshot.historique.de("envoyer")[0].donnees["envoye_le"] == date(2026, 1, 4)


def test_a_correction_follows_the_copies_that_events_made() -> None:
    un = recu()
    decision = un.faire("corriger", le(9), champ="recu_le", valeur="2026-01-07", motif="x")
    assert decision.ligne.donnees["copies"] == [{"ligne": 4, "champ": "presente_le"}]
    assert un.snapshot.donnees["presente_le"] == date(2026, 1, 7)
    assert decision.changes == {"recu_le", "presente_le"}
    assert decision.remplace == (4,)
    ligne = un.snapshot.historique.de("recevoir")[0]
    assert ligne.donnees["presente_le"] == date(2026, 1, 7)


def test_a_correction_leaves_what_was_not_a_copy() -> None:
    un = Dossier.neuf(COMPILEE, etat="envoye")
    un.faire("recevoir", le(8), recu_le="2026-01-08", presente_le="2026-01-06")
    decision = un.faire("corriger", le(9), champ="recu_le", valeur="2026-01-07", motif="x")
    assert "copies" not in decision.ligne.donnees
    assert un.snapshot.donnees["presente_le"] == date(2026, 1, 6)


def test_a_correction_recomputes_the_live_deadlines_with_the_delay_then_in_force() -> None:
    un = recu()
    un.snapshot = replace(un.snapshot, parametres={"delai": "30 j"})
    decision = un.faire("corriger", le(9), champ="recu_le", valeur="2026-01-06", motif="x")
    assert [(timer.nom, timer.rang) for timer in decision.annules] == [
        ("expiration", 0),
        ("expiration", 1),
    ]
    assert un.echeances == [("expiration", 0, le(22, 9)), ("expiration", 1, le(22, 14))]
    assert "« expiration » : 15 j après le 2026-01-06 : 2026-01-21" in decision.explication


def test_the_anchor_of_a_live_timer_is_the_one_it_was_armed_with() -> None:
    un = recu(depart="presente_le")
    un.snapshot = replace(un.snapshot, parametres={"depart": "recu_le"})
    un.faire("corriger", le(9), champ="presente_le", valeur="2026-01-06", motif="x")
    assert un.echeances[-1] == ("expiration", 1, le(22, 14))


def test_what_has_fired_is_armed_again_only_when_still_to_come() -> None:
    un = recu()
    verification, fin = un.snapshot.timers
    un.sonner(verification, le(24, 9))
    avant = replace(un.snapshot)
    un.faire("corriger", le(24, 10), champ="recu_le", valeur="2026-01-07", motif="x")
    assert un.echeances == [("expiration", 1, le(23, 14))]
    un.snapshot = avant
    un.journal.pop()
    un.faire("corriger", le(24, 10), champ="recu_le", valeur="2026-01-10", motif="x")
    assert un.echeances == [("expiration", 0, le(26, 9)), ("expiration", 1, le(26, 14))]
    assert fin.du_le == le(24, 14)


def test_a_deadline_without_a_live_timer_is_armed_when_it_can_still_come() -> None:
    un = recu()
    assert "bientot" not in [nom for nom, _, _ in un.echeances]
    un.snapshot = replace(un.snapshot, timers=())
    un.faire("corriger", le(9), champ="recu_le", valeur="2026-01-09", motif="x")
    assert un.echeances == [("expiration", 0, le(25, 9)), ("expiration", 1, le(25, 14))]


def test_a_ladder_goes_on_from_the_rank_it_had_reached() -> None:
    texte = """
contexte: {du_le: {type: date, saisi: oui}}
etats:
  a:
    libelle: A
    initial: oui
    detenteur: agent
    echeances:
      rappel: {apres: 5 j, calendrier: bureau, depuis: du_le, effets: [mail: rappel],
               repeter: {tous: 5 j, max: 4}}
  b: {libelle: B, final: oui}
evenements:
  dater: {libelle: Dater, de: [a], par: [agent], saisies: {du_le: obligatoire}}
  finir: {libelle: Finir, de: [a], vers: b, par: [agent]}
"""
    un = Dossier.neuf(compiler(texte, generiques=GENERIQUES))
    un.faire("dater", le(2), du_le="2026-01-02")
    un.sonner(un.snapshot.timers[0], le(8, 9))
    assert un.echeances == [("rappel", 2, le(13, 9))]
    avant, journal = un.snapshot, list(un.journal)
    un.faire("corriger", le(9), champ="du_le", valeur="2026-01-03", motif="x")
    assert un.echeances == [("rappel", 2, le(14, 9))]
    un.snapshot, un.journal = avant, journal
    un.faire("corriger", le(9), champ="du_le", valeur="2025-12-31", motif="x")
    assert un.echeances == [("rappel", 2, le(11, 9))]
    un.faire("corriger", le(10), champ="du_le", valeur="2025-01-03", motif="x")
    assert un.echeances == []


def test_an_instant_is_an_anchor_by_its_civil_day() -> None:
    texte = """
contexte: {vu_a: {type: instant, saisi: oui}}
etats:
  a:
    libelle: A
    initial: oui
    detenteur: agent
    echeances:
      rappel: {apres: 5 j, calendrier: bureau, depuis: vu_a, effets: [mail: rappel]}
  b: {libelle: B, final: oui}
evenements:
  voir: {libelle: Voir, de: [a], par: [agent], saisies: {vu_a: obligatoire}}
  finir: {libelle: Finir, de: [a], vers: b, par: [agent]}
"""
    un = Dossier.neuf(compiler(texte, generiques=GENERIQUES))
    un.faire("voir", le(2), vu_a="2026-01-02T09:00+00:00")
    assert un.echeances == [("rappel", 1, le(8, 9))]
    un.faire("corriger", le(3), champ="vu_a", valeur="2026-01-01T23:00+00:00", motif="x")
    assert un.echeances == [("rappel", 1, le(7, 9))]


def test_only_the_last_entry_of_a_field_is_the_dossier_s() -> None:
    un = alerte()
    un.faire("chiffrer", le(25), montant="10")
    un.faire("chiffrer", le(26), montant="20")
    decision = un.faire("corriger", le(27), champ="montant", valeur="12", ligne="6", motif="x")
    assert un.snapshot.donnees["montant"] == 20
    assert decision.changes == frozenset()
    assert decision.remplace == (6,)
    assert un.snapshot.historique.de("chiffrer")[0].donnees["montant"] == 12


def test_a_passing_field_is_corrected_on_its_line_alone() -> None:
    un = recu()
    decision = un.faire("corriger", le(9), champ="resultat", valeur="joint", ligne="1", motif="x")
    assert "resultat" not in un.snapshot.donnees
    assert decision.changes == frozenset()
    assert un.snapshot.historique.de("essayer")[0].donnees["resultat"] == "joint"


def test_the_invariant_of_a_passing_field_holds_after_its_correction() -> None:
    un = Dossier.neuf(COMPILEE)
    un.faire("essayer", le(2), resultat="absent", quand="2026-01-02")
    issue = un.demander("corriger", le(3), champ="quand", valeur="2026-02-02", motif="x")
    assert isinstance(issue, Refus)
    assert [une.garde for une in issue.conditions] == ["invariant_quand"]


def test_a_correction_that_breaks_an_invariant_is_refused() -> None:
    issue = recu().demander("corriger", le(9), champ="recu_le", valeur="2026-01-01", motif="x")
    assert isinstance(issue, Refus)
    assert [une.garde for une in issue.conditions] == ["invariant_recu_le"]


@pytest.mark.parametrize(
    ("saisies", "message"),
    [
        ({"champ": "zut", "valeur": "1"}, "« zut » n’est pas un champ saisi de ce dossier."),
        ({"champ": "essais", "valeur": "1"}, "« essais » n’est pas un champ saisi"),
        ({"champ": "montant", "valeur": "1"}, "« montant » n’a pas été saisi dans ce dossier."),
        (
            {"champ": "recu_le", "valeur": "2026-01-07", "ligne": "1"},
            "« recu_le » n’a pas été saisi à la ligne 1.",
        ),
    ],
)
def test_what_was_never_entered_is_not_corrected(saisies: dict[str, str], message: str) -> None:
    with pytest.raises(ValeurInvalide) as erreur:
        recu().demander("corriger", le(9), motif="x", **saisies)
    assert erreur.value.champ == "champ"
    assert message in str(erreur.value)


def test_a_value_that_does_not_fit_is_told_on_the_field_of_the_form() -> None:
    with pytest.raises(ValeurInvalide) as erreur:
        recu().demander("corriger", le(9), champ="recu_le", valeur="hier", motif="x")
    assert erreur.value.champ == "valeur"
    assert "recu_le : « hier » n’est pas une date." in str(erreur.value)


CHAINE = """
contexte:
  un_le: {type: date, saisi: oui}
  deux_le: {type: date, saisi: oui}
  trois_le: {type: date, saisi: oui}
etats:
  a: {libelle: A, initial: oui, detenteur: agent, sans_echeance: x}
  b: {libelle: B, final: oui}
evenements:
  dater: {libelle: Dater, de: [a], par: [agent], saisies: {un_le: obligatoire}}
  redater: {libelle: Redater, de: [a], par: [agent], saisies: {un_le: obligatoire}}
  copier: {libelle: Copier, de: [a], par: [agent], pose: {deux_le: un_le}}
  recopier: {libelle: Recopier, de: [a], par: [agent], pose: {trois_le: deux_le}}
  finir: {libelle: Finir, de: [a], vers: b, par: [agent]}
"""


def test_copies_of_copies_follow() -> None:
    un = Dossier.neuf(compiler(CHAINE, generiques=GENERIQUES))
    un.faire("dater", le(2), un_le="2026-01-01")
    un.faire("noter", le(2), texte="x")
    un.faire("copier", le(3))
    un.faire("recopier", le(4))
    decision = un.faire("corriger", le(5), champ="un_le", valeur="2025-12-31", motif="x")
    assert decision.remplace == (1, 3, 4)
    assert un.snapshot.donnees == dict.fromkeys(
        ("un_le", "deux_le", "trois_le"), date(2025, 12, 31)
    )


def test_a_copy_of_a_later_entry_is_left_alone() -> None:
    un = Dossier.neuf(compiler(CHAINE, generiques=GENERIQUES))
    un.faire("dater", le(2), un_le="2026-01-01")
    un.faire("redater", le(3), un_le="2026-01-01")
    un.faire("copier", le(4))
    decision = un.faire("corriger", le(5), champ="un_le", valeur="2025-12-31", ligne=1, motif="x")
    assert decision.remplace == (1,)
    assert un.snapshot.donnees["deux_le"] == date(2026, 1, 1)


def test_an_entry_of_the_opening_can_be_corrected() -> None:
    un = Dossier.neuf(compiler(CHAINE, generiques=GENERIQUES))
    un.faire("dater", le(2), un_le="2026-01-01")
    un.journal[0] = replace(un.journal[0], evenement="ouvrir", kind="ouverture", de="")
    un.snapshot = replace(un.snapshot, historique=type(un.snapshot.historique)(tuple(un.journal)))
    decision = un.faire("corriger", le(5), champ="un_le", valeur="2025-12-31", motif="x")
    assert decision.contestees == ()
    assert un.snapshot.donnees["un_le"] == date(2025, 12, 31)


def test_what_somebody_else_decided_is_corrected_on_a_proof() -> None:
    """The chief's entry: hers alone, or with the written agreement."""
    un = recu()
    quoi = {"champ": "envoye_le", "valeur": "2026-01-04", "motif": "x"}
    refus = un.demander("corriger", le(9), "agent", **quoi)
    assert isinstance(refus, Refus)
    [condition] = refus.conditions
    assert condition.garde == "accord_de_correction"
    assert "« Envoyer la lettre », qui revient à la cheffe ou le chef" in condition.phrase
    un.faire("corriger", le(9), "agent", accord_de_correction="a.pdf", **quoi)
    un.faire("corriger", le(9), "chef", **quoi)


def test_a_line_that_empties_a_field_entered_nothing() -> None:
    """A correction puts the old entry right; it does not fill what an act had emptied."""
    un = recu()
    un.faire("repondre", le(9), repondu_le="2026-01-09")
    un.faire("corriger", le(9), "chef", champ="envoye_le", valeur="2026-01-04", motif="x")
    assert un.snapshot.donnees["envoye_le"] is None
    assert un.snapshot.historique.de("envoyer")[0].donnees["envoye_le"] == date(2026, 1, 4)


def test_a_correction_that_changes_nothing_is_refused() -> None:
    """A line that replaces a value by itself would say that there was a fault."""
    un = recu()
    ancien = un.snapshot.donnees["recu_le"]
    refus = un.demander("corriger", le(20), champ="recu_le", valeur=str(ancien), motif="relu")
    assert isinstance(refus, Refus)
    [condition] = refus.conditions
    assert condition.garde == "valeur"
    assert condition.phrase.startswith("Rien à corriger : la valeur est déjà ")
