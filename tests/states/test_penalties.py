"""Penalties on the worked examples of the trade."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from states.penalties import (
    heures_manquantes,
    jours_de_retard,
    penalite_documents,
    penalite_heures,
)


def test_missing_hours_cost_their_tariff() -> None:
    assert heures_manquantes(Decimal(833), Decimal("640.00")) == Decimal(193)
    assert penalite_heures(Decimal(833), Decimal("640.00"), Decimal(200)) == Decimal("38600.00")


def test_hours_beyond_the_objective_cost_nothing() -> None:
    assert heures_manquantes(Decimal(833), Decimal("900.25")) == Decimal(0)
    assert penalite_heures(Decimal(833), Decimal("900.25"), Decimal(200)) == Decimal(0)


def test_a_penalty_is_rounded_to_the_cent() -> None:
    assert penalite_heures(Decimal("0.25"), Decimal(0), Decimal("23.90")) == Decimal("5.98")


@pytest.mark.parametrize(
    ("recus_le", "jours"),
    [
        (date(2026, 5, 20), 16),
        (date(2026, 5, 5), 1),
        (date(2026, 5, 4), 0),
        (date(2026, 5, 1), 0),
    ],
)
def test_delay_excludes_the_mise_en_demeure_and_includes_the_last_day(
    recus_le: date, jours: int
) -> None:
    assert jours_de_retard(date(2026, 5, 4), recus_le) == jours
    assert penalite_documents(date(2026, 5, 4), recus_le, Decimal(75)) == 75 * jours


def test_documents_sixteen_days_late_cost_twelve_hundred_euros() -> None:
    assert penalite_documents(date(2026, 5, 4), date(2026, 5, 20), Decimal(75)) == Decimal(1200)
