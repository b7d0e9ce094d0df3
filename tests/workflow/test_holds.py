"""Hold and resume: the deadlines stop, and start again as the person chose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.workflow.letters import COMPILEE, recu
from tests.workflow.support import TEMPS, le
from workflow.arming import FIN_D_ATTENTE, PAUSE_A_REVOIR
from workflow.deadlines import calculer, instant_du, recalculer, timers
from workflow.decision import Attente, Refus
from workflow.history import effectif
from workflow.holds import reprendre
from workflow.operation import Operation
from workflow.values import Ligne

REGLE = {"sens": "avant", "delai": "3 j", "calendrier": "bureau", "depuis": "recu_le"}


def test_a_hold_keeps_the_timers_and_the_fields() -> None:
    un = recu()
    avant = un.snapshot
    decision = un.faire("mettre_en_attente", le(10), mode="date_fixe", motif="Grève")
    assert decision.attente == Attente(
        depuis=le(10), jusqu_au=None, mode="date_fixe", personne=True
    )
    assert decision.changes == {"attente"}
    [rappel] = decision.armes  # nothing but what brings the hold back to a desk
    assert (decision.annules, rappel.nom, rappel.du_le) == ((), PAUSE_A_REVOIR, le(10, 9, mois=2))
    assert un.snapshot.timers == (*avant.timers, rappel)
    assert un.snapshot.donnees == avant.donnees
    assert decision.faits["essais"] == 2


@pytest.mark.parametrize(("par", "autre"), [("agent", "systeme"), ("systeme", "agent")])
def test_a_hold_is_ended_by_whom_it_is_put(par: str, autre: str) -> None:
    un = recu()
    un.faire("mettre_en_attente", le(10), par, mode="temps_restant", motif="Grève")
    issue = un.demander("reprendre", le(12), autre)
    assert isinstance(issue, Refus)
    assert issue.court_deja is (autre == "systeme")
    un.faire("reprendre", le(12), par)
    assert un.snapshot.attente is None


def test_a_hold_with_a_date_ends_by_itself_at_the_opening_of_that_day() -> None:
    un = recu()
    decision = un.faire(
        "mettre_en_attente", le(10), mode="date_fixe", motif="x", jusqu_au="2026-01-19"
    )
    (fin,) = decision.armes
    assert (fin.nom, fin.ancre, fin.du_le) == (FIN_D_ATTENTE, date(2026, 1, 19), le(19, 9))
    assert fin.regle["declenche"] == "reprendre"
    assert fin.echeance is not None
    assert fin.echeance.dernier_jour == date(2026, 1, 19)
    assert instant_du(fin.regle, calculer(fin.regle, fin.ancre, TEMPS)) == fin.du_le
    reprise = un.faire("reprendre", le(19, 9), "horloge")
    assert reprise.attente is None
    assert FIN_D_ATTENTE not in [nom for nom, _, _ in un.echeances]


@pytest.mark.parametrize("jusqu_au", ["2026-01-10", "2026-01-01"])
def test_a_hold_ends_after_today(jusqu_au: str) -> None:
    issue = recu().demander(
        "mettre_en_attente", le(10), mode="date_fixe", motif="x", jusqu_au=jusqu_au
    )
    assert isinstance(issue, Refus)
    assert [une.phrase for une in issue.conditions] == ["La pause doit finir après aujourd’hui."]


def test_a_dossier_is_held_once_and_resumed_once() -> None:
    un = recu()
    issue = un.demander("reprendre", le(9))
    assert isinstance(issue, Refus)
    assert [une.phrase for une in issue.conditions] == ["Le dossier n’est pas en pause."]
    un.faire("mettre_en_attente", le(10), mode="date_fixe", motif="x")
    encore = un.demander("mettre_en_attente", le(11), mode="date_fixe", motif="x")
    assert isinstance(encore, Refus)
    assert [une.garde for une in encore.conditions] == ["deja_en_pause"]


def test_resuming_without_a_hold_is_a_fault_of_ours() -> None:
    un = recu()
    ligne = Ligne(
        seq=9,
        evenement="reprendre",
        de="recu",
        vers="recu",
        role="agent",
        at=le(9),
        recorded_at=le(9),
    )
    cas = Operation(
        compilee=COMPILEE,
        snapshot=un.snapshot,
        evenement=COMPILEE.definition.evenements["reprendre"],
        ligne=ligne,
        now=le(9),
        temps=TEMPS,
    )
    with pytest.raises(LookupError, match="is not on hold"):
        reprendre(cas)


def test_dates_that_stay_are_kept_when_still_to_come() -> None:
    un = recu()
    avant = un.echeances
    un.faire("mettre_en_attente", le(10), mode="date_fixe", motif="x")
    un.faire("reprendre", le(20))
    assert un.echeances == avant


def test_a_date_passed_during_the_hold_waits_for_the_next_office_day() -> None:
    un = recu()
    un.faire("mettre_en_attente", le(10), mode="date_fixe", motif="x")
    decision = un.faire("reprendre", le(28))
    assert un.echeances == [("expiration", 0, le(29, 9)), ("expiration", 1, le(29, 14))]
    fin = un.snapshot.timers[1]
    assert fin.echeance is not None
    assert fin.echeance.dernier_jour == date(2026, 1, 23)
    assert recalculer(fin, TEMPS).du_le == fin.du_le
    assert decision.explication == ("« expiration » : 15 j après le 2026-01-08 : 2026-01-23",)


def test_the_time_left_starts_again_where_it_stopped() -> None:
    un = recu()
    un.faire("mettre_en_attente", le(10), mode="temps_restant", motif="x")
    un.faire("reprendre", le(16))
    assert un.echeances == [("expiration", 0, le(30, 9)), ("expiration", 1, le(30, 14))]
    attentes = [timer.regle["attentes"] for timer in un.snapshot.timers]
    assert attentes == [[["2026-01-10", "2026-01-16"]]] * 2
    assert {timer.ancre for timer in un.snapshot.timers} == {date(2026, 1, 8)}


def test_a_delai_that_was_over_before_the_hold_is_not_lengthened() -> None:
    un = recu()
    un.faire("mettre_en_attente", le(24, 8), mode="temps_restant", motif="x")
    un.faire("reprendre", le(30))
    assert un.snapshot.timers[-1].echeance is not None
    assert un.snapshot.timers[-1].echeance.dernier_jour == date(2026, 1, 23)
    assert un.echeances == [("expiration", 0, le(31, 9)), ("expiration", 1, le(31, 14))]


def test_a_reminder_before_a_date_that_has_passed_during_the_hold_is_skipped_and_said() -> None:
    un = recu()
    un.faire("corriger", le(9), champ="recu_le", valeur="2026-01-09", motif="x")
    un.faire("mettre_en_attente", le(10), mode="temps_restant", motif="x")
    bientot = timers("bientot", REGLE, date(2026, 1, 15), TEMPS)
    un.snapshot = replace(un.snapshot, timers=(*un.snapshot.timers, *bientot))
    decision = un.faire("reprendre", le(16))
    assert "bientot" not in [nom for nom, _, _ in un.echeances]
    assert "« Bientôt » : 12 janvier 2026, déjà passé ; non armé." in decision.explication


def test_two_holds_add_up() -> None:
    un = recu()
    un.faire("mettre_en_attente", le(10), mode="temps_restant", motif="x")
    un.faire("reprendre", le(16))
    un.faire("mettre_en_attente", le(17), mode="temps_restant", motif="x")
    un.faire("reprendre", le(18))
    assert un.snapshot.timers[-1].regle["attentes"] == [
        ["2026-01-10", "2026-01-16"],
        ["2026-01-17", "2026-01-18"],
    ]
    assert un.echeances[-1] == ("expiration", 1, le(31, 14))


def test_what_was_armed_during_the_hold_is_counted_from_its_own_day() -> None:
    un = recu()
    un.faire("mettre_en_attente", le(10), mode="temps_restant", motif="x")
    un.faire("repondre", le(14), repondu_le="2026-01-14")
    un.faire("reprendre", le(16))
    relance = next(timer for timer in un.snapshot.timers if timer.nom == "relance")
    assert relance.ancre == date(2026, 1, 14)
    assert relance.regle["attentes"] == [["2026-01-10", "2026-01-16"]]
    assert relance.du_le == le(27, 9)  # 2 days of the hold, from the 14th to the 16th


def test_a_reminder_of_a_ladder_keeps_its_rank() -> None:
    un = recu()
    un.faire("repondre", le(10), repondu_le="2026-01-10")
    un.sonner(next(timer for timer in un.snapshot.timers if timer.nom == "relance"), le(21, 9))
    un.faire("mettre_en_attente", le(22), mode="temps_restant", motif="x")
    un.faire("reprendre", le(25))
    relance = next(timer for timer in un.snapshot.timers if timer.nom == "relance")
    assert (relance.rang, relance.du_le) == (2, le(29, 9))
    un.faire("mettre_en_attente", le(26), mode="date_fixe", motif="x")
    un.faire("reprendre", le(30))
    relance = next(timer for timer in un.snapshot.timers if timer.nom == "relance")
    assert (relance.rang, relance.du_le) == (2, le(31, 9))


def test_a_rung_beyond_its_ladder_is_left_as_it_is() -> None:
    un = recu()
    un.faire("repondre", le(10), repondu_le="2026-01-10")
    relance = next(timer for timer in un.snapshot.timers if timer.nom == "relance")
    perdue = relance.__class__(**{**vars(relance), "rang": 9})
    assert recalculer(perdue, TEMPS) == perdue


def test_the_end_of_a_hold_outlives_a_move() -> None:
    un = recu()
    un.faire("mettre_en_attente", le(10), mode="date_fixe", motif="x", jusqu_au="2026-02-01")
    un.faire("repondre", le(14), repondu_le="2026-01-14")
    assert FIN_D_ATTENTE in [nom for nom, _, _ in un.echeances]
    assert un.snapshot.attente is not None


def test_affecting_changes_nothing_but_the_person() -> None:
    un = recu()
    avant = un.snapshot
    decision = un.faire("affecter", le(9), compte="lea")
    assert decision.changes == {"affecte"}
    assert decision.donnees == avant.donnees
    assert decision.ligne.donnees == {"compte": "lea"}
    assert un.snapshot.timers == avant.timers
    assert effectif(un.journal).lignes[-1].donnees == {"compte": "lea"}
