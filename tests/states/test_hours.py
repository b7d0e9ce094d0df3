"""Chiffrage on the published examples."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.hours import (
    Chiffrage,
    Palier,
    PasDArrondi,
    chiffrer,
    heures_selon_echelle,
    heures_sur_factures,
)
from workflow.errors import ValeurInvalide

EXEMPLE: dict[str, Any] = {
    "montant_ht": Decimal(1_000_000),
    "part_main_oeuvre": Decimal("0.5"),
    "taux_effort": Decimal("0.05"),
    "cout_horaire": Decimal(30),
}
BRUT = Decimal("833.3333333333333333333333333")


@pytest.mark.parametrize(
    ("pas", "heures"),
    [
        (PasDArrondi.HEURE, "833"),
        (PasDArrondi.SEMAINE, "805"),
        (PasDArrondi.MOIS, "758.35"),
    ],
)
def test_published_example_rounds_down_to_the_step(pas: PasDArrondi, heures: str) -> None:
    assert chiffrer(**EXEMPLE, pas=pas) == Chiffrage(BRUT, Decimal(heures))


def test_the_whole_hour_is_the_default_step() -> None:
    assert chiffrer(**EXEMPLE) == Chiffrage(BRUT, Decimal(833))


def test_an_exact_number_of_hours_is_kept() -> None:
    assert chiffrer(**EXEMPLE | {"cout_horaire": Decimal(25)}) == Chiffrage(
        Decimal(1000), Decimal(1000)
    )


def test_no_hour_is_granted_by_a_rounded_quotient() -> None:
    presque = Decimal("29." + "9" * 40)

    calcul = chiffrer(
        presque, part_main_oeuvre=Decimal(1), taux_effort=Decimal(1), cout_horaire=Decimal(30)
    )

    assert calcul == Chiffrage(Decimal(1), Decimal(0))


def test_the_precision_of_the_caller_changes_nothing() -> None:
    with localcontext(prec=3):
        assert chiffrer(**EXEMPLE) == Chiffrage(BRUT, Decimal(833))


@given(
    montant=st.decimals(0, 10**9, places=2),
    part=st.decimals(0, 1, places=4),
    taux=st.decimals(0, 1, places=4),
    cout=st.decimals("0.01", 100, places=2),
)
def test_hours_are_the_whole_part(
    montant: Decimal, part: Decimal, taux: Decimal, cout: Decimal
) -> None:
    calcul = chiffrer(montant, part_main_oeuvre=part, taux_effort=taux, cout_horaire=cout)

    with localcontext(prec=60):
        assert calcul.heures == calcul.heures.to_integral_value()
        assert calcul.heures * cout <= montant * part * taux < (calcul.heures + 1) * cout


@pytest.mark.parametrize(
    ("champ", "valeur", "message"),
    [
        ("montant_ht", "-1", "Cette valeur ne peut pas être négative."),
        ("part_main_oeuvre", "1.01", "Une part se donne entre 0 et 1."),
        ("taux_effort", "5", "Une part se donne entre 0 et 1."),
        ("taux_effort", "-0.05", "Une part se donne entre 0 et 1."),
        ("cout_horaire", "0", "Cette valeur doit être plus grande que zéro."),
    ],
)
def test_impossible_figures_are_refused(champ: str, valeur: str, message: str) -> None:
    with pytest.raises(ValeurInvalide) as refus:
        chiffrer(**EXEMPLE | {champ: Decimal(valeur)})

    assert (refus.value.champ, refus.value.message) == (champ, message)


@pytest.mark.parametrize("borne", ["0", "1"])
def test_a_share_may_be_nothing_or_all(borne: str) -> None:
    calcul = chiffrer(**EXEMPLE | {"part_main_oeuvre": Decimal(borne)})

    assert calcul.heures == (1666 if borne == "1" else 0)


@pytest.mark.parametrize(
    ("facture", "heures"),
    [
        ("3150000", 225),
        ("2699999", 0),
        ("2700000", 0),
        ("2701999.99", 0),
        ("2702000", 1),
        ("0", 0),
    ],
)
def test_hours_follow_the_turnover_above_the_trigger(facture: str, heures: int) -> None:
    trouve = heures_sur_factures(Decimal(facture), seuil=Decimal(2_700_000), tranche=Decimal(2000))

    assert trouve == heures
    assert not trouve.is_signed()


def test_a_slice_of_nothing_is_refused() -> None:
    with pytest.raises(ValeurInvalide) as refus:
        heures_sur_factures(Decimal(1), seuil=Decimal(0), tranche=Decimal(0))

    assert refus.value.champ == "tranche"


@pytest.mark.parametrize(
    ("montant", "heures"),
    [
        ("0", 150),
        ("99999.99", 150),
        ("100000", 300),
        ("199999.99", 300),
        ("200000", 450),
        ("399999.99", 450),
        ("400000", 900),
        ("5000000", 900),
    ],
)
def test_scale_of_the_training_clause(montant: str, heures: int) -> None:
    assert heures_selon_echelle(Decimal(montant)) == heures


def test_an_amount_below_the_scale_is_refused() -> None:
    echelle = (Palier(Decimal(300_000), Decimal(100)),)

    with pytest.raises(ValeurInvalide) as refus:
        heures_selon_echelle(Decimal(299_999), echelle)

    assert refus.value.champ == "montant_ht"
