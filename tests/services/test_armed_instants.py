"""``explain`` and ``dossier`` tell the instants that the clock follows, and what would change."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from jalon.output_dossiers import la_main
from services.clock.recalculating import recalculer
from services.reading.explaining import expliquer_dossier
from services.reading.looking_dossier import dossier
from tests.portfolio import REL1, Portefeuille, mener
from tests.services.test_recalculating import avec, ferme
from tests.services.test_verified_again import le

ARMES = "Vérification du courrier lundi 5 mai 2025 à 9 h ; déclenchement à 14 h"
DEMANDEE = "Vérification du courrier déjà demandée ; déclenchement lundi 5 mai 2025 à 14 h"
DU_JOUR = (
    "Les réglages du jour donneraient mardi 6 mai 2025 à 14 h ; "
    "« jalon recalculer » les compare et les applique."
)
GARDE = (
    "Les réglages du jour donneraient mardi 29 avril 2025 à 14 h ; "
    "annoncé à un tiers, ce délai n’est jamais raccourci."
)


@pytest.fixture
def recue(portefeuille_sqlite: Portefeuille) -> Portefeuille:
    """A délai that ends on Friday 2 May, looked at on 22 April."""
    mener(portefeuille_sqlite, "courrier_envoye")
    le(portefeuille_sqlite, "2025-04-16T10:00")
    portefeuille_sqlite.fire(
        REL1, "constater_reception", courrier_recu_le="2025-04-16", preuve="AR 1"
    )
    le(portefeuille_sqlite, "2025-04-22T10:00")
    return portefeuille_sqlite


def expiration(portefeuille: Portefeuille, lire: Any = expliquer_dossier) -> dict[str, Any]:
    dites = lire(portefeuille.bureau, REL1)["echeances"]
    une: dict[str, Any] = next(une for une in dites if une["nom"] == "expiration")
    une["calcul"] = [phrase.replace("\u00a0", " ") for phrase in une["calcul"]]
    return une


def test_without_a_change_nothing_is_said_of_the_settings(recue: Portefeuille) -> None:
    une = expiration(recue)

    assert une["calcul"][2] == ARMES
    assert len(une["calcul"]) == 4
    assert une["reglages_du_jour"] is None


@pytest.mark.parametrize("lire", [expliquer_dossier, dossier])
@pytest.mark.parametrize("en_pause", [False, True])
def test_a_new_closing_day_does_not_change_what_is_armed(
    recue: Portefeuille, lire: Any, *, en_pause: bool
) -> None:
    if en_pause:
        recue.fire(REL1, "mettre_en_attente", mode="date_fixe", motif="arrêt")

    une = expiration(ferme(recue, date(2025, 5, 5)), lire)

    assert une["declenche_le"] == "2025-05-05T14:00:00+02:00"
    assert une["reglages_du_jour"] == "2025-05-06T14:00:00+02:00"
    assert (ARMES in une["calcul"]) is not en_pause  # a stopped délai tells no check of the mail
    assert DU_JOUR in une["calcul"]


def test_the_clock_follows_what_was_told_and_recalculer_what_was_announced(
    recue: Portefeuille,
) -> None:
    change = ferme(recue, date(2025, 5, 5))

    recalculer(change.bureau, appliquer=True, motif="pont")

    assert expiration(change)["calcul"][2] == ARMES.replace("lundi 5", "mardi 6")
    assert expiration(change)["reglages_du_jour"] is None
    le(change, "2025-05-05T14:00")
    assert change.etat(REL1) == "courrier_recu"
    le(change, "2025-05-06T09:00")
    le(change, "2025-05-06T14:00")
    assert change.etat(REL1) == "alerte"


def test_once_asked_for_the_verification_is_not_announced_again(recue: Portefeuille) -> None:
    le(recue, "2025-05-05T09:01")

    assert expiration(ferme(recue, date(2025, 5, 5)))["calcul"][2] == DEMANDEE


def test_a_changed_parameter_is_told_too(recue: Portefeuille) -> None:
    assert expiration(avec(recue, delai_courrier="10 j"))["calcul"][-1] == GARDE
    assert expiration(avec(recue, delai_courrier="19 j"))["calcul"][-1] == DU_JOUR


def test_a_day_that_is_over_is_no_day_to_wait_for(recue: Portefeuille) -> None:
    le(recue, "2025-05-02T23:59")
    assert "jusqu’au vendredi 2 mai 2025 à minuit" in la_main(dossier(recue.bureau, REL1))

    le(recue, "2025-05-03T00:00")

    for lire in (dossier, expliquer_dossier):
        assert la_main(lire(recue.bureau, REL1)) == (
            "Délai terminé le vendredi 2 mai 2025 à minuit : le courrier et la messagerie sont à "
            "vérifier avant le déclenchement, lundi 5 mai 2025 à 14\u00a0h."
        )
    le(recue, "2025-05-05T09:00")
    recue.horloge.instant = datetime.fromisoformat("2025-05-05T14:30+02:00")  # no clock since
    for lire in (dossier, expliquer_dossier):
        assert la_main(lire(recue.bureau, REL1)) == (
            "Délai terminé le vendredi 2 mai 2025 à minuit : le courrier et la messagerie sont à "
            "vérifier. Le déclenchement était prévu lundi 5 mai 2025 à 14\u00a0h ; il n’a pas "
            "encore eu lieu."
        )
    le(recue, "2025-05-05T14:00")
    assert "Délai terminé" not in la_main(dossier(recue.bureau, REL1))
