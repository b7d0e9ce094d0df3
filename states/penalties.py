"""What a penalty would amount to: figures only, since the donneur d'ordre alone decides one.

Tariffs are contractual (domain.md §8.1): always arguments, never constants. Out of scope of VAT.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from states.money import arrondir


def heures_manquantes(objectif: Decimal, comptees: Decimal) -> Decimal:
    """Hours of the objective that were not done; never negative, whatever was done beyond it."""
    return max(Decimal(0), objectif - comptees)


def penalite_heures(objectif: Decimal, comptees: Decimal, tarif: Decimal) -> Decimal:
    """Penalty for missing hours, in euros; ``tarif`` in euros per hour not done."""
    return arrondir(heures_manquantes(objectif, comptees) * tarif)


def jours_de_retard(depuis: date, jusqu_au: date) -> int:
    """Days of delay: ``depuis`` (mise en demeure received) excluded, ``jusqu_au`` included.

    Saturdays, Sundays and holidays count (CCAG Travaux 2021, 19.1.1). ``jusqu_au`` is the day the
    documents arrived, or that on which a résiliation takes effect (19.2).
    """
    return max(0, (jusqu_au - depuis).days)


def penalite_documents(depuis: date, jusqu_au: date, tarif: Decimal) -> Decimal:
    """Penalty for documents not handed over, in euros; ``tarif`` in euros per day of delay."""
    return arrondir(jours_de_retard(depuis, jusqu_au) * tarif)
