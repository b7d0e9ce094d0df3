"""Which marchés are already followed."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from storage import tables as t
from storage.register_batches import VARIABLES, par_lots
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


def dossiers_suivant(connexion: Connection, uids: Iterable[str], machine: str) -> dict[str, int]:
    """The dossier that follows each of these marchés; nobody else follows one until we commit."""
    trouves: dict[str, int] = {}
    cle = table_marche.c.uid
    for tranche in par_lots(sorted(uids), VARIABLES):
        if connexion.dialect.name == "postgresql":
            verrou = select(cle).where(cle.in_(tranche)).order_by(cle)
            connexion.execute(verrou.with_for_update(key_share=True))
        requete = (
            select(cle, t.dossier.c.id)
            .join(t.dossier, t.dossier.c.marche == table_marche.c.id)
            .where(cle.in_(tranche), t.dossier.c.machine == machine)
            .order_by(t.dossier.c.id.desc())  # the first one opened is kept
        )
        trouves.update((uid, dossier) for uid, dossier in connexion.execute(requete))
    return trouves
