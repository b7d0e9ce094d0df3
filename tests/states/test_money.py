"""Rounding and halves, on the worked example of the convention."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.money import arrondir, moities, solde
from workflow.errors import ValeurInvalide


@pytest.mark.parametrize(
    ("total", "premiere", "seconde"),
    [
        ("2501.01", "1250.51", "1250.50"),
        ("2501.00", "1250.50", "1250.50"),
        ("0.01", "0.01", "0.00"),
        ("0", "0.00", "0.00"),
        ("3000", "1500.00", "1500.00"),
    ],
)
def test_halves_of_a_devis(total: str, premiere: str, seconde: str) -> None:
    assert moities(Decimal(total)) == (Decimal(premiere), Decimal(seconde))


def test_halves_are_written_to_the_cent() -> None:
    assert [str(moitie) for moitie in moities(Decimal(3000))] == ["1500.00", "1500.00"]


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_halves_add_up_and_differ_by_a_cent_at_most(total: Decimal) -> None:
    premiere, seconde = moities(total)

    assert premiere + seconde == total
    assert premiere - seconde in {Decimal("0.00"), Decimal("0.01")}


def test_a_fraction_of_a_cent_is_refused() -> None:
    with pytest.raises(ValeurInvalide) as refus:
        moities(Decimal("10.005"))

    assert refus.value.champ == "montant"


@pytest.mark.parametrize(
    ("montant", "arrondi"),
    [("0.005", "0.01"), ("0.004", "0.00"), ("36.7068", "36.71"), ("-0.005", "-0.01")],
)
def test_amounts_round_half_up(montant: str, arrondi: str) -> None:
    assert arrondir(Decimal(montant)) == Decimal(arrondi)


@pytest.mark.parametrize(
    ("total", "reste"), [("3000", "1749.49"), ("1000", "-250.51"), ("1250.51", "0")]
)
def test_balance_after_a_revised_devis(total: str, reste: str) -> None:
    assert solde(Decimal(total), Decimal("1250.51")) == Decimal(reste)
