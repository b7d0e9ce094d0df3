"""Copies of the whole database, taken while it works: SQLite's online backup, or pg_dump."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine, inspect, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from storage.errors import BaseIllisible, SauvegardeRefusee
from storage.installation import fichier_sqlite

PAGES = 1_000
"""SQLite copies so many pages at a time, and lets the writers pass in between."""
AUTRE_COPIE = "Donnez une autre copie, faite par « jalon backup » sur le même genre de base."
_REMEDES = {
    "pg_dump": "Vérifiez la place et les droits, puis recommencez.",
    "pg_restore": AUTRE_COPIE,
}


def sauvegarder(url: str, cible: Path) -> int:
    """Copy the database into a new file; returns its size in bytes.

    Raises:
        BaseIllisible: the copy is not whole, or pg_dump is missing or fails.
    """
    source = fichier_sqlite(url)
    provisoire = cible.with_name(f"{cible.name}.partiel")
    try:
        if source is None:
            _pg("pg_dump", url, ["--format=custom", f"--file={provisoire}"])
        else:
            _copier(source, provisoire)
            _exiger_entiere(provisoire)
        provisoire.replace(cible)
    finally:
        provisoire.unlink(missing_ok=True)
    return cible.stat().st_size


def restaurer(url: str, source: Path) -> None:
    """Bring a copy back into a database that must not exist yet.

    Raises:
        BaseIllisible: there is already something there, or the copy is not whole.
    """
    cible = fichier_sqlite(url)
    if cible is None:
        _exiger_vide(url)
        _pg("pg_restore", url, ["--no-owner", "--single-transaction", str(source)])
        return
    if cible.exists():
        raise SauvegardeRefusee(
            f"La base « {cible} » existe déjà : une restauration n’écrase rien.",
            "Déplacez-la d’abord, ou donnez une autre base dans database.url.",
        )
    _exiger_entiere(source)
    provisoire = cible.with_name(f"{cible.name}.partiel")
    try:
        _copier(source, provisoire)
        provisoire.replace(cible)
    finally:
        provisoire.unlink(missing_ok=True)


def _copier(source: Path, cible: Path) -> None:
    cible.unlink(missing_ok=True)
    adresse = f"file:{source.resolve().as_posix()}?mode=ro"
    try:
        with (
            closing(sqlite3.connect(adresse, uri=True)) as lue,
            closing(sqlite3.connect(cible)) as ecrite,
        ):
            lue.backup(ecrite, pages=PAGES)
            # the copy must stand alone: no -wal file beside it
            ecrite.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as erreur:
        raise SauvegardeRefusee(
            f"« {source} » ne se copie pas ({erreur}).", "Vérifiez la place et les droits."
        ) from erreur


def _exiger_entiere(fichier: Path) -> None:
    """Refuse what is no SQLite database of Jalon, or a damaged one."""
    adresse = f"file:{fichier.resolve().as_posix()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(adresse, uri=True)) as base:
            verdict = base.execute("PRAGMA integrity_check").fetchone()[0]
            tables = {une[0] for une in base.execute("SELECT name FROM sqlite_master")}
    except sqlite3.Error as erreur:
        raise SauvegardeRefusee(
            f"« {fichier} » n’est pas une sauvegarde lisible ({erreur}).", AUTRE_COPIE
        ) from erreur
    if verdict != "ok":
        raise SauvegardeRefusee(f"« {fichier} » est abîmé : {verdict}.", AUTRE_COPIE)
    if not {"journal", "dossier", "installation"} <= tables:
        raise SauvegardeRefusee(f"« {fichier} » n’est pas une sauvegarde de Jalon.", AUTRE_COPIE)


def _exiger_vide(url: str) -> None:
    moteur = create_engine(url, poolclass=NullPool)
    try:
        tables = inspect(moteur).get_table_names()
    except SQLAlchemyError as erreur:
        raise BaseIllisible(
            f"database.url : la base ne s’ouvre pas ({erreur.__cause__ or erreur})."
        ) from erreur
    finally:
        moteur.dispose()
    if tables:
        raise SauvegardeRefusee(
            f"La base a déjà {len(tables)} tables : une restauration n’écrase rien.",
            "Créez une base vide, et donnez-la dans database.url.",
        )


def _pg(outil: str, url: str, options: list[str]) -> None:
    """Run one of PostgreSQL's tools; the password goes by the environment, never on the line."""
    programme = shutil.which(outil)
    if programme is None:
        raise SauvegardeRefusee(
            f"L’outil {outil} de PostgreSQL n’est pas installé sur cette machine.",
            "Installez postgresql-client, ou faites la copie sur le serveur.",
        )
    adresse = make_url(url)
    fait = subprocess.run(
        [programme, *options, f"--dbname={_libpq(adresse)}"],
        env={**os.environ, **({"PGPASSWORD": adresse.password} if adresse.password else {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if fait.returncode:
        raison = " ".join(fait.stderr.split())[:300]
        raise SauvegardeRefusee(f"{outil} a échoué : {raison}", _REMEDES[outil])


def _libpq(adresse: URL) -> str:
    return adresse.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
