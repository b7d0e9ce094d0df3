"""Months from quantième to quantième, durées, and the limits of what a calendar knows."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from states.civil_dates import AVANT, decaler, fin_de_duree, mois_trop_court, suivant, verifier
from workflow.errors import ValeurInvalide
from workflow.values import Delai, Unite

PAS = {
    Unite.JOURS: relativedelta(days=1),
    Unite.SEMAINES: relativedelta(weeks=1),
    Unite.MOIS: relativedelta(months=1),
    Unite.ANS: relativedelta(years=1),
}
DATES = st.dates(date(1980, 1, 1), date(2070, 12, 31))
DELAIS = st.builds(Delai, st.integers(0, 25), st.sampled_from(sorted(PAS)))


@pytest.mark.parametrize(
    ("jour", "delai", "attendu"),
    [
        (date(2024, 1, 31), "1 mois", date(2024, 2, 29)),
        (date(2026, 1, 31), "1 mois", date(2026, 2, 28)),
        (date(2024, 2, 29), "12 mois", date(2025, 2, 28)),
        (date(2024, 2, 29), "1 an", date(2025, 2, 28)),
        (date(2024, 2, 29), "4 ans", date(2028, 2, 29)),
        (date(2025, 11, 30), "3 mois", date(2026, 2, 28)),
        (date(2025, 12, 31), "12 mois", date(2026, 12, 31)),
        (date(2026, 3, 1), "2 sem", date(2026, 3, 15)),
        (date(2026, 3, 1), "0 j", date(2026, 3, 1)),
    ],
)
def test_a_day_is_moved(jour: date, delai: str, attendu: date) -> None:
    assert decaler(jour, Delai.lire(delai)) == attendu


def test_a_day_is_moved_back() -> None:
    assert decaler(date(2026, 3, 31), Delai.lire("1 mois"), AVANT) == date(2026, 2, 28)
    assert decaler(date(2026, 1, 15), Delai.lire("20 j"), AVANT) == date(2025, 12, 26)


@given(DATES, DELAIS, st.sampled_from([1, -1]))
def test_moves_are_those_of_dateutil(jour: date, delai: Delai, sens: int) -> None:
    assert decaler(jour, delai, sens) == jour + PAS[delai.unite] * (sens * delai.nombre)


@pytest.mark.parametrize(
    ("debut", "delai", "fin"),
    [
        (date(2022, 7, 25), "4 ans", date(2026, 7, 24)),
        (date(2022, 7, 25), "48 mois", date(2026, 7, 24)),
        (date(2025, 11, 30), "3 mois", date(2026, 2, 28)),
        (date(2024, 2, 29), "12 mois", date(2025, 2, 28)),
        (date(2026, 1, 1), "1 mois", date(2026, 1, 31)),
        (date(2026, 3, 31), "1 mois", date(2026, 4, 30)),
        (date(2026, 3, 2), "1 j", date(2026, 3, 2)),
        (date(2026, 3, 2), "1 sem", date(2026, 3, 8)),
    ],
)
def test_a_duree_includes_its_first_day(debut: date, delai: str, fin: date) -> None:
    lu = Delai.lire(delai)

    assert fin_de_duree(debut, decaler(debut, lu), lu) == fin


def test_an_empty_duree_is_refused() -> None:
    with pytest.raises(ValeurInvalide) as refus:
        fin_de_duree(date(2026, 1, 1), date(2026, 1, 1), Delai(0, Unite.MOIS))

    assert (refus.value.champ, refus.value.message) == (
        "delai",
        "Une durée compte au moins un jour.",
    )


def test_a_short_month_is_told_from_a_short_week() -> None:
    assert mois_trop_court(date(2026, 1, 31), date(2026, 2, 28), Delai(1, Unite.MOIS))
    assert not mois_trop_court(date(2026, 1, 28), date(2026, 2, 28), Delai(1, Unite.MOIS))
    assert not mois_trop_court(date(2026, 1, 31), date(2026, 2, 28), Delai(28, Unite.JOURS))


@pytest.mark.parametrize(
    "delai",
    [
        Delai(1, Unite.JOURS),
        Delai(9999, Unite.ANS),
        Delai(9999, Unite.SEMAINES),
        Delai(10**12, Unite.JOURS),
        Delai(10**30, Unite.MOIS),
    ],
)
def test_a_delay_beyond_the_calendars_is_refused(delai: Delai) -> None:
    with pytest.raises(ValeurInvalide) as refus:
        decaler(date(2100, 12, 31), delai)

    assert refus.value.champ == "delai"
    assert refus.value.message == "Ce délai mène à une date hors des années 1950 à 2100."
    assert refus.value.remede == "Restez entre le 01/01/1950 et le 31/12/2100."


@pytest.mark.parametrize("delai", [Delai(1, Unite.JOURS), Delai(9999, Unite.ANS)])
def test_a_delay_before_the_calendars_is_refused(delai: Delai) -> None:
    with pytest.raises(ValeurInvalide, match="Ce délai mène à une date hors des années"):
        decaler(date(1950, 1, 1), delai, AVANT)


@pytest.mark.parametrize("jour", [date(1949, 12, 31), date(2101, 1, 1)])
def test_a_day_out_of_range_names_its_field(jour: date) -> None:
    with pytest.raises(ValeurInvalide) as refus:
        verifier(jour, "depart")

    assert refus.value.champ == "depart"
    assert refus.value.message == "Cette date est hors des années 1950 à 2100."


@pytest.mark.parametrize("jour", [date(1950, 1, 1), date(2100, 12, 31)])
def test_the_limits_themselves_are_accepted(jour: date) -> None:
    assert verifier(jour, "depart") == jour


def test_an_instant_is_no_civil_day() -> None:
    with pytest.raises(TypeError, match="civil day expected"):
        verifier(datetime(2026, 1, 1, tzinfo=UTC), "depart")


def test_the_neighbouring_day() -> None:
    assert suivant(date(2026, 2, 28)) == date(2026, 3, 1)
    assert suivant(date(2026, 3, 1), AVANT) == date(2026, 2, 28)
    with pytest.raises(ValeurInvalide):
        suivant(date(2100, 12, 31))
