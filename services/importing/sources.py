"""A file to import: its encoding, digest and size, found by looking inside, never by its name."""

from __future__ import annotations

import codecs
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, TextIO

from services.importing.errors import FichierIllisible

BLOC = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_RAISONS: dict[type[OSError], str] = {
    FileNotFoundError: "n’existe pas",
    IsADirectoryError: "est un dossier",
    PermissionError: "ne peut pas être lu",
}
_ETRANGERS = (
    (b"PK\x03\x04", "un classeur ou une archive zip", "Enregistrez la feuille au format CSV."),
    (b"\x1f\x8b", "un fichier compressé (gzip)", "Décompressez-le d’abord."),
    (b"%PDF", "un document PDF", "Demandez les données au format JSON ou CSV."),
    (b"\xd0\xcf\x11\xe0", "un ancien classeur Excel", "Enregistrez la feuille au format CSV."),
)


@dataclass(frozen=True)
class Source:
    """One file that was looked at and can be opened as text."""

    chemin: Path
    encodage: str
    taille: int
    empreinte: str
    premier: str
    """First character that is no blank."""

    montre: str = ""
    """What a file given by page is called; its path is ours."""

    @property
    def nom(self) -> str:
        """The path as given: two files of one name stay apart."""
        nom = self.montre or str(self.chemin)
        return nom.encode("utf-8", "replace").decode()  # undecodable bytes of a name

    @contextmanager
    def ouvrir(self, *, nouvelle_ligne: str | None = None) -> Iterator[Flux]:
        """Open as text; bytes that the encoding does not know become U+FFFD."""
        with self.chemin.open("rb") as brut:
            texte = io.TextIOWrapper(
                brut, encoding=self.encodage, errors="replace", newline=nouvelle_ligne
            )
            yield Flux(texte, brut)


@dataclass(frozen=True)
class Flux:
    """An open file, read as text and measured in bytes."""

    texte: TextIO
    brut: BinaryIO

    @property
    def lus(self) -> int:
        """Bytes taken from the disk so far."""
        return self.brut.tell()


def examiner(chemin: Path, montre: str = "") -> Source:
    """Look at a file without keeping it in memory; ``montre`` names it where its path says nothing.

    Raises:
        FichierIllisible: it cannot be opened, is empty or is of another kind.
    """
    try:
        with chemin.open("rb") as brut:
            return replace(_examiner(chemin, brut), montre=montre)
    except OSError as erreur:
        raison = _RAISONS.get(type(erreur), f"ne s’ouvre pas ({erreur.strerror})")
        raise FichierIllisible(
            "fichier", f"« {chemin} » {raison}.", "Vérifiez le chemin et les droits de lecture."
        ) from erreur


def _examiner(chemin: Path, brut: BinaryIO) -> Source:
    debut = brut.read(BLOC)
    _refuser_etranger(chemin, debut)
    encodage, empreinte = _parcourir(brut, debut)
    premier = debut.decode(encodage, "replace").lstrip("\ufeff \t\r\n\x1e")[:1]
    if not premier:
        raise FichierIllisible(
            "fichier", f"« {chemin.name} » est vide.", "Téléchargez-le de nouveau."
        )
    if premier == "<":
        raise FichierIllisible(
            "fichier",
            f"« {chemin.name} » est un fichier XML ou une page web.",
            "Téléchargez les données au format JSON ou CSV.",
        )
    return Source(chemin, encodage, brut.tell(), empreinte, premier)


def _refuser_etranger(chemin: Path, debut: bytes) -> None:
    for signature, nature, remede in _ETRANGERS:
        if debut.startswith(signature):
            raise FichierIllisible("fichier", f"« {chemin.name} » est {nature}.", remede)


def _parcourir(brut: BinaryIO, debut: bytes) -> tuple[str, str]:
    """Read to the end once: encoding and SHA-256."""
    condense = hashlib.sha256()
    encodage = _encodage_annonce(debut)
    decodeur = codecs.getincrementaldecoder("utf-8")()
    bloc = debut
    while bloc:
        condense.update(bloc)
        if encodage is None:
            encodage = _dementi_utf8(decodeur, bloc)
        bloc = brut.read(BLOC)
    return encodage or "utf-8", condense.hexdigest()


def _encodage_annonce(debut: bytes) -> str | None:
    """What a byte order mark, or the zeros of UTF-16 without one, tell."""
    for marque, nom in _BOMS:
        if debut.startswith(marque):
            return nom
    if len(debut) > 1 and 0 in debut[:2] and debut[:2] != b"\0\0":
        return "utf-16-be" if debut[0] == 0 else "utf-16-le"
    return None


def _dementi_utf8(decodeur: codecs.IncrementalDecoder, bloc: bytes) -> str | None:
    """The other encoding when a block is no UTF-8; a few bad bytes among good ones stay UTF-8."""
    try:
        decodeur.decode(bloc)
    except UnicodeDecodeError:
        texte = bloc.decode("utf-8", "replace")
        mauvais = texte.count("\ufffd")
        bons = sum(not lettre.isascii() for lettre in texte) - mauvais
        return "utf-8" if bons > mauvais else "cp1252"
    return None
