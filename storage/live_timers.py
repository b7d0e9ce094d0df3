"""Every live timer, by pages: for ``recalculer`` and for what is due next."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from storage import tables as t
from storage.dossiers import COLONNES_TIMER, LigneTimer, lire_timer


def tous(connexion: Connection, page: int) -> Iterator[LigneTimer]:
    """Live timers in the order of their ids, a page at a time: memory stays flat."""
    dernier = 0
    while True:
        requete = (
            select(*COLONNES_TIMER)
            .where(t.timer.c.status == t.ARME, t.timer.c.id > dernier)
            .order_by(t.timer.c.id)
            .limit(page)
        )
        rangees = [lire_timer(une) for une in connexion.execute(requete)]
        yield from rangees
        if len(rangees) < page:
            return
        dernier = rangees[-1].id
