"""Counting days one way or the other: what counts, what is passed over, what rolls at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from states.civil_dates import decaler, fin_de_duree, mois_trop_court, suivant
from workflow.values import Delai, Unite

Repos = Callable[[date], str | None]
"""Why a day does not count, or ``None`` when it does."""


@dataclass(frozen=True)
class Ecart:
    """A day that does not count, and why."""

    jour: date
    raison: str


@dataclass(frozen=True, kw_only=True)
class Compte:
    """How ``dernier`` was found: days not counted (``ecarts``), days rolled over (``reports``).

    ``mois_court`` is the month that lacks the quantième of ``depart``, if it came to that.
    """

    depart: date
    delai: Delai
    sens: int
    dernier: date
    ecarts: Sequence[Ecart] = ()
    reports: Sequence[Ecart] = ()
    mois_court: int | None = None


def jamais(_: date) -> str | None:
    """The rest of a calendar that never rolls."""
    return None


def compter(
    depart: date, delai: Delai, sens: int, *, bureau: Repos, report: Repos, inclus: bool = False
) -> Compte:
    """Count ``delai`` from ``depart``, forth or back, then roll on by ``report`` the same way.

    ``bureau`` tells the days that ``jo`` does not count; ``inclus`` that ``depart`` is the first
    day counted.

    Raises:
        ValeurInvalide: an empty durée, or a day outside 1950–2100.
    """
    if delai.unite is Unite.JOURS_OUVRES:
        terme, ecarts = _marcher(depart, delai.nombre, sens, bureau)
    else:
        terme, ecarts = decaler(depart, delai, sens), []
    brut = fin_de_duree(depart, terme, delai) if inclus else terme
    dernier, reports = reporter(brut, report, sens)
    return Compte(
        depart=depart,
        delai=delai,
        sens=sens,
        dernier=dernier,
        ecarts=ecarts,
        reports=reports,
        mois_court=terme.month if mois_trop_court(depart, terme, delai) else None,
    )


def reporter(jour: date, repos: Repos, sens: int) -> tuple[date, list[Ecart]]:
    """The first day from ``jour`` on, itself included, that is no rest; and the days before it."""
    ecarts: list[Ecart] = []
    while (raison := repos(jour)) is not None:
        ecarts.append(Ecart(jour, raison))
        jour = suivant(jour, sens)
    return jour, ecarts


def _marcher(jour: date, nombre: int, sens: int, repos: Repos) -> tuple[date, list[Ecart]]:
    passes: list[Ecart] = []
    for _ in range(nombre):
        jour, ecarts = reporter(suivant(jour, sens), repos, sens)
        passes += ecarts
    return jour, passes
