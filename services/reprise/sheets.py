"""Reads the file of a reprise, .csv or .xlsx as its content says: rows by known column."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from services.importing import csv_records
from services.importing.errors import FichierIllisible
from services.importing.fields import nettoyer
from services.importing.sources import Flux, examiner
from services.importing.workbooks import lire_classeur
from services.reprise.columns import COMMENTAIRE, EXIGEES, INCONNUE, Colonnes
from services.reprise.records import Rangee

_ZIP = b"PK\x03\x04"
LIGNES_MAX = 50_000
"""Far beyond any portfolio: more rows are a mistake of file."""
ENTETE_AU_PLUS_LOIN = 300
"""The titles stand within the first rows, under notes perhaps: those of the template."""

Brute = tuple[int, list[str], str]
"""Number of the row, its cells, and why it cannot be cut in cells."""


def lire_rangees(chemin: Path, colonnes: Colonnes) -> list[Rangee]:
    """The rows of the file, in order; blank and commented ones are passed.

    Raises:
        FichierIllisible: it cannot be opened, or no line of it names the compulsory columns.
    """
    brutes = _xlsx(chemin, colonnes) if _est_classeur(chemin) else _csv(chemin, colonnes)
    premiere = next(brutes, (1, [], ""))
    noms = _entete(chemin, colonnes, premiere[1])
    rangees: list[Rangee] = []
    for ligne, cellules, souci in brutes:
        if souci or (any(cellules) and not _commentee(cellules)):
            rangees.append(_rangee(ligne, cellules, souci, noms))
        if len(rangees) > LIGNES_MAX:
            raise FichierIllisible(
                "fichier",
                f"« {chemin.name} » dépasse {LIGNES_MAX} lignes.",
                "Vérifiez que c’est le bon fichier, ou découpez-le.",
            )
    return rangees


def _est_classeur(chemin: Path) -> bool:
    try:
        with chemin.open("rb") as flux:
            return flux.read(len(_ZIP)) == _ZIP
    except OSError:
        return False  # `examiner` says what is wrong


def _commentee(cellules: Sequence[str]) -> bool:
    return next(une for une in cellules if une).startswith(COMMENTAIRE)


def _xlsx(chemin: Path, colonnes: Colonnes) -> Iterator[Brute]:
    """Rows from the titles on."""
    rangees = lire_classeur(chemin, lambda cellules: not _manquent(colonnes, cellules))
    titres = [un for un, _ in zip(rangees, range(ENTETE_AU_PLUS_LOIN), strict=False)]
    depart = _rang_des_titres(colonnes, [cellules for _, cellules in titres])
    yield from ((ligne, cellules, "") for ligne, cellules in titres[depart:])
    yield from ((ligne, cellules, "") for ligne, cellules in rangees)


def _csv(chemin: Path, colonnes: Colonnes) -> Iterator[Brute]:
    """Rows from the titles on; the separator is the one that gives the most known titles."""
    source = examiner(chemin)
    with source.ouvrir(nouvelle_ligne="") as flux:
        debut = list(_debut(flux))
    separateurs = [_separateur(une, colonnes) for une in debut]
    coupees = [_couper(une, signe) for une, signe in zip(debut, separateurs, strict=True)]
    depart = _rang_des_titres(colonnes, coupees)
    if depart >= len(debut):
        return
    with source.ouvrir(nouvelle_ligne="") as flux:
        for _ in range(depart + 1):
            flux.texte.readline(csv_records.LIGNE_MAX)
        yield depart + 1, coupees[depart], ""
        signe = separateurs[depart]
        for rangee in csv_records.parcourir(flux.texte, signe, ligne=depart + 2):
            yield rangee.ligne, [nettoyer(une) for une in rangee.cellules], rangee.motif


def _debut(flux: Flux) -> Iterator[str]:
    for _ in range(ENTETE_AU_PLUS_LOIN):
        brut = flux.texte.readline(csv_records.LIGNE_MAX)
        if not brut:
            return
        yield brut.lstrip("\ufeff")


def _separateur(brut: str, colonnes: Colonnes) -> str:
    return max(csv_records.SEPARATEURS, key=lambda un: colonnes.connues(_couper(brut, un)))


def _couper(brut: str, separateur: str) -> list[str]:
    try:
        return [nettoyer(une) for une in csv_records.couper(brut, separateur)]
    except csv.Error:
        return []


def _rang_des_titres(colonnes: Colonnes, rangees: Sequence[Sequence[str]]) -> int:
    """The first row with every compulsory title; failing that, the one that has the most."""
    if not rangees:
        return 0
    manques = [len(_manquent(colonnes, une)) for une in rangees]
    return manques.index(min(manques))


def _manquent(colonnes: Colonnes, titres: Sequence[str]) -> list[str]:
    noms = colonnes.nommer(titres)
    return [nom for nom in EXIGEES if nom not in noms]


def _entete(chemin: Path, colonnes: Colonnes, titres: Sequence[str]) -> list[str]:
    """Our names of the columns."""
    noms = colonnes.nommer(_sans_fin_vide(titres))
    manquent = _manquent(colonnes, titres)
    if manquent:
        raise FichierIllisible(
            "en-tête",
            f"« {chemin.name} » n’a pas de colonne {', '.join(manquent)}.",
            "« jalon reprise --modele FICHIER » écrit un modèle à remplir.",
        )
    double = next((nom for nom in noms if nom and noms.count(nom) > 1), None)
    if double:
        raise FichierIllisible(
            "en-tête",
            f"« {chemin.name} » a deux colonnes « {double.removeprefix(INCONNUE)} ».",
            "Gardez-en une.",
        )
    return noms


def _sans_fin_vide(cellules: Sequence[str]) -> list[str]:
    gardees = list(cellules)
    while gardees and not gardees[-1]:
        gardees.pop()
    return gardees


def _rangee(ligne: int, cellules: Sequence[str], souci: str, noms: Sequence[str]) -> Rangee:
    if souci:
        return Rangee(ligne, {}, ("ligne", souci))
    utiles = _sans_fin_vide(cellules)
    if len(utiles) > len(noms):
        return Rangee(ligne, {}, ("ligne", "plus de valeurs que de colonnes"))
    remplies = zip(noms, utiles, strict=False)
    return Rangee(ligne, {nom: une for nom, une in remplies if nom and une})
