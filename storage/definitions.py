"""Definitions on record: immutable, known by their hash."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select

from storage import tables as t


def enregistrer(
    connexion: Connection,
    *,
    machine: str,
    version: int,
    empreinte: str,
    texte: str,
    maintenant: datetime,
) -> int:
    """Record a definition if its hash is new; returns its id."""
    table = t.definition
    connue = connexion.execute(
        select(table.c.id).where(table.c.machine == machine, table.c.hash == empreinte)
    ).scalar_one_or_none()
    if connue is not None:
        return int(connue)
    cle = connexion.execute(
        insert(table)
        .values(
            machine=machine, version=version, hash=empreinte, texte=texte, enregistree_le=maintenant
        )
        .returning(table.c.id)
    ).scalar_one()
    return int(cle)


def lire(connexion: Connection, identifiant: int) -> tuple[str, str, str]:
    """Machine, hash and text of a definition."""
    table = t.definition
    rangee = connexion.execute(
        select(table.c.machine, table.c.hash, table.c.texte).where(table.c.id == identifiant)
    ).one()
    return rangee.machine, rangee.hash, rangee.texte
