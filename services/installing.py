"""Prepares a database once, and refuses afterwards settings that are not its own."""

from __future__ import annotations

from datetime import datetime

from services.errors import Interdit
from storage import installation
from storage.engines import ouvrir
from storage.migrating import exiger_a_jour, migrer
from storage.unit_of_work import Travail


def installer(url: str, environnement: str, reel: datetime) -> dict[str, object]:
    """Bring the schema to this code's version; the environment is written the first time only.

    ``reel`` is the real instant: from then on, a clock that has not run yet is away.

    Raises:
        BaseIllisible: the database cannot be opened.
        Interdit: it was prepared for another environment; nothing is changed then.
    """
    fichier = installation.fichier_sqlite(url)
    if fichier is None or fichier.exists():
        _refuser_un_autre(url, environnement)
    migrer(url)
    moteurs = ouvrir(url)
    try:
        with Travail(moteurs).ecrire() as connexion:
            connu = installation.lire(connexion, installation.ENVIRONNEMENT)
            if connu is None:
                installation.installer(connexion, environnement, reel)
    finally:
        moteurs.fermer()
    return {
        "base": str(fichier) if fichier else _sans_secret(url),
        "nouvelle": connu is None,
        "environnement": connu or environnement,
    }


def exiger_installation(travail: Travail, url: str, environnement: str) -> None:
    """Refuse to work on a database that is absent, out of date, or of another environment.

    Raises:
        BaseIllisible: absent, never prepared or out of date.
        JournalNonProtege: its journal is open to changes.
        Interdit: prepared for another environment.
    """
    installation.exiger_fichier(url)
    exiger_a_jour(travail.moteurs)
    with travail.lire() as connexion:
        connu = installation.lire(connexion, installation.ENVIRONNEMENT)
    if connu is None:
        raise Interdit(
            "environnement",
            "La base ne sait pas encore de quel environnement elle est.",
            "Lancez « jalon init » : il l’écrit une fois pour toutes.",
        )
    _exiger_le_meme(connu, environnement)


def _refuser_un_autre(url: str, environnement: str) -> None:
    """Before any migration: another environment must leave the database as it was."""
    moteurs = ouvrir(url)
    try:
        connu = installation.environnement_connu(moteurs)
    finally:
        moteurs.fermer()
    if connu is not None:
        _exiger_le_meme(connu, environnement)


def _exiger_le_meme(connu: str, environnement: str) -> None:
    if connu != environnement:
        raise Interdit(
            "environnement",
            f"Cette base est celle d’un environnement « {connu} » ; les réglages disent "
            f"« {environnement} ». L’environnement d’une base ne change plus après « jalon init ».",
            f"Écrivez environnement: {connu}, ou choisissez une autre base (database.url).",
        )


def _sans_secret(url: str) -> str:
    return installation.adresse_montrable(url)
