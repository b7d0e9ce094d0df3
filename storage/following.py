"""Which marchés are already followed."""

from __future__ import annotations

from sqlalchemy import Connection, select

from storage import tables as t
from storage.register_tables import marche as table_marche


def dossier_du_marche(connexion: Connection, marche: int, machine: str) -> str | None:
    """Number of the dossier that follows a marché; who asks while another opens it waits.

    The register's row is locked until the end of the transaction: there is no root to lock yet.
    """
    if connexion.dialect.name == "postgresql":
        cle = table_marche.c.id
        connexion.execute(select(cle).where(cle == marche).with_for_update(key_share=True))
    requete = select(t.dossier.c.numero).where(
        t.dossier.c.marche == marche, t.dossier.c.machine == machine
    )
    return connexion.execute(requete.order_by(t.dossier.c.id)).scalars().first()
