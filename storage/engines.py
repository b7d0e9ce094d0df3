"""Two engines on one database: ``ecriture`` for the passage and the clock, ``lecture`` to look."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool, StaticPool

from storage.errors import BaseIllisible

DELAI_VERROU_MS = 10_000
"""How long a writer waits for the other one, in milliseconds."""


@dataclass(frozen=True)
class Moteurs:
    """The pair of engines of one installation."""

    ecriture: Engine
    lecture: Engine

    def fermer(self) -> None:
        """Close both pools."""
        self.ecriture.dispose()
        self.lecture.dispose()


def ouvrir(url: str, *, mode: str = "full") -> Moteurs:
    """Open both engines.

    Parameters:
        url: SQLAlchemy address, ``sqlite:///path`` or ``postgresql://…``.
        mode: ``full`` survives a power cut, ``normal`` a crash of the process only.

    Raises:
        BaseIllisible: the address is malformed or of another kind of database.
    """
    try:
        adresse = make_url(url)
    except ArgumentError as erreur:
        raise BaseIllisible(
            "database.url : adresse illisible ; écrivez sqlite:///jalon.db ou "
            "postgresql://utilisateur@hote/base."
        ) from erreur
    if adresse.get_backend_name() == "sqlite":
        return _ouvrir_sqlite(url, mode)
    if adresse.get_backend_name() == "postgresql":
        return _ouvrir_postgresql(url, mode)
    raise BaseIllisible(
        f"database.url : « {adresse.get_backend_name()} » n’est pas pris en charge ; "
        "Jalon écrit dans sqlite ou postgresql."
    )


def base_sqlite(url: str) -> Path | None:
    """File of an SQLite address; ``None`` for another engine, or a base in memory."""
    adresse = make_url(url)
    if adresse.get_backend_name() != "sqlite" or adresse.database in {None, "", ":memory:"}:
        return None
    return Path(str(adresse.database))


def _ouvrir_sqlite(url: str, mode: str) -> Moteurs:
    """One writing connection that begins at once, a pool of deferred read-only ones (design §5)."""
    synchrone = "FULL" if mode == "full" else "NORMAL"
    if make_url(url).database in {None, "", ":memory:"}:
        memoire = create_engine(
            url, poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
        _regler_sqlite(memoire, debut="BEGIN IMMEDIATE", synchrone=synchrone, lecture_seule=False)
        return Moteurs(memoire, memoire)
    ecriture = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=60,
        connect_args={"check_same_thread": False},
    )
    lecture = create_engine(url, poolclass=QueuePool, pool_size=8, max_overflow=0)
    _regler_sqlite(ecriture, debut="BEGIN IMMEDIATE", synchrone=synchrone, lecture_seule=False)
    _regler_sqlite(lecture, debut="BEGIN DEFERRED", synchrone=synchrone, lecture_seule=True)
    return Moteurs(ecriture, lecture)


def _regler_sqlite(moteur: Engine, *, debut: str, synchrone: str, lecture_seule: bool) -> None:
    @event.listens_for(moteur, "connect")
    def _connecter(dbapi: Any, _fiche: Any) -> None:
        dbapi.isolation_level = None  # we begin ourselves, else SELECT opens no transaction
        curseur = dbapi.cursor()
        for reglage in (
            f"busy_timeout={DELAI_VERROU_MS}",
            "journal_mode=WAL",
            "foreign_keys=ON",
            f"synchronous={synchrone}",
            f"query_only={'ON' if lecture_seule else 'OFF'}",
        ):
            curseur.execute(f"PRAGMA {reglage}")
        curseur.close()

    @event.listens_for(moteur, "begin")
    def _commencer(connexion: Connection) -> None:
        connexion.connection.cursor().execute(debut)  # the driver's own: nothing else to prepare


def _ouvrir_postgresql(url: str, mode: str) -> Moteurs:
    options = "-c timezone=UTC" + ("" if mode == "full" else " -c synchronous_commit=off")
    ecriture = create_engine(url, pool_size=8, connect_args={"options": options})
    lecture = ecriture.execution_options(postgresql_readonly=True)
    return Moteurs(ecriture, lecture)
