"""Invoices to be issued, with the act of the marché that made them due."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, and_, select

from storage import register_tables as r
from storage import tables as t
from storage.looking import FiltreDossiers, criteres
from storage.names import donneur_du_jour

_D = t.dossier.c


class AFacturer(NamedTuple):
    """One milestone to be invoiced; ``evenement`` is the act that opened it, on its marché."""

    id: int
    numero: str
    definition: int
    data: str
    faits: str
    ouvert_le: datetime
    marche: str | None
    objet: str | None
    donneur_ordre: str | None
    porteur: str | None
    porteur_definition: int | None
    evenement: str | None
    role: str | None
    le: datetime | None


def a_facturer(
    connexion: Connection,
    filtre: FiltreDossiers,
    jour: date,
    *,
    saut: int = 0,
    limite: int | None = None,
) -> list[AFacturer]:
    """Oldest first; an act that wrote several lines at once counts by its first."""
    voulues = (
        select(_D.id)
        .where(*criteres(filtre))
        .order_by(_D.opened_at, _D.id)
        .offset(saut)
        .limit(limite)
        .subquery()
    )
    porteur, premiere, cause = t.dossier.alias(), t.journal.alias(), t.journal.alias()
    requete = (
        select(
            *(_D[nom] for nom in ("id", "numero", "definition", "data", "faits", "opened_at")),
            r.marche.c.identifiant,
            r.marche.c.objet,
            donneur_du_jour(jour, r.marche.c.acheteur),
            porteur.c.numero,
            porteur.c.definition,
            cause.c.event,
            cause.c.role,
            cause.c.at,
        )
        .select_from(t.dossier)
        .join(premiere, and_(premiere.c.dossier == _D.id, premiere.c.seq == 1))
        .outerjoin(porteur, porteur.c.id == _D.parent)
        .outerjoin(
            cause,
            and_(cause.c.dossier == _D.parent, cause.c.recorded_at == premiere.c.recorded_at),
        )
        .outerjoin(r.marche, r.marche.c.id == _D.marche)
        .outerjoin(r.donneur_ordre, r.donneur_ordre.c.id == r.marche.c.donneur_ordre)
        .join(voulues, voulues.c.id == _D.id)
        .order_by(_D.opened_at, _D.id, cause.c.seq)
    )
    trouvees: dict[int, AFacturer] = {}
    for une in connexion.execute(requete):
        rangee = AFacturer._make(une)
        trouvees.setdefault(rangee.id, rangee)
    return list(trouvees.values())
