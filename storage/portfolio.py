"""The dossiers that live, by pages: for what looks at the whole portfolio."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from storage import tables as t
from storage.dossiers import COLONNES_DOSSIER, LigneDossier

_D = t.dossier.c


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
