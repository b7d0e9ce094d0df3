"""Counting days one way or the other: what counts, what is passed over, what rolls at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from states.civil_dates import APRES, decaler, fin_de_duree, mois_trop_court, suivant
from workflow.values import Delai, Pauses, Unite

Repos = Callable[[date], str | None]
"""Why a day does not count, or ``None`` when it does."""


@dataclass(frozen=True)
class Ecart:
    """A day that does not count, and why."""

    jour: date
    raison: str


@dataclass(frozen=True)
class Suspension:
    """A hold of a délai: the days elapsed before it, its first day, the day of the resumption.

    ``reports`` are the days that the end had rolled over when the hold began after the last day
    counted: the délai still ran, with nothing left to count.
    """

    ecoules: int
    debut: date
    fin: date
    reports: Sequence[Ecart] = ()

    @property
    def jours(self) -> int:
        """Days given back: that of the hold has elapsed, that of the resumption has not."""
        return (self.fin - self.debut).days


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
    suspensions: Sequence[Suspension] = ()
    mois_court: int | None = None


def jamais(_: date) -> str | None:
    """The rest of a calendar that never rolls."""
    return None


def compter(  # noqa: PLR0913 # the count and its calendar, each by its name
    depart: date,
    delai: Delai,
    sens: int,
    *,
    bureau: Repos,
    report: Repos,
    inclus: bool = False,
    pauses: Pauses = (),
) -> Compte:
    """Count ``delai`` from ``depart``, forth or back, then roll on by ``report`` the same way.

    ``bureau`` tells the days that ``jo`` does not count; ``inclus`` that ``depart`` is the first
    day counted; ``pauses`` the holds whose days are given back, those it has seen.

    Raises:
        ValeurInvalide: an empty durée, or a day outside 1950–2100.
    """
    if delai.unite is Unite.JOURS_OUVRES:
        terme, ecarts = _marcher(depart, delai.nombre, sens, bureau)
    else:
        terme, ecarts = decaler(depart, delai, sens), []
    brut = fin_de_duree(depart, terme, delai) if inclus else terme
    dernier, reports = reporter(brut, report, sens)
    suspensions: list[Suspension] = []
    for debut, fin in sorted(pauses):
        une = _suspension(depart, brut, (debut, fin), reports, suspensions)
        if une.jours <= 0 or une.debut > dernier:  # over before the hold, or not begun
            continue
        suspensions.append(une)
        brut = _prolonger(dernier if une.reports else brut, une, delai, bureau)
        dernier, reports = reporter(brut, report, sens)
    return Compte(
        depart=depart,
        delai=delai,
        sens=sens,
        dernier=dernier,
        ecarts=ecarts,
        reports=reports,
        suspensions=suspensions,
        mois_court=terme.month if mois_trop_court(depart, terme, delai) else None,
    )


def _suspension(
    depart: date,
    brut: date,
    pause: tuple[date, date],
    reports: Sequence[Ecart],
    deja: Sequence[Suspension],
) -> Suspension:
    """A hold as the délai has seen it: from its anchor on, and no day given back twice."""
    debut = max(pause[0], depart, *(une.fin for une in deja))
    autres = sum(une.jours + len(une.reports) for une in deja)
    ecoules = (min(debut, brut) - depart).days - autres
    if (
        deja
    ):  # a second hold within the days rolled over: they are not all behind, no day comes back
        ecoules = max(ecoules, deja[-1].ecoules)
    return Suspension(ecoules, debut, pause[1], reports if debut > brut else ())


def _prolonger(brut: date, une: Suspension, delai: Delai, bureau: Repos) -> date:
    """The end counted on from the resumption: office days for ``jo``, else calendar days."""
    if delai.unite is not Unite.JOURS_OUVRES:
        return brut + timedelta(days=une.jours)
    jours = (une.debut + timedelta(days=rang) for rang in range(1, (brut - une.debut).days + 1))
    restants = sum(bureau(jour) is None for jour in jours)
    return _marcher(une.fin, restants, APRES, bureau)[0]


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
