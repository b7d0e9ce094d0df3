"""Arithmetic of civil days: days, weeks, months from quantième to quantième, and its limits."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

from states.holidays_fr import DERNIERE_ANNEE, PREMIERE_ANNEE
from workflow.errors import ValeurInvalide
from workflow.values import Delai, Unite

APRES = 1
AVANT = -1
"""Directions in which days are counted."""

_JOURS_PAR = {Unite.JOURS: 1, Unite.SEMAINES: 7}
_MOIS_PAR = {Unite.MOIS: 1, Unite.ANS: 12}
PREMIER_JOUR = date(PREMIERE_ANNEE, 1, 1)
DERNIER_JOUR = date(DERNIERE_ANNEE, 12, 31)


def verifier(jour: date, champ: str) -> date:
    """The day itself, if a calendar knows it.

    Raises:
        ValeurInvalide: a day outside 1950–2100; ``champ`` is the field that leads there.
        TypeError: an instant where a civil day is due (Python takes one for the other).
    """
    if isinstance(jour, datetime):
        raise TypeError(f"civil day expected, not an instant: {jour.isoformat()}")
    if not PREMIER_JOUR <= jour <= DERNIER_JOUR:
        raise _hors_limites(champ)
    return jour


def decaler(jour: date, delai: Delai, sens: int = APRES) -> date:
    """Move ``delai`` calendar days, weeks, months or years; ``jo`` is not for this function.

    Months go from quantième to quantième; when the last month has no such day, to its last day
    (CCAG 2021, 3.2): 31/01/2024 + 1 mois is 29/02/2024.

    Raises:
        ValeurInvalide: the result lies outside 1950–2100.
    """
    nombre = sens * delai.nombre
    try:
        if delai.unite in _MOIS_PAR:
            return verifier(_decaler_mois(jour, nombre * _MOIS_PAR[delai.unite]), "delai")
        return verifier(jour + timedelta(days=nombre * _JOURS_PAR[delai.unite]), "delai")
    except (OverflowError, ValueError) as erreur:  # beyond what a date or a number of days can hold
        raise _hors_limites("delai") from erreur


def _decaler_mois(jour: date, mois: int) -> date:
    annee, rang = divmod(jour.year * 12 + jour.month - 1 + mois, 12)
    return date(annee, rang + 1, min(jour.day, monthrange(annee, rang + 1)[1]))


def fin_de_duree(debut: date, terme: date, delai: Delai) -> date:
    """Last day of a durée that includes ``debut``, ``terme`` being ``debut`` moved by ``delai``.

    It is the eve of the same quantième; when the last month has no such quantième, its last day
    is already that eve: 30/11/2025 + 3 mois ends on 28/02/2026.

    Raises:
        ValeurInvalide: an empty durée.
    """
    if delai.nombre == 0:
        raise ValeurInvalide("delai", "Une durée compte au moins un jour.", "Écrivez 1 j.")
    return terme if mois_trop_court(debut, terme, delai) else suivant(terme, AVANT)


def mois_trop_court(depart: date, terme: date, delai: Delai) -> bool:
    """Whether the month of ``terme`` lacks the quantième of ``depart``."""
    return delai.unite in _MOIS_PAR and terme.day != depart.day


def suivant(jour: date, sens: int = APRES) -> date:
    """The neighbouring day.

    Raises:
        ValeurInvalide: it lies outside 1950–2100.
    """
    return verifier(jour + timedelta(days=sens), "delai")


def _hors_limites(champ: str) -> ValeurInvalide:
    objet = "Ce délai mène à une date" if champ == "delai" else "Cette date est"
    return ValeurInvalide(
        champ,
        f"{objet} hors des années {PREMIERE_ANNEE} à {DERNIERE_ANNEE}.",
        f"Restez entre le 01/01/{PREMIERE_ANNEE} et le 31/12/{DERNIERE_ANNEE}.",
    )
