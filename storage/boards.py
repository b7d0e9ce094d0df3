"""Dossiers as a board and as a calendar show them: counted, and the first ones of each place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, String, cast, func, literal, select

from storage import tables as t
from storage.looking import FiltreDossiers, compter, criteres
from storage.statements import constante

_D, _T = t.dossier.c, t.timer.c


@dataclass(frozen=True)
class Suivi:
    """A dossier that stands on a marché: what its fields and its facts say, as stored."""

    machine: str
    marche: int
    data: str
    faits: str


def suivis_des_marches(
    connexion: Connection, marches: Sequence[int], machines: Sequence[str]
) -> list[Suivi]:
    """The dossiers of those marchés, of those machines."""
    if not marches:
        return []
    requete = select(_D.machine, _D.marche, _D.data, _D.faits).where(
        _D.marche.in_(marches), _D.machine.in_(machines)
    )
    return [Suivi(*une) for une in connexion.execute(requete)]


@dataclass(frozen=True)
class Armees:
    """Live deadlines that act on one day, computed alike: how many, and the first of them."""

    rang: int
    regle: str
    ancre: date
    jour: date
    en_tout: int
    premieres: tuple[int, ...]


def echeances_armees(
    connexion: Connection,
    filtre: FiltreDossiers,
    du: datetime,
    au: datetime,
    *,
    premieres: int,
    total: int | None,
) -> tuple[list[Armees], int]:
    """Deadlines that act between two instants, in that order. A hold stops them.

    With them, how many dossiers the filter lets through: it is asked once for both, unless
    ``total`` says so already.

    Thousands share a few hundred rules and anchors: they are grouped, which costs half of ranking
    them. They act in office hours: their UTC day is their day in Paris.
    """
    alike = (_T.rung, _T.rule, _T.anchor, _T.due_at)
    numeros = func.aggregate_strings(cast(_T.id, String), ",")
    voulus = select(_D.id).where(*criteres(filtre)).cte("voulus")
    compte = select(func.count()).select_from(voulus).scalar_subquery()
    requete = (
        select(*alike, func.count(), numeros, compte if total is None else literal(total))
        .join_from(t.timer, t.dossier, _T.dossier == _D.id)
        .where(
            _T.status == constante(t.ARME),
            _T.rung >= 1,
            _T.due_at >= du,
            _T.due_at < au,
            _D.hold.is_(None),
            _D.id.in_(select(voulus.c.id)),
        )
        .group_by(*alike)
        .order_by(_T.due_at, func.min(_T.id))
    )
    lues = connexion.execute(requete).all()
    if lues:
        total = lues[0][-1]
    elif total is None:
        total = compter(connexion, filtre)
    armees = [
        Armees(
            rang,
            regle,
            ancre,
            le.date(),
            en_tout,
            tuple(sorted(map(int, cles.split(","))))[:premieres],
        )
        for rang, regle, ancre, le, en_tout, cles, _ in lues
    ]
    return armees, total


@dataclass(frozen=True)
class DatePrevue:
    """A deadline on a calendar, with its dossier."""

    id: int
    nom: str
    definition: int
    etat: str
    numero: str
    machine: str
    sujet: str


def dates_prevues(connexion: Connection, timers: Sequence[int]) -> dict[int, DatePrevue]:
    """Those deadlines by their timers, each with its dossier."""
    requete = (
        select(
            *(_T.id, _T.name),
            *(_D[nom] for nom in ("definition", "state", "numero", "machine", "subject")),
        )
        .join_from(t.timer, t.dossier, _T.dossier == _D.id)
        .where(_T.id.in_(timers))
    )
    return {une.id: DatePrevue(*une) for une in connexion.execute(requete)}
