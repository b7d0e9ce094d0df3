"""The journal is append-only: guards installed after every migration, verified at every start."""

from __future__ import annotations

from types import ModuleType

from sqlalchemy import Connection

from storage import append_only_postgresql, append_only_sqlite
from storage.errors import JournalNonProtege


def installer(connexion: Connection) -> None:
    """Install the guards, at the end of every migration: batch alters drop triggers silently."""
    _moteur(connexion).installer(connexion)


def verifier(connexion: Connection) -> None:
    """Check that every guard is there, enabled and as we wrote it, and that there is no other.

    Raises:
        JournalNonProtege: one is missing, disabled or was replaced: Jalon refuses to start.
    """
    fautes = sorted(_moteur(connexion).fautes(connexion))
    if fautes:
        raise JournalNonProtege(
            f"Le journal n’est plus protégé (gardes absentes, changées ou étrangères : "
            f"{', '.join(fautes)}). Jalon ne démarre pas : faites vérifier la base, "
            "puis lancez « jalon verify » et « jalon init »."
        )


def _moteur(connexion: Connection) -> ModuleType:
    return append_only_postgresql if connexion.dialect.name == "postgresql" else append_only_sqlite
