"""Dossiers as a board and as a calendar show them: counted, and the first ones of each place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, String, func, select, type_coerce

from storage import tables as t
from storage.looking import FiltreDossiers, criteres
from storage.statements import constante

_D, _T = t.dossier.c, t.timer.c


def compter_par_etat(connexion: Connection, filtre: FiltreDossiers) -> dict[str, int]:
    """How many dossiers stand in each state."""
    requete = select(_D.state, func.count()).where(*criteres(filtre)).group_by(_D.state)
    return {une[0]: une[1] for une in connexion.execute(requete)}


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
class DatePrevue:
    """A deadline on a calendar: the day it acts, how many do on that day, and of which dossier."""

    jour: date
    en_tout: int
    nom: str
    definition: int
    etat: str
    numero: str
    sujet: str


def echeances_par_jour(
    connexion: Connection, filtre: FiltreDossiers, du: datetime, au: datetime, *, par_jour: int
) -> list[DatePrevue]:
    """Deadlines that act between two instants, the first ones of each day.

    They act in office hours: their UTC day is their day in Paris. A hold stops them.
    """
    prevues = (
        select(
            func.substr(type_coerce(_T.due_at, String), 1, 10).label("jour"),
            *(_T[nom].label(f"timer_{nom}") for nom in ("id", "due_at")),
            _D.id,
        )
        .join_from(t.timer, t.dossier, _T.dossier == _D.id)
        .where(
            _T.status == constante(t.ARME),
            _T.rung >= 1,
            _T.due_at >= du,
            _T.due_at < au,
            _D.hold.is_(None),
            *criteres(filtre),
        )
        .subquery()
    )
    une = prevues.c
    rangs = select(
        une.jour,
        une.id,
        une.timer_id,
        func.row_number()
        .over(partition_by=une.jour, order_by=(une.timer_due_at, une.timer_id))
        .label("rang"),
        func.count().over(partition_by=une.jour).label("en_tout"),
    ).subquery()
    requete = (
        select(
            *(rangs.c.jour, rangs.c.en_tout, _T.name),
            *(_D[nom] for nom in ("definition", "state", "numero", "subject")),
        )
        .join_from(rangs, t.dossier, _D.id == rangs.c.id)
        .join(t.timer, _T.id == rangs.c.timer_id)
        .where(rangs.c.rang <= par_jour)
        .order_by(rangs.c.jour, rangs.c.rang)
    )
    return [DatePrevue(date.fromisoformat(une[0]), *une[1:]) for une in connexion.execute(requete)]
