"""Brings a database to the current schema, by Alembic, and guards its journal."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from storage import append_only
from storage.engines import Moteurs
from storage.errors import BaseIllisible

_DOSSIER = Path(__file__).parent / "migrations"


def migrer(url: str, *, jusqu_a: str = "head") -> None:
    """Apply the missing migrations; foreign keys are off meanwhile, then checked (design §5).

    Raises:
        BaseIllisible: the database cannot be opened, or a foreign key points nowhere.
    """
    adresse = make_url(url)
    if adresse.get_backend_name() == "sqlite" and adresse.database:
        Path(adresse.database).resolve().parent.mkdir(parents=True, exist_ok=True)
    moteur = create_engine(url, poolclass=NullPool)
    try:
        with moteur.connect() as connexion:
            _appliquer(connexion, jusqu_a)
    except SQLAlchemyError as erreur:
        raise BaseIllisible(
            f"database.url : la base ne s’ouvre pas ({erreur.__cause__ or erreur})."
        ) from erreur
    finally:
        moteur.dispose()


def _appliquer(connexion: Connection, jusqu_a: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(_DOSSIER))
    config.attributes["connexion"] = connexion
    command.upgrade(config, jusqu_a)
    connexion.commit()
    if connexion.dialect.name == "sqlite":
        orphelines = connexion.execute(text("PRAGMA foreign_key_check")).all()
        if orphelines:
            raise BaseIllisible(f"database : {len(orphelines)} référence(s) ne mènent nulle part.")
    append_only.installer(connexion)
    connexion.commit()


def version_courante(connexion: Connection) -> str | None:
    """Revision of a database; ``None`` when it was never initialised."""
    return MigrationContext.configure(connexion).get_current_revision()


def version_attendue() -> str | None:
    """Revision of this code."""
    return ScriptDirectory(str(_DOSSIER)).get_current_head()


def exiger_a_jour(moteurs: Moteurs) -> None:
    """Refuse to run on a database that is not at the current version, or whose journal is open.

    Raises:
        BaseIllisible: never initialised, older or newer than this code.
        JournalNonProtege: an append-only guard is missing.
    """
    try:
        with moteurs.lecture.connect() as connexion:
            version = version_courante(connexion)
            if version is None:
                raise BaseIllisible("La base n’est pas préparée : lancez « jalon init ».")
            if version != version_attendue():
                raise BaseIllisible(
                    f"La base est à la version {version}, Jalon attend {version_attendue()} : "
                    "lancez « jalon init »."
                )
            append_only.verifier(connexion)
    except SQLAlchemyError as erreur:
        raise BaseIllisible(
            f"database.url : la base ne s’ouvre pas ({erreur.__cause__ or erreur})."
        ) from erreur
