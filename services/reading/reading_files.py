"""A dossier's files given back: those that lines of its journal name, and its letters as sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from documents.dating import au_jour
from documents.pdf import en_pdf
from services.accounts.reading_log import FICHIER, noter_lecture
from services.accounts.signing_in import Visiteur
from services.accounts.visiting import absent
from services.office import Bureau
from services.pieces import nom_de_lettre, renvoi
from services.reading.reading_dossier import page_du_dossier, visible
from states.french import jour_civil
from storage import contents
from storage import looking_details as details

GENRES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "eml": "message/rfc822",
}
AUTRE = "application/octet-stream"


@dataclass(frozen=True, kw_only=True)
class Fichier:
    """A file to hand over, and the machine of its dossier."""

    nom: str
    genre: str
    corps: bytes
    machine: str


def fichier_d_une_piece(bureau: Bureau, visiteur: Visiteur, cle: str, debut: str) -> Fichier:
    """The file that a line of the journal names, when its reader is shown that line.

    Raises:
        Introuvable: no such dossier or file, one that is another's, or one that was erased.
    """
    dite = page_du_dossier(bureau, visiteur, cle)
    champs = [*dite["dossier"]["champs"], *(un for une in dite["journal"] for un in une["champs"])]
    if not any(_nomme(un["valeur"], debut) for un in champs):
        raise absent()
    with bureau.travail.lire() as connexion:
        garde = contents.par_debut(connexion, debut)
    if garde is None or garde[1] is None:
        raise absent()
    nom = str(garde[0] or "fichier")
    genre = GENRES.get(nom.rpartition(".")[2].lower(), AUTRE)
    fichier = Fichier(nom=nom, genre=genre, corps=garde[1], machine=str(dite["dossier"]["machine"]))
    return _rendre(bureau, visiteur, f"{dite['dossier']['numero']}, fichier {debut}", fichier)


def _nomme(valeur: Any, debut: str) -> bool:
    lu = renvoi(valeur)
    return lu is not None and lu[1] == debut


def lettre(bureau: Bureau, visiteur: Visiteur, cle: str, numero: int) -> Fichier:
    """A letter of the dossier as PDF: the one that was sent, else what would be.

    Raises:
        Introuvable: no such dossier or letter, one that is another's, or one that was erased.
    """
    with bureau.travail.lire() as connexion:
        dossier = visible(bureau, connexion, visiteur, cle).dossier
        lue = details.lettre_et_pdf(connexion, dossier.id, numero)
    if lue is None or lue.corps is None:
        raise absent()
    nom = nom_de_lettre(lue.nom, dossier.numero)
    fichier = Fichier(
        nom=nom, genre=GENRES["pdf"], corps=en_page(bureau, lue), machine=dossier.machine
    )
    return _rendre(bureau, visiteur, f"{dossier.numero}, lettre {numero}", fichier)


def en_page(bureau: Bureau, lue: Any) -> bytes:
    """The PDF of a letter: the one that was sent, else what would be."""
    return bytes(lue.pdf) if lue.pdf is not None else en_pdf(_a_imprimer(bureau, lue))


def _a_imprimer(bureau: Bureau, lue: Any) -> str:
    """The page of a letter; the one that is to leave bears the day on which it is printed."""
    page = str(lue.corps.decode())
    return au_jour(page, jour_civil(bureau.horloge.maintenant())) if lue.derniere else page


def _rendre(bureau: Bureau, visiteur: Visiteur, objet: str, fichier: Fichier) -> Fichier:
    """Log the reading, always: what a file tells, Jalon does not know.

    By its digest: the name that somebody gave it may be a person's, and the log outlives both.
    """
    noter_lecture(bureau, visiteur, FICHIER, objet)
    return fichier
