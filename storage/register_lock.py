"""The register has one writer at a time, so that two imports never meet on a unique key."""

from __future__ import annotations

from sqlalchemy import Connection, text

_CLE = 0x4A616C6F6E02
"""Key of the advisory lock: « Jalon », register."""


def verrouiller_le_registre(connexion: Connection) -> None:
    """Wait for whoever writes the register; held until the end of the transaction.

    To be taken first: what the other has written is then read. SQLite's writing transaction
    already waits for every other.
    """
    if connexion.dialect.name == "postgresql":
        connexion.execute(text("SELECT pg_advisory_xact_lock(:cle)"), {"cle": _CLE})
