"""Files in hand: dropped into a form that is not confirmed yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from storage.access_tables import depot


def poser(  # one keyword per column
    connexion: Connection, *, cle: str, compte: int, nom: str, corps: bytes, now: datetime
) -> None:
    """Keep a file until its form is confirmed; the same one twice is one."""
    connexion.execute(delete(depot).where(depot.c.cle == cle))
    connexion.execute(
        insert(depot).values(cle=cle, compte=compte, nom=nom, corps=corps, depose_le=now)
    )


def lire(connexion: Connection, cle: str, compte: int) -> tuple[str, bytes] | None:
    """Name and content of a file that this account dropped."""
    requete = select(depot.c.nom, depot.c.corps).where(depot.c.cle == cle, depot.c.compte == compte)
    rangee = connexion.execute(requete).first()
    return (rangee.nom, rangee.corps) if rangee else None


def oublier(connexion: Connection, avant: datetime) -> None:
    """Forget what was never confirmed."""
    connexion.execute(delete(depot).where(depot.c.depose_le < avant))
