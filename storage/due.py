"""Deadlines of many dossiers by day, and how often each has moved."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from storage import tables as t
from storage.looking import FiltreDossiers, criteres
from workflow.arming import PENDANT_LA_PAUSE

_T, _D = t.timer.c, t.dossier.c
_AVANT = t.timer.alias("avant").c


@dataclass(frozen=True)
class LigneDue:
    """A live deadline and its dossier; ``mouvements`` is how often it has been armed or moved."""

    dossier: int
    nom: str
    rang: int
    numero: str
    machine: str
    definition: int
    etat: str
    sujet: str
    convention: int | None
    ecrit_le: datetime
    mouvements: int


_MOUVEMENTS = (
    select(func.sum(_AVANT.generation))
    .where(
        _AVANT.dossier == _T.dossier,
        _AVANT.name == _T.name,
        _AVANT.rung == _T.rung,
        _AVANT.id <= _T.id,
    )
    .scalar_subquery()
)
"""Each arming has a generation of one or more, and each move in place adds one: it only grows."""
_DUES = (
    select(
        *(_T.dossier, _T.name, _T.rung),
        *(_D.numero, _D.machine, _D.definition, _D.state, _D.subject, _D.convention),
        *(_D.recorded_at, _MOUVEMENTS),
    )
    .join_from(t.timer, t.dossier, _T.dossier == _D.id)
    .where(
        _T.status == t.ARME,
        _T.rung >= 1,
        or_(_D.hold.is_(None), _T.name.in_(PENDANT_LA_PAUSE)),
    )
    .order_by(_T.due_at, _T.id)
)


def dues(  # what a page of deadlines is made of
    connexion: Connection,
    filtre: FiltreDossiers,
    *,
    de: datetime,
    a: datetime,
    saut: int = 0,
    limite: int,
) -> list[LigneDue]:
    """Deadlines that run, of dossiers that pass the filter, due from ``de`` on and before ``a``."""
    requete = _DUES.where(_T.due_at >= de, _T.due_at < a, *criteres(filtre))
    lues: Any = connexion.execute(requete.offset(saut).limit(limite))
    return [LigneDue(*une) for une in lues]


def delais_en_cours(
    connexion: Connection, filtre: FiltreDossiers, noms: Collection[str]
) -> Sequence[Any]:
    """``id, definition, state, name, rule, anchor``: each dossier with those deadlines of it.

    Only first rungs count: the deadline itself, not its reminders; none is an empty ``name``.
    """
    sien = and_(
        _T.dossier == _D.id,
        _T.status == t.ARME,
        _T.rung == 1,
        _T.name.in_(sorted(noms)),
    )
    requete = (
        select(
            *(_D[nom] for nom in ("id", "definition", "state")),
            *(_T[nom] for nom in ("name", "rule", "anchor")),
        )
        .outerjoin_from(t.dossier, t.timer, sien)
        .where(*criteres(filtre))
        .order_by(_D.id)
    )
    return connexion.execute(requete).all()
