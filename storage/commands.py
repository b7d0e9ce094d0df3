"""Commands already answered, by idempotency key."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, text

from storage import tables as t
from storage.column_types import ecrire_instant
from storage.statements import Enonce, insertion

_C = t.commande.c
_LIRE = Enonce(select(_C.empreinte, _C.reponse).where(_C.cle == bindparam("cle")))
_VERROU = text("SELECT pg_advisory_xact_lock(hashtextextended(:cle, 0))")
_ECRIRE = insertion(t.commande, sans=frozenset())


def lire(connexion: Connection, cle: str) -> Any | None:
    """Digest and answer of a key; who asks for the same key meanwhile waits for our end."""
    if connexion.dialect.name == "postgresql":
        connexion.execute(_VERROU, {"cle": cle})
    return _LIRE.executer(connexion, {"cle": cle}).first()


def ecrire(connexion: Connection, *, cle: str, empreinte: str, reponse: str, now: datetime) -> None:
    """Keep an answer."""
    _ECRIRE.executer(
        connexion,
        {"cle": cle, "empreinte": empreinte, "reponse": reponse, "cree_le": ecrire_instant(now)},
    )


def oublier(connexion: Connection, avant: datetime) -> int:
    """Forget the keys older than ``avant``; returns how many."""
    return connexion.execute(delete(t.commande).where(_C.cree_le < avant)).rowcount
