"""Chiffrage: how many hours of insertion a marché may carry (domain.md §5).

These are proposals. The accepted objective is a human decision, kept beside them with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from enum import Enum

from workflow.errors import ValeurInvalide

# Contexts of our own: whatever precision the caller works in, products and whole quotients are
# exact, so that no rounded quotient ever grants an hour that was not reached.
_EXACT = Context(prec=60)
_LISIBLE = Context(prec=28)


class PasDArrondi(Enum):
    """Step to which the computed hours are rounded down, in hours."""

    HEURE = Decimal(1)
    SEMAINE = Decimal(35)
    MOIS = Decimal("151.67")


@dataclass(frozen=True)
class Chiffrage:
    """Hours computed for a marché: ``brut`` to 28 digits, ``heures`` rounded down to the step."""

    brut: Decimal
    heures: Decimal


@dataclass(frozen=True)
class Palier:
    """One step of a scale: from ``a_partir_de`` euros HT on, so many ``heures``."""

    a_partir_de: Decimal
    heures: Decimal


ECHELLE_FORMATION = (
    Palier(Decimal(0), Decimal(150)),
    Palier(Decimal(100_000), Decimal(300)),
    Palier(Decimal(200_000), Decimal(450)),
    Palier(Decimal(400_000), Decimal(900)),
)
"""Clause sociale de formation, firm period only (buyer guide CSF, 2019)."""


def chiffrer(
    montant_ht: Decimal,
    *,
    part_main_oeuvre: Decimal,
    taux_effort: Decimal,
    cout_horaire: Decimal,
    pas: PasDArrondi = PasDArrondi.HEURE,
) -> Chiffrage:
    """``montant_ht × part_main_oeuvre × taux_effort / cout_horaire``, rounded down at the end only.

    Amounts in euros HT, ``cout_horaire`` in euros per hour with all charges, shares between 0
    and 1 (5 % is ``0.05``). Source: MEF77, LASER.

    Raises:
        ValeurInvalide: a negative amount, a share outside 0–1, a cost that is not positive.
    """
    _positif("montant_ht", montant_ht)
    _part("part_main_oeuvre", part_main_oeuvre)
    _part("taux_effort", taux_effort)
    _strictement_positif("cout_horaire", cout_horaire)
    masse = _EXACT.multiply(_EXACT.multiply(montant_ht, part_main_oeuvre), taux_effort)
    par_pas = _EXACT.multiply(cout_horaire, pas.value)
    heures = _EXACT.multiply(_EXACT.divide_int(masse, par_pas), pas.value)
    return Chiffrage(_LISIBLE.divide(masse, cout_horaire), heures)


def heures_sur_factures(facture: Decimal, *, seuil: Decimal, tranche: Decimal) -> Decimal:
    """One hour for each whole ``tranche`` invoiced above ``seuil``, all in euros HT, cumulated.

    The objective moves with each invoice (accord-cadre à bons de commande). Source: EPEC CCAP 2021.

    Raises:
        ValeurInvalide: a ``tranche`` that is not positive.
    """
    _strictement_positif("tranche", tranche)
    return max(Decimal(0), _EXACT.divide_int(facture - seuil, tranche))


def heures_selon_echelle(
    montant_ht: Decimal, echelle: tuple[Palier, ...] = ECHELLE_FORMATION
) -> Decimal:
    """Hours of the highest step that ``montant_ht`` reaches; the scale is in rising order.

    Raises:
        ValeurInvalide: an amount below the first step.
    """
    atteints = [palier for palier in echelle if montant_ht >= palier.a_partir_de]
    if not atteints:
        raise ValeurInvalide("montant_ht", "Ce montant est sous le premier palier de l’échelle.")
    return atteints[-1].heures


def _positif(champ: str, valeur: Decimal) -> None:
    if valeur < 0:
        raise ValeurInvalide(champ, "Cette valeur ne peut pas être négative.")


def _strictement_positif(champ: str, valeur: Decimal) -> None:
    if valeur <= 0:
        raise ValeurInvalide(champ, "Cette valeur doit être plus grande que zéro.")


def _part(champ: str, valeur: Decimal) -> None:
    if not 0 <= valeur <= 1:
        raise ValeurInvalide(
            champ, "Une part se donne entre 0 et 1.", "Écrivez 0,05 pour 5\u00a0%."
        )
