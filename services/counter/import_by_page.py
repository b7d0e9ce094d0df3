"""A public file enters the register by page: the import of the command line, and its answer."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from services.accepted_files import nom_propre
from services.accounts.administering import exiger_l_admin, noter_l_acte
from services.accounts.signing_in import Visiteur
from services.clock.stale_letters import signaler_les_courriers
from services.counter.long_work import Avance, sans_avance
from services.importing.decp import importer_decp
from services.importing.records import BilanImport
from services.importing.siae import importer_siae
from services.office import Bureau
from workflow.errors import ValeurInvalide

TAILLE_MAX = 30 * 1024 * 1024
"""It is in memory while its import waits."""
_KO = 1024
_IMPORTS: Mapping[str, Callable[..., BilanImport]] = {"decp": importer_decp, "siae": importer_siae}


def cle_du_fichier(visiteur: Visiteur, genre: str, corps: bytes) -> str:
    """What a file is known by, once it was looked at.

    Raises:
        Introuvable: the reader is no admin.
        ValeurInvalide: unknown kind, or too large.
    """
    exiger_l_admin(visiteur)
    if genre not in _IMPORTS:
        raise ValeurInvalide(
            "genre",
            "On ne sait pas ce que le fichier contient.",
            "Choisissez les marchés publiés ou les structures d’insertion.",
        )
    if len(corps) > TAILLE_MAX:
        raise ValeurInvalide(
            "fichier",
            "Le fichier dépasse 30 Mo.",
            "Donnez-en un plus petit, par exemple les marchés de vos seuls acheteurs.",
        )
    return hashlib.sha256(f"{genre}:".encode() + corps).hexdigest()


def importer_le_fichier(  # what the page was given, and how far it is
    bureau: Bureau,
    visiteur: Visiteur,
    genre: str,
    nom: str,
    corps: bytes,
    *,
    avance: Avance = sans_avance,
) -> BilanImport:
    """What ``jalon import`` does with the file; its progress is told in kilobytes.

    Raises:
        Introuvable: the reader is no admin.
        ValeurInvalide: unknown kind, or too large.
        FichierIllisible: nothing can be read from it; nothing was written.
    """
    cle_du_fichier(visiteur, genre, corps)
    propre = nom_propre(nom)

    def dire(fait: int, tout: int | None) -> None:
        avance(fait // _KO, max(1, (tout or 0) // _KO))

    with tempfile.TemporaryDirectory(prefix="jalon-import-") as dossier:
        chemin = Path(dossier) / propre
        chemin.write_bytes(corps)
        bilan = _IMPORTS[genre](bureau, [chemin], dire, montre=propre)
    signaler_les_courriers(bureau)
    noter_l_acte(bureau, visiteur, f"fichier importé : {propre}")
    return bilan
