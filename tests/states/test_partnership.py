"""A year of partnership: an anniversary, or the civil year (convention, article 5)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from states.calendars import Calendriers, HeuresDeBureau
from states.partnership import annee_suivante_le, fin_de_l_annee
from workflow.values import Historique, VueFaits


def vue(donnees: dict[str, Any], annee_du_bilan: str) -> VueFaits:
    return VueFaits(
        etat="en_cours",
        donnees=donnees,
        parametres={"annee_du_bilan": annee_du_bilan},
        historique=Historique(),
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
