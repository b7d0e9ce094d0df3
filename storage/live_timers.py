"""The dossiers whose clock runs, by pages: for ``recalculer``."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from storage import tables as t


def combien(connexion: Connection) -> int:
    """How many dossiers have a live timer."""
    distincts = func.count(t.timer.c.dossier.distinct())
    return int(connexion.execute(select(distincts).where(t.timer.c.status == t.ARME)).scalar_one())


def dossiers(connexion: Connection, page: int) -> Iterator[int]:
    """Ids of the dossiers that have a live timer, a page at a time: memory stays flat."""
    dernier = 0
    while True:
        requete = (
            select(t.timer.c.dossier)
            .where(t.timer.c.status == t.ARME, t.timer.c.dossier > dernier)
            .group_by(t.timer.c.dossier)
            .order_by(t.timer.c.dossier)
            .limit(page)
        )
        cles = list(connexion.execute(requete).scalars())
        yield from cles
        if len(cles) < page:
            return
        dernier = cles[-1]
