"""The dossiers that live, by pages: for what looks at the whole portfolio."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Connection, or_, select

from storage import tables as t
from storage.dossiers import COLONNES_DOSSIER, LigneDossier

_D, _J = t.dossier.c, t.journal.c


def vivants(
    connexion: Connection, page: int, *, machine: str | None = None, sauf_version: int | None = None
) -> Iterator[list[LigneDossier]]:
    """Pages of dossiers that have not ended, by id; of one machine, of other versions than one."""
    requete = select(*COLONNES_DOSSIER).where(_D.final == 0).order_by(_D.id).limit(page)
    if machine is not None:
        requete = requete.where(_D.machine == machine)
    if sauf_version is not None:
        requete = requete.where(_D.definition != sauf_version)
    dernier = 0
    while True:
        lus = [LigneDossier(*une) for une in connexion.execute(requete.where(_D.id > dernier))]
        if lus:
            yield lus
        if len(lus) < page:
            return
        dernier = lus[-1].id


def deja_arretes(
    connexion: Connection, ids: Collection[int], *, pauses: Collection[str], etats: Collection[str]
) -> list[int]:
    """Those of some dossiers that were ever stopped: on hold, or in one of some states."""
    requete = (
        select(_J.dossier)
        .where(_J.dossier.in_(ids), or_(_J.event.in_(pauses), _J.to_state.in_(etats)))
        .distinct()
    )
    return list(connexion.execute(requete).scalars())
