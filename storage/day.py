"""What the page of the day asks: what others did, what the clock will do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from storage import tables as t
from storage.statements import constante

_J, _D, _T = t.journal.c, t.dossier.c, t.timer.c
LIMITE = 100


def recus(
    connexion: Connection, compte: int, roles: Collection[str], depuis: datetime
) -> Sequence[Any]:
    """Acts of other roles on an account's dossiers since an instant, newest first."""
    requete = (
        select(_D.numero, _D.machine, _D.definition, _D.subject, _J.event, _J.recorded_at)
        .join_from(t.dossier, t.journal, _J.dossier == _D.id)
        .where(
            _D.assigned == compte,
            _D.recorded_at >= depuis,
            _J.recorded_at >= depuis,
            _J.role.in_(["referent", "entreprise"]),
            _J.role.not_in(sorted(roles)),
        )
        .order_by(_J.recorded_at.desc())
        .limit(8)
    )
    return connexion.execute(requete).all()


def prevus(connexion: Connection, compte: int, de: datetime, jusqu_a: datetime) -> Sequence[Any]:
    """Deadlines of an account's dossiers that fall between two instants, soonest first."""
    requete = (
        select(_D.numero, _D.machine, _D.definition, _D.state, _D.subject, _T.name, _T.due_at)
        .join_from(t.timer, t.dossier, _T.dossier == _D.id)
        .where(
            _T.status == constante(t.ARME),
            _T.rung >= 1,
            _T.due_at.between(de, jusqu_a),
            _D.assigned == compte,
            _D.hold.is_(None),
        )
        .order_by(_T.due_at, _T.id)
        .limit(LIMITE)
    )
    return connexion.execute(requete).all()
