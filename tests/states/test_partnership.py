"""A year of partnership: an anniversary, or the civil year (convention, article 5)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from states.calendars import Calendriers, HeuresDeBureau
from states.partnership import (
    annee_en_cours_du_marche_le,
    annee_suivante_le,
    fin_de_l_annee,
    fin_du_marche_le,
    fin_inconnue_depuis,
    premiere_annee_du_marche,
)
from workflow.values import OUVRIR, Historique, Ligne, VueFaits


def vue(donnees: dict[str, Any], annee_du_bilan: str = "convention", *lignes: Ligne) -> VueFaits:
    return VueFaits(
        etat="en_cours",
        donnees=donnees,
        parametres={"annee_du_bilan": annee_du_bilan},
        historique=Historique(lignes),
        liens={},
        maintenant=datetime(2022, 8, 1, 8, tzinfo=UTC),
        temps=Calendriers("metropole", HeuresDeBureau()),
    )


@pytest.mark.parametrize(
    ("debut", "annee", "fin", "suivante"),
    [
        (date(2022, 7, 25), "convention", date(2023, 7, 24), date(2023, 7, 25)),
        (date(2022, 7, 25), "civile", date(2022, 12, 31), date(2023, 1, 1)),
        (date(2023, 1, 1), "civile", date(2023, 12, 31), date(2024, 1, 1)),
    ],
)
def test_a_year_ends_as_the_parties_agreed(
    debut: date, annee: str, fin: date, suivante: date
) -> None:
    une = vue({"debut_le": debut}, annee)
    assert (fin_de_l_annee(une), annee_suivante_le(une)) == (fin, suivante)


def test_a_year_without_a_beginning_has_no_end() -> None:
    une = vue({"debut_le": None}, "civile")
    assert (fin_de_l_annee(une), annee_suivante_le(une)) == (None, None)


def prise(jour: datetime) -> Ligne:
    """A marché is taken over that day; it stood in its state since long."""
    at = datetime(2021, 1, 4, 9, tzinfo=UTC)
    return Ligne(
        seq=1, evenement=OUVRIR, de="", vers="notifie", role="facilitateur", at=at, recorded_at=jour
    )


@pytest.mark.parametrize(
    ("pris_le", "debut", "premiere"),
    [
        (datetime(2024, 12, 1, 9, tzinfo=UTC), date(2024, 7, 31), True),
        (datetime(2025, 7, 30, 21, tzinfo=UTC), date(2024, 7, 31), True),
        (datetime(2025, 7, 30, 23, tzinfo=UTC), date(2025, 7, 31), False),
        (datetime(2027, 1, 5, 9, tzinfo=UTC), date(2026, 7, 31), False),
    ],
)
def test_a_marche_taken_over_stands_in_a_year(
    pris_le: datetime, debut: date, premiere: bool
) -> None:
    une = vue({"date_notification": date(2024, 7, 31)}, "convention", prise(pris_le))
    assert (annee_en_cours_du_marche_le(une), premiere_annee_du_marche(une)) == (debut, premiere)


def test_a_marche_that_is_not_notified_has_no_year() -> None:
    assert annee_en_cours_du_marche_le(vue({"date_notification": None})) is None
    assert annee_en_cours_du_marche_le(vue({"date_notification": date(2024, 7, 31)})) is None


@pytest.mark.parametrize(
    ("donnees", "fin"),
    [
        ({"date_notification": date(2025, 2, 28), "duree_mois": 12}, date(2026, 2, 27)),
        (
            {"date_notification": date(2025, 2, 28), "fin_prevue_le": date(2026, 6, 30)},
            date(2026, 6, 30),
        ),
        ({"date_notification": date(2025, 2, 28)}, None),
        ({"duree_mois": 12}, None),
    ],
)
def test_a_marche_ends_on_the_day_that_was_said_or_after_its_months(
    donnees: dict[str, Any], fin: date | None
) -> None:
    assert fin_du_marche_le(vue(donnees)) == fin
    inconnue = None if fin else donnees.get("date_notification")
    assert fin_inconnue_depuis(vue(donnees)) == inconnue
