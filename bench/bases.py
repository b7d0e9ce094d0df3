"""The databases of a run: made here, copied once prepared, measured, dropped."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psycopg
from psycopg import sql
from sqlalchemy import make_url

SQLITE, POSTGRESQL = "sqlite", "postgresql"
ATTENTE_MS = 10_000


class Base(Protocol):
    """One throw-away database."""

    @property
    def url(self) -> str:
        """Its address, as the settings want it."""

    @property
    def moteur(self) -> str:
        """``sqlite`` or ``postgresql``."""

    def copier(self) -> Base:
        """The same content under another name; nobody may be connected."""

    def taille(self) -> int:
        """Bytes it takes."""

    def supprimer(self) -> None:
        """Drop it."""


@dataclass(frozen=True)
class Fichier:
    """A SQLite file."""

    chemin: Path
    moteur: str = SQLITE

    @property
    def url(self) -> str:
        """``sqlite:///path``."""
        return f"sqlite:///{self.chemin}"

    def copier(self) -> Base:
        """Copy the file, its write-ahead log emptied first."""
        self._vider_le_journal()
        copie = self.chemin.with_name(f"{self.chemin.stem}-bis{self.chemin.suffix}")
        shutil.copyfile(self.chemin, copie)
        return Fichier(copie)

    def taille(self) -> int:
        """Size of the file, its write-ahead log emptied first."""
        self._vider_le_journal()
        return self.chemin.stat().st_size

    def supprimer(self) -> None:
        """Remove the file and what SQLite left beside it."""
        for suffixe in ("", "-wal", "-shm"):
            self.chemin.with_name(self.chemin.name + suffixe).unlink(missing_ok=True)
        if self.chemin.parent.name.startswith("jalon-bench-"):
            shutil.rmtree(self.chemin.parent, ignore_errors=True)

    def _vider_le_journal(self) -> None:
        connexion = sqlite3.connect(self.chemin)
        connexion.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connexion.close()


@dataclass(frozen=True)
class BasePostgresql:
    """A database of a PostgreSQL server; ``serveur`` is where to connect to for making others."""

    serveur: str
    nom: str
    moteur: str = POSTGRESQL

    @property
    def url(self) -> str:
        """SQLAlchemy address."""
        return self._adresse("postgresql+psycopg")

    def _adresse(self, pilote: str) -> str:
        adresse = make_url(self.serveur).set(drivername=pilote, database=self.nom)
        return adresse.render_as_string(hide_password=False)

    def creer(self, modele: str = "template1") -> BasePostgresql:
        """Make it."""
        self._administrer("CREATE DATABASE {} TEMPLATE {}", self.nom, modele)
        return self

    def copier(self) -> Base:
        """A database made after this one."""
        return BasePostgresql(self.serveur, f"{self.nom}_bis").creer(self.nom)

    def taille(self) -> int:
        """What the server says."""
        with psycopg.connect(self._adresse(POSTGRESQL)) as connexion:
            rangee = connexion.execute("SELECT pg_database_size(current_database())").fetchone()
        return int(rangee[0]) if rangee else 0

    def supprimer(self) -> None:
        """Drop it, whoever is connected."""
        self._administrer("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.nom)

    def _administrer(self, commande: str, *noms: str) -> None:
        serveur = make_url(self.serveur).set(drivername=POSTGRESQL)
        adresse = serveur.render_as_string(hide_password=False)
        with psycopg.connect(adresse, autocommit=True) as connexion:
            texte: Any = commande
            connexion.execute(sql.SQL(texte).format(*map(sql.Identifier, noms)))


def creer(url: str | None) -> Base:
    """A new, empty database: beside ``url``, which is never touched, or in a temporary folder."""
    marque = uuid.uuid4().hex[:12]
    if url is None:
        return Fichier(Path(tempfile.mkdtemp(prefix="jalon-bench-")) / "project.db")
    adresse = make_url(url)
    if adresse.get_backend_name() == POSTGRESQL:
        return BasePostgresql(url, f"jalon_bench_{marque}").creer()
    if adresse.get_backend_name() != SQLITE:
        raise SystemExit(f"--db: {adresse.get_backend_name()} is not supported")
    dossier = Path(adresse.database or ".").resolve().parent
    return Fichier(Path(tempfile.mkdtemp(prefix="jalon-bench-", dir=dossier)) / "project.db")


def brancher(url: str, mode: str) -> Any:
    """The bare driver, with the project's own settings (``storage/engines.py``)."""
    adresse = make_url(url)
    if adresse.get_backend_name() == SQLITE:
        connexion = sqlite3.connect(str(adresse.database), isolation_level=None)
        for reglage in (
            f"busy_timeout={ATTENTE_MS}",
            "journal_mode=WAL",
            "foreign_keys=ON",
            f"synchronous={'FULL' if mode == 'full' else 'NORMAL'}",
        ):
            connexion.execute(f"PRAGMA {reglage}")
        return connexion
    propre = adresse.set(drivername=POSTGRESQL).render_as_string(hide_password=False)
    options = "-c timezone=UTC" + ("" if mode == "full" else " -c synchronous_commit=off")
    return psycopg.connect(propre, options=options, autocommit=True)
