"""Brings a database to the current schema, by Alembic, and guards its journal."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from storage import append_only
from storage.engines import Moteurs
from storage.errors import BaseIllisible, MigrationEchouee

_DOSSIER = Path(__file__).parent / "migrations"
_ATTENTE_MS = 60_000
"""How long an initialisation waits for another one on SQLite, in milliseconds."""
_VERROU_PG = 0x4A616C6F6E
"""Key of the advisory lock that two initialisations of PostgreSQL share: « Jalon »."""


def migrer(url: str, *, jusqu_a: str = "head", versions: Path | None = None) -> None:
    """Apply the missing migrations, all or none, one process at a time.

    Foreign keys are off meanwhile, then checked; the append-only guards come last (design §5).

    Parameters:
        versions: folder of further migrations.

    Raises:
        BaseIllisible: the database cannot be opened, or comes from a newer Jalon.
        MigrationEchouee: a migration failed, or left a foreign key that points nowhere.
    """
    moteur = _moteur(url)
    try:
        with _connecter(moteur) as connexion:
            if not _connue(version_courante(connexion), versions):
                raise BaseIllisible(_plus_recente(version_courante(connexion)))
            _appliquer(connexion, jusqu_a, versions)
            connexion.commit()
    finally:
        moteur.dispose()


def _moteur(url: str) -> Engine:
    """An engine of one connection that begins at once: SQLite's DDL is in the transaction too."""
    try:
        adresse = make_url(url)
        if adresse.get_backend_name() == "sqlite" and adresse.database:
            Path(adresse.database).resolve().parent.mkdir(parents=True, exist_ok=True)
        moteur = create_engine(adresse, poolclass=NullPool)
    except (ArgumentError, OSError) as erreur:
        raise BaseIllisible(_fermee(erreur)) from erreur
    if adresse.get_backend_name() == "sqlite":
        event.listen(moteur, "connect", _regler_sqlite)
        event.listen(moteur, "begin", lambda une: une.exec_driver_sql("BEGIN IMMEDIATE"))
    return moteur


def _regler_sqlite(dbapi: Any, _fiche: Any) -> None:
    dbapi.isolation_level = None
    dbapi.execute(f"PRAGMA busy_timeout={_ATTENTE_MS}")
    dbapi.execute("PRAGMA foreign_keys=OFF")
    _passer_en_wal(dbapi)


def _passer_en_wal(dbapi: Any) -> None:
    """Only this pragma never waits for another process: we try again instead."""
    fin = time.monotonic() + _ATTENTE_MS / 1000
    while True:
        try:
            dbapi.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > fin:
                raise
            time.sleep(0.05)
        else:
            return


def _connecter(moteur: Engine) -> Connection:
    try:
        connexion = moteur.connect()
        connexion.begin()
        if connexion.dialect.name == "postgresql":
            connexion.execute(text("SELECT pg_advisory_xact_lock(:cle)"), {"cle": _VERROU_PG})
    except SQLAlchemyError as erreur:
        raise BaseIllisible(_fermee(erreur)) from erreur
    return connexion


def _appliquer(connexion: Connection, jusqu_a: str, versions: Path | None) -> None:
    config = _config(versions)
    config.attributes["connexion"] = connexion
    try:
        command.upgrade(config, jusqu_a)
        _verifier_les_liens(connexion)
        if inspect(connexion).has_table("journal"):  # an early version has none yet
            append_only.installer(connexion)
    except (SQLAlchemyError, CommandError) as erreur:
        raise MigrationEchouee(
            f"La préparation de la base a échoué ; rien n’y est changé ({_cause(erreur)})."
        ) from erreur


def _verifier_les_liens(connexion: Connection) -> None:
    if connexion.dialect.name != "sqlite":
        return
    orphelines = connexion.execute(text("PRAGMA foreign_key_check")).all()
    if orphelines:
        tables = ", ".join(sorted({str(une[0]) for une in orphelines}))
        raise MigrationEchouee(
            f"La base a {len(orphelines)} référence(s) qui ne mènent nulle part ({tables}) ; "
            "rien n’y est changé."
        )


def _config(versions: Path | None) -> Config:
    config = Config()
    config.set_main_option("script_location", _option(_DOSSIER))
    if versions is not None:
        config.set_main_option("path_separator", "newline")
        config.set_main_option(
            "version_locations", f"{_option(_DOSSIER / 'versions')}\n{_option(versions)}"
        )
    return config


def _option(chemin: Path) -> str:
    return str(chemin).replace("%", "%%")


def version_courante(connexion: Connection) -> str | None:
    """Revision of a database; ``None`` when it was never initialised."""
    return MigrationContext.configure(connexion).get_current_revision()


def version_attendue() -> str | None:
    """Revision of this code."""
    return ScriptDirectory(str(_DOSSIER)).get_current_head()


def _connue(version: str | None, versions: Path | None = None) -> bool:
    scripts = ScriptDirectory.from_config(_config(versions))
    return version is None or version in {une.revision for une in scripts.walk_revisions()}


def exiger_a_jour(moteurs: Moteurs) -> None:
    """Refuse to run on a database that is not at the current version, or whose journal is open.

    Raises:
        BaseIllisible: never initialised, older or newer than this code.
        JournalNonProtege: an append-only guard is missing.
    """
    try:
        with moteurs.lecture.connect() as connexion:
            version = version_courante(connexion)
            if version != version_attendue():
                raise BaseIllisible(_autre_version(version))
            append_only.verifier(connexion)
    except SQLAlchemyError as erreur:
        raise BaseIllisible(_fermee(erreur)) from erreur


def _autre_version(version: str | None) -> str:
    if version is None:
        return "La base n’est pas préparée : lancez « jalon init »."
    if not _connue(version):
        return _plus_recente(version)
    return (
        f"La base est à la version {version}, Jalon attend {version_attendue()} : "
        "lancez « jalon init »."
    )


def _plus_recente(version: str | None) -> str:
    return (
        f"La base est à la version {version}, que ce Jalon ne connaît pas "
        f"(il en est à {version_attendue()}) : installez la version de Jalon qui l’a préparée."
    )


def _fermee(erreur: Exception) -> str:
    return f"database.url : la base ne s’ouvre pas ({_cause(erreur)})."


def _cause(erreur: Exception) -> str:
    return str(erreur.__cause__ or erreur).strip().splitlines()[0]
