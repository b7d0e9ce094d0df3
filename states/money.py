"""Amounts in euros: rounding to the cent and the two halves of a financial participation."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from workflow.errors import ValeurInvalide

CENTIME = Decimal("0.01")


def arrondir(montant: Decimal) -> Decimal:
    """Round half up to the cent, away from zero on a tie (the usage of invoices)."""
    return montant.quantize(CENTIME, ROUND_HALF_UP)


def moities(total: Decimal) -> tuple[Decimal, Decimal]:
    """The two invoices of a devis: ``f1`` = half rounded up, ``f2`` = the rest, in euros.

    Source: convention art. 7 (50 % and 50 %), domain.md §10.1. Their sum is ``total``, to the cent.

    Raises:
        ValeurInvalide: ``total`` has fractions of a cent, so no two amounts could add up to it.
    """
    if arrondir(total) != total:
        raise ValeurInvalide(
            "montant",
            "Le montant d’un devis s’arrête au centime.",
            "Donnez un montant à deux décimales au plus.",
        )
    premiere = arrondir(total / 2)
    return premiere, solde(total, premiere)


def solde(total: Decimal, premiere: Decimal) -> Decimal:
    """What the second invoice asks for once ``premiere`` was invoiced, in euros.

    After an avenant, ``total`` is the new one. A negative answer calls for an avoir (§10.1).
    """
    return arrondir(total - premiere)
