"""A hold without a date comes back to the facilitateur's desk by itself: nothing is forgotten."""

from __future__ import annotations

import dataclasses

import pytest

from services.clock.recalculating import recalculer
from services.evidence.verifying import verifier
from services.reading.explaining import expliquer_dossier
from services.reading.looking import Recherche, dossiers
from tests.portfolio import REL1, Portefeuille, mener
from tests.services import asking
from tests.services.clockwork import a, taches

REVOIR = "revoir_la_pause"
PAUSE = {"mode": "date_fixe", "motif": "chantier arrêté"}


@pytest.fixture
def en_pause(portefeuille: Portefeuille) -> Portefeuille:
    """A relation on hold since 3 March, without a date."""
    mener(portefeuille, "courrier_recu")
    portefeuille.fire(REL1, "mettre_en_attente", **PAUSE)
    return portefeuille


def ouvertes(portefeuille: Portefeuille) -> int:
    return sum(une.statut == "ouverte" for une in taches(portefeuille, REVOIR))


def test_explain_says_when_the_hold_comes_back(en_pause: Portefeuille) -> None:
    dites = expliquer_dossier(en_pause.bureau, REL1)["echeances"]

    courent = {une["libelle"]: une["dernier_jour"] for une in dites if not une["suspendue"]}
    assert courent == {"Pause sans date, à revoir": "2025-04-03", "Fin de la pause": "2025-09-03"}
    assert "pause_a_revoir" in dict(en_pause.timers(REL1))


def test_a_month_later_a_task_asks_and_asks_again(en_pause: Portefeuille) -> None:
    a(en_pause, "2025-04-04T08:59+02:00")
    assert ouvertes(en_pause) == 0
    a(en_pause, "2025-04-04T09:00+02:00")
    assert ouvertes(en_pause) == 1
    assert en_pause.etat(REL1) == "courrier_recu"

    en_pause.fire(REL1, "noter", texte="Le chantier ne reprend pas avant mai.")
    assert ouvertes(en_pause) == 0
    a(en_pause, "2025-05-06T09:00+02:00")

    assert ouvertes(en_pause) == 1
    assert verifier(en_pause.bureau)["intact"]


def test_five_months_later_it_is_late_and_asked_once(en_pause: Portefeuille) -> None:
    a(en_pause, "2025-08-19T10:00+02:00")
    assert ouvertes(en_pause) == 1
    a(en_pause, "2025-08-26T10:00+02:00")

    retards = dossiers(en_pause.bureau, Recherche(en_retard=True))["dossiers"]

    assert REL1 in [une["numero"] for une in retards]


def test_it_ends_by_itself_after_six_months(en_pause: Portefeuille) -> None:
    a(en_pause, "2025-09-03T08:59+02:00")
    assert REL1 in asking.en_pause(en_pause)
    a(en_pause, "2025-09-03T09:00+02:00")
    assert REL1 not in asking.en_pause(en_pause)
    assert verifier(en_pause.bureau)["intact"]


def test_the_resumption_finishes_the_task_and_disarms_the_reminder(
    en_pause: Portefeuille,
) -> None:
    a(en_pause, "2025-04-04T09:00+02:00")

    en_pause.fire(REL1, "reprendre")

    assert ouvertes(en_pause) == 0
    assert "pause_a_revoir" not in dict(en_pause.timers(REL1))


def test_a_hold_with_a_date_needs_no_reminder(portefeuille_sqlite: Portefeuille) -> None:
    portefeuille_sqlite.fire(REL1, "mettre_en_attente", jusqu_au="2025-03-20", **PAUSE)

    assert "pause_a_revoir" not in dict(portefeuille_sqlite.timers(REL1))


def test_a_move_leaves_the_hold_and_its_reminder(en_pause: Portefeuille) -> None:
    en_pause.fire(REL1, "recevoir_reponse", recue_le="2025-03-03")

    assert "pause_a_revoir" in dict(en_pause.timers(REL1))
    en_pause.fire(REL1, "retablir", etat="courrier_recu", motif="mal lu")
    assert "pause_a_revoir" in dict(en_pause.timers(REL1))
    en_pause.fire(REL1, "clore", motif="fin")
    assert en_pause.timers(REL1) == set()


def test_a_contested_move_that_holds_the_dossier_is_reminded_too(
    portefeuille: Portefeuille,
) -> None:
    mener(portefeuille, "courrier_recu")
    a(portefeuille, "2025-03-19T14:00")
    portefeuille.aller("2025-03-20")

    portefeuille.fire(
        REL1, "corriger", champ="courrier_recu_le", valeur="2025-03-10", motif="date mal lue"
    )

    assert "pause_a_revoir" in dict(portefeuille.timers(REL1))


def test_its_delay_is_a_parameter(en_pause: Portefeuille) -> None:
    parametres = {"relation_entreprise": {"rappel_de_pause": "2 mois"}}
    reglages = dataclasses.replace(en_pause.bureau.reglages, parametres=parametres)

    [ecart] = recalculer(en_pause.avec(reglages=reglages).bureau)

    assert (ecart["libelle"], ecart["apres"][:10]) == ("Pause sans date, à revoir", "2025-05-06")
