"""Which marchés are already followed."""

from __future__ import annotations

from sqlalchemy import Connection, select

from storage import tables as t


def dossier_du_marche(connexion: Connection, marche: int, machine: str) -> str | None:
    """Number of the dossier that follows a marché."""
    requete = select(t.dossier.c.numero).where(
        t.dossier.c.marche == marche, t.dossier.c.machine == machine
    )
    return connexion.execute(requete.order_by(t.dossier.c.id)).scalars().first()
