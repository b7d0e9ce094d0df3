"""A reprise by page: the file is looked at, kept in hand during its dry run, then taken over."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import exiger_l_equipe
from services.commands import PAGES
from services.counter.deposits import CONSERVATION, reprendre
from services.counter.long_work import Avance, sans_avance
from services.office import Bureau
from services.reprise import modele
from services.reprise import reprendre as prendre_la_suite
from storage import deposits
from workflow.errors import ValeurInvalide

CHAMP = "Tableau"
TAILLE_MAX = 5 * 1024 * 1024
ADMIS = ("csv", "xlsx")
_ZIP = b"PK\x03\x04"


def garder_le_tableau(bureau: Bureau, visiteur: Visiteur, nom: str, corps: bytes) -> str:
    """Keep the spreadsheet in hand; the key that its form carries.

    Raises:
        Introuvable: the reader is not of the team.
        ValeurInvalide: empty, too large, or no spreadsheet.
    """
    exiger_l_equipe(visiteur)
    suffixe = nom.rpartition(".")[2].lower()
    if not corps or len(corps) > TAILLE_MAX:
        raise ValeurInvalide(
            "fichier", "Le tableau est vide ou dépasse 5 Mo.", "Donnez-en un plus petit."
        )
    if suffixe not in ADMIS or (suffixe == "xlsx") != corps.startswith(_ZIP):
        raise ValeurInvalide(
            "fichier", "Ce fichier n’est pas un tableau.", "Donnez un fichier .xlsx ou .csv."
        )
    compte, propre = visiteur.compte.id, f"tableau.{suffixe}"
    cle = hashlib.sha256(f"{compte}:{propre}:".encode() + corps).hexdigest()
    now = bureau.horloge.reelle()
    with bureau.travail.ecrire() as connexion:
        deposits.oublier(connexion, now - CONSERVATION)
        deposits.poser(connexion, cle=cle, compte=compte, nom=propre, corps=corps, now=now)
    return cle


def reprendre_le_tableau(
    bureau: Bureau, visiteur: Visiteur, cle: str, *, essai: bool, avance: Avance = sans_avance
) -> dict[str, Any]:
    """The answer of ``jalon reprise`` on the file in hand, within the reader's structure.

    Raises:
        Introuvable: the reader is not of the team.
        ValeurInvalide: the file is not in hand any more.
        FichierIllisible: nothing can be read from it; nothing was written.
    """
    exiger_l_equipe(visiteur)
    nom, corps = reprendre(bureau, visiteur, CHAMP, cle)
    with _fichier(nom, corps) as chemin:
        return prendre_la_suite(
            bureau,
            chemin,
            essai=essai,
            acteur=f"{PAGES}{visiteur.login}",
            structure=visiteur.compte.structure,
            avance=avance,
        )


def modele_vierge(visiteur: Visiteur, suffixe: str) -> bytes:
    """The template to fill.

    Raises:
        Introuvable: the reader is not of the team.
    """
    exiger_l_equipe(visiteur)
    with _fichier(f"modele.{suffixe}", b"") as chemin:
        modele(chemin)
        return chemin.read_bytes()


@contextmanager
def _fichier(nom: str, corps: bytes) -> Iterator[Path]:
    """Readers of spreadsheets want a path; its name is ours, never the visitor's."""
    with tempfile.TemporaryDirectory(prefix="jalon-reprise-") as dossier:
        chemin = Path(dossier) / nom
        if corps:
            chemin.write_bytes(corps)
        yield chemin
