"""What one database knows of its installation: the environment written by ``jalon init``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, delete, insert, inspect, make_url, select
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from storage import tables as t
from storage.column_types import ecrire_instant, lire_instant
from storage.engines import Moteurs
from storage.errors import BaseIllisible

ENVIRONNEMENT, INSTALLE_LE = "environnement", "installe_le"
PREUVE = "preuve"
"""Digest of the definitions and settings that were last proved."""


def lire(connexion: Connection, cle: str) -> str | None:
    """A value of the installation."""
    table = t.installation
    requete = select(table.c.valeur).where(table.c.cle == cle)
    return connexion.execute(requete).scalar_one_or_none()


def ecrire(connexion: Connection, cle: str, valeur: str) -> None:
    """Write a value that was never written."""
    connexion.execute(insert(t.installation).values(cle=cle, valeur=valeur))


def retenir(connexion: Connection, cle: str, valeur: str) -> None:
    """Write a value over the one that may stand there."""
    table = t.installation
    connexion.execute(delete(table).where(table.c.cle == cle))
    ecrire(connexion, cle, valeur)


def installer(connexion: Connection, environnement: str, reel: datetime) -> None:
    """Write what a database is for, and since when (real clock) its jobs should be running."""
    ecrire(connexion, ENVIRONNEMENT, environnement)
    ecrire(connexion, INSTALLE_LE, ecrire_instant(reel))


def installe_le(connexion: Connection) -> datetime | None:
    """Real instant of ``jalon init``; ``None`` on a database that was never prepared by it."""
    ecrit = lire(connexion, INSTALLE_LE)
    return lire_instant(ecrit) if ecrit else None


def exiger_fichier(url: str) -> None:
    """Refuse a SQLite file that is not there: opening it would make an empty one.

    Raises:
        BaseIllisible: it is not there.
    """
    fichier = fichier_sqlite(url)
    if fichier is not None and not fichier.exists():
        raise BaseIllisible(
            f"La base « {fichier} » n’existe pas : lancez « jalon init », ou corrigez database.url."
        )


def fichier_sqlite(url: str) -> Path | None:
    """The file of a SQLite database; ``None`` for another engine or a database in memory.

    Raises:
        BaseIllisible: the address is malformed.
    """
    try:
        adresse = make_url(url)
    except ArgumentError as erreur:
        raise BaseIllisible(
            "database.url : adresse illisible ; écrivez sqlite:///jalon.db ou "
            "postgresql://utilisateur@hote/base."
        ) from erreur
    if adresse.get_backend_name() != "sqlite" or adresse.database in {None, "", ":memory:"}:
        return None
    return Path(str(adresse.database))


def adresse_montrable(url: str) -> str:
    """The address without its password."""
    return make_url(url).render_as_string(hide_password=True)


def environnement_connu(moteurs: Moteurs) -> str | None:
    """The environment of a database that may never have been prepared.

    Raises:
        BaseIllisible: it does not open.
    """
    try:
        with moteurs.lecture.connect() as connexion:
            if not inspect(connexion).has_table(t.installation.name):
                return None
            return lire(connexion, ENVIRONNEMENT)
    except SQLAlchemyError as erreur:
        raise BaseIllisible(
            f"database.url : la base ne s’ouvre pas ({erreur.__cause__ or erreur})."
        ) from erreur
