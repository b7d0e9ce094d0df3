"""Holds that some states allow to nobody, that end by themselves, and that are announced."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.workflow.machines import GENERIQUES, LETTRE
from tests.workflow.support import Dossier, compiler, le
from workflow.arming import FIN_D_ATTENTE, PAUSE_A_REVOIR
from workflow.decision import Decision, Refus
from workflow.process import Effet

RAISON = "Le chef attend."
BORNEES = GENERIQUES.replace(
    "rappels:\n",
    "rappels:\n  pause_au_plus: {apres: 2 mois, calendrier: bureau, depuis: entree, "
    "declenche: reprendre}\n",
)
ANNONCEES = GENERIQUES.replace(
    "    operation: attente", "    effets: [mail: alerte]\n    operation: attente"
).replace("    operation: reprise", "    effets: [mail: rappel]\n    operation: reprise")
RESERVEE = LETTRE.replace("  alerte:\n", f"  alerte:\n    sans_pause: {RAISON}\n").replace(
    "evenements:\n",
    """evenements:
  suspendre:
    libelle: Suspendre
    de: [alerte]
    par: [chef]
    saisies: {mode: obligatoire, jusqu_au: facultatif}
    motif: obligatoire
    operation: attente
  constater: {libelle: Constater, de: [recu], vers: alerte, par: [agent]}
  classer: {libelle: Classer, de: [alerte], vers: ouvert, par: [chef]}
""",
    1,
)


def phrases(issue: Decision | Refus) -> list[str]:
    assert isinstance(issue, Refus)
    return [une.phrase for une in issue.conditions]


def recu(texte: str = LETTRE, generiques: str = GENERIQUES) -> Dossier:
    un = Dossier.neuf(compiler(texte, generiques=generiques))
    for jour in (2, 3):
        un.faire("essayer", le(jour), resultat="absent")
    un.faire("envoyer", le(5), "chef", envoye_le="2026-01-05")
    un.faire("recevoir", le(8), recu_le="2026-01-08")
    return un


def en_alerte() -> Dossier:
    un = recu(RESERVEE)
    un.faire("expirer", le(24, 14), "horloge")
    return un


def noms(un: Dossier) -> set[str]:
    return {timer.nom for timer in un.snapshot.timers}


def test_a_state_that_allows_no_hold_says_why() -> None:
    un = en_alerte()
    assert phrases(un.demander("mettre_en_attente", le(25), mode="date_fixe", motif="x")) == [
        RAISON
    ]
    un.faire("suspendre", le(25), "chef", mode="date_fixe", motif="x")
    assert un.snapshot.attente is not None


def test_another_dossier_holds_it_all_the_same() -> None:
    un = en_alerte()
    un.faire("mettre_en_attente", le(25), "systeme", mode="temps_restant", motif="x")
    assert un.snapshot.attente is not None


@pytest.mark.parametrize("jusqu_au", [None, "2026-02-20"])
def test_a_hold_does_not_follow_into_such_a_state(jusqu_au: str | None) -> None:
    un = recu(RESERVEE)
    datee = {"jusqu_au": jusqu_au} if jusqu_au else {}
    un.faire("mettre_en_attente", le(9), mode="date_fixe", motif="x", **datee)
    decision = un.faire("constater", le(10))
    assert (decision.vers, decision.attente) == ("alerte", None)
    assert decision.explication[-1] == "La pause posée à la main finit avec ce mouvement."
    assert noms(un) == {"relance_chef"}


def test_what_such_a_state_stopped_itself_runs_again_once_it_is_left() -> None:
    un = en_alerte()
    un.faire("suspendre", le(25), "chef", mode="date_fixe", motif="x", jusqu_au="2026-02-20")
    un.faire("classer", le(26), "chef")
    assert un.snapshot.attente is None


def test_a_suspension_goes_on_whatever_the_state() -> None:
    un = recu(RESERVEE)
    un.faire("mettre_en_attente", le(9), "systeme", mode="temps_restant", motif="x")
    un.faire("constater", le(10))
    assert un.snapshot.attente is not None


def test_a_return_to_such_a_state_ends_the_hold_too() -> None:
    un = en_alerte()
    un.faire("classer", le(25), "chef")
    un.faire("mettre_en_attente", le(26), mode="date_fixe", motif="x", jusqu_au="2026-02-20")
    decision = un.faire("retablir", le(27), "chef", etat="alerte", motif="x")
    assert decision.attente is None
    assert FIN_D_ATTENTE not in noms(un)


def test_a_hold_of_a_person_ends_at_the_latest_when_the_rules_say() -> None:
    un = recu(generiques=BORNEES)
    issue = un.demander(
        "mettre_en_attente", le(9), mode="date_fixe", motif="x", jusqu_au="2026-03-11"
    )
    assert phrases(issue) == [
        "Une pause finit au plus tard le 10 mars 2026 ; elle peut alors être remise."
    ]
    un.faire("mettre_en_attente", le(9), mode="date_fixe", motif="x")
    fins = [timer for timer in un.snapshot.timers if timer.nom == FIN_D_ATTENTE]
    assert [timer.ancre for timer in fins] == [date(2026, 3, 10)]
    assert PAUSE_A_REVOIR in noms(un)  # and comes back to a desk meanwhile
    un.faire("reprendre", le(10, 9, mois=3), "horloge")
    assert noms(un).isdisjoint({FIN_D_ATTENTE, PAUSE_A_REVOIR})


def test_a_hold_to_its_last_day_is_taken_and_a_suspension_has_none() -> None:
    un = recu(generiques=BORNEES)
    un.faire("mettre_en_attente", le(9), mode="date_fixe", motif="x", jusqu_au="2026-03-10")
    autre = recu(generiques=BORNEES)
    autre.faire("mettre_en_attente", le(9), "systeme", mode="temps_restant", motif="x")
    assert FIN_D_ATTENTE not in noms(autre)


def test_who_was_told_of_a_delay_is_told_of_the_hold_and_of_its_end() -> None:
    un = recu(generiques=ANNONCEES)
    arret = un.faire("mettre_en_attente", le(9), mode="temps_restant", motif="x")
    reprise = un.faire("reprendre", le(12))
    assert arret.effets == (Effet(genre="mail", nom="alerte"),)
    assert reprise.effets == (Effet(genre="mail", nom="rappel"),)


def test_nobody_is_told_where_no_delay_was_announced() -> None:
    un = recu(generiques=ANNONCEES)
    un.snapshot = replace(un.snapshot, timers=())
    assert un.faire("mettre_en_attente", le(9), mode="date_fixe", motif="x").effets == ()
