"""A file that somebody gives as a proof: what its content says, not its name alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from email import message_from_bytes
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from services.office import Bureau
from services.pieces import TAILLE_MAX
from services.reading.looking import trouver
from services.whole_images import jpeg_entier, png_entier
from workflow.errors import ValeurInvalide

NOM_MAX = 100
_DEBUTS = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
}
ADMIS = (*_DEBUTS, "eml")
"""Endings of a file that proves something."""
LUS = {"tableur": ("xlsx", "csv"), "yaml": ("yaml", "yml")}
"""Endings of a file that Jalon reads, by the format that its field declares."""
_A_DONNER = {
    "": "Donnez un PDF, une photo (JPEG, PNG) ou un courriel (.eml).",
    "tableur": "Donnez un tableur (.xlsx) ou un fichier CSV.",
    "yaml": "Donnez un fichier YAML (.yaml).",
}
_D_UN_AUTRE_GENRE = (*(un for debuts in _DEBUTS.values() for un in debuts), b"PK\x03\x04")
_FIN_DE_PDF = re.compile(rb"startxref\s+(\d+)\s+%%EOF")
_FIN_MAX = 4_096
"""Scanners write a few bytes after the end."""
_OBJET = re.compile(rb"\d+\s+\d+\s+obj\b")
_HORS_NOM = re.compile(r"[^\w .()+-]")


def pieces_admises(
    bureau: Bureau, numero: str, pieces: Mapping[str, tuple[str, bytes]]
) -> dict[str, tuple[str, bytes]]:
    """The files of an act on a dossier, by field, under their own names.

    Raises:
        Introuvable: no such dossier.
        ValeurInvalide: as :func:`verifier`.
    """
    formats = _formats(bureau, numero) if pieces else {}
    return {
        champ: (verifier(champ, nom, corps, attendu=formats.get(champ, "")), corps)
        for champ, (nom, corps) in pieces.items()
    }


def verifier(champ: str, nom: str, corps: bytes, *, attendu: str = "") -> str:
    """The file's own name, once its content has been looked at.

    Parameters:
        attendu: format of a file that Jalon reads, as its field declares; nothing else will do.

    Raises:
        ValeurInvalide: empty, too large, not what its name says, or cut short.
    """
    propre = nom_propre(nom)
    if not corps:
        raise ValeurInvalide(champ, f"{champ} : le fichier est vide.", "Donnez-en un autre.")
    if len(corps) > TAILLE_MAX:
        poids = f"{max(round(len(corps) / 1_048_576, 1), 10.1):g}".replace(".", ",")
        raise ValeurInvalide(
            champ,
            f"{champ} : « {propre} » pèse {poids} Mo ; un fichier joint a 10 Mo au plus.",
            "Donnez-en un plus léger.",
        )
    suffixe = propre.rpartition(".")[2].lower()
    if not (_se_lit(suffixe, corps, attendu) if attendu else _est_du_genre(suffixe, corps)):
        raise ValeurInvalide(
            champ, f"{champ} : « {propre} » n’est pas un fichier admis.", _A_DONNER[attendu]
        )
    if not attendu and not _est_entier(suffixe, corps):
        raise ValeurInvalide(
            champ,
            f"{champ} : « {propre} » ne s’ouvre pas, ou il en manque la fin.",
            "Ouvrez-le pour le vérifier ; s’il est abîmé, refaites la photo ou la copie, "
            "puis donnez-le de nouveau.",
        )
    return propre


def _formats(bureau: Bureau, numero: str) -> dict[str, str]:
    """The formats of the files that Jalon reads, by the field of the dossier that takes them."""
    with bureau.travail.lire() as connexion:
        definition = trouver(bureau, connexion, numero).dossier.definition
        contexte = bureau.machines.par_id(connexion, definition).definition.contexte
    return {nom: champ.format for nom, champ in contexte.items()}


def _est_du_genre(suffixe: str, corps: bytes) -> bool:
    """What the content says, not the name alone nor the browser."""
    if suffixe == "eml":
        courriel = message_from_bytes(corps[:65_536])
        return bool(courriel["from"] and courriel["date"]) and b"\0" not in corps[:65_536]
    return corps.startswith(_DEBUTS.get(suffixe, ()))


def _est_entier(suffixe: str, corps: bytes) -> bool:
    """Whether a file can be opened up to its end; a mail has none."""
    if suffixe == "eml":
        return True
    return _a_une_fin(corps) if suffixe == "pdf" else _s_ouvre(suffixe, corps)


def _se_lit(suffixe: str, corps: bytes, attendu: str) -> bool:
    """Whether it may be one; what it holds is read, and bounded, by the act that takes it."""
    if suffixe not in LUS[attendu]:
        return False
    if suffixe != "xlsx":
        return not corps.startswith(_D_UN_AUTRE_GENRE)
    try:
        with ZipFile(BytesIO(corps)) as classeur:
            return "xl/workbook.xml" in classeur.namelist()
    except BadZipFile:
        return False


def _s_ouvre(suffixe: str, corps: bytes) -> bool:
    """Whether an image is whole, and one that opens: no point of it is drawn."""
    if not (png_entier if suffixe == "png" else jpeg_entier)(corps):
        return False
    from PIL import Image  # only whoever drops an image waits for it

    try:
        with Image.open(BytesIO(corps), formats=["PNG" if suffixe == "png" else "JPEG"]) as image:
            image.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    return True


def _a_une_fin(corps: bytes) -> bool:
    """Whether a PDF ends by saying where its table of objects is, and it is there."""
    fin = _FIN_DE_PDF.findall(corps[-_FIN_MAX:])
    if not fin or len(fin[-1]) > len(str(TAILLE_MAX)):
        return False
    table = corps[int(fin[-1]) :].lstrip()
    return table.startswith(b"xref") or _OBJET.match(table) is not None


def nom_propre(nom: str) -> str:
    """A name that is no path, holds no control character and stays short."""
    plat = unicodedata.normalize("NFC", nom.replace("\\", "/").rpartition("/")[2])
    return _HORS_NOM.sub("_", plat).strip(" .")[-NOM_MAX:] or "fichier"
