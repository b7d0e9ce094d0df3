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
from services.reprise.errors import TitresInvalides
from services.reprise.records import Rangee, Tableau

_ZIP = b"PK\x03\x04"
_DEBUT = 4096
_BLANCS = b" \t\r\n\xef\xbb\xbf"
LIGNES_MAX = 50_000
"""Far beyond any portfolio: more rows are a mistake of file."""
MODELE = "« jalon reprise --modele FICHIER » écrit un modèle à remplir."
ENTETE_AU_PLUS_LOIN = 300
"""The titles stand within the first rows, under notes perhaps: those of the template."""

Brute = tuple[int, list[str], str]
"""Number of the row, its cells, and why it cannot be cut in cells."""


def lire_tableau(chemin: Path, colonnes: Colonnes) -> Tableau:
    """The rows of the file, in order; blank and commented ones are passed.

    Raises:
        FichierIllisible: it cannot be opened, or holds nothing to take over.
        TitresInvalides: no line of it names each compulsory column once.
    """
    debut = _debut_du_fichier(chemin)
    if debut is not None and not debut.strip(_BLANCS):
        raise _vide(chemin)
    brutes = _xlsx(chemin, colonnes) if (debut or b"").startswith(_ZIP) else _csv(chemin, colonnes)
    premiere = next(brutes, (1, [], ""))
    noms = _entete(chemin, colonnes, premiere[1])
    rangees: list[Rangee] = []
    remplies: set[str] = set()
    for ligne, cellules, souci in brutes:
        if souci or (any(cellules) and not _commentee(cellules)):
            rangees.append(_rangee(ligne, cellules, souci, noms))
            remplies.update(nom for nom, une in zip(noms, cellules, strict=False) if une)
        if len(rangees) > LIGNES_MAX:
            raise FichierIllisible(
                "fichier",
                f"« {chemin.name} » dépasse {LIGNES_MAX} lignes.",
                "Vérifiez que c’est le bon fichier, ou découpez-le.",
            )
    if not rangees:
        raise _vide(chemin)
    inconnues = [un for un in dict.fromkeys(noms) if un.startswith(INCONNUE) and un in remplies]
    titres = tuple(un.removeprefix(INCONNUE) for un in inconnues)
    return Tableau(titres=premiere[0], rangees=rangees, inconnues=titres)


def _vide(chemin: Path) -> FichierIllisible:
    return FichierIllisible(
        "fichier",
        f"« {chemin.name} » ne contient aucune ligne à reprendre.",
        f"Il faut une ligne de titres ({', '.join(EXIGEES)}…), puis une ligne par dossier : "
        f"{MODELE}",
    )


def _debut_du_fichier(chemin: Path) -> bytes | None:
    """Its first bytes; ``None`` when it cannot be opened: `examiner` says why."""
    try:
        with chemin.open("rb") as flux:
            return flux.read(_DEBUT)
    except OSError:
        return None


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
        raise TitresInvalides(
            "en-tête",
            f"« {chemin.name} » n’a pas de colonne {', '.join(manquent)}.",
            _corrections(colonnes, titres, manquent) or MODELE,
        )
    connues = [nom for nom in noms if nom and not nom.startswith(INCONNUE)]
    double = next((nom for nom in connues if connues.count(nom) > 1), None)
    if double:
        raise TitresInvalides(
            "en-tête", f"« {chemin.name} » a deux colonnes « {double} ».", "Gardez-en une."
        )
    return noms


def _corrections(colonnes: Colonnes, titres: Sequence[str], manquent: Sequence[str]) -> str:
    """The titles that are perhaps a slip of the missing ones."""
    voulus = [(titre, colonnes.proche(titre)) for titre in titres]
    return " ".join(
        f"Écrivez « {nom} » au lieu de « {titre} »." for titre, nom in voulus if nom in manquent
    )


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
    connues = {nom: une for nom, une in remplies if une and nom and not nom.startswith(INCONNUE)}
    return Rangee(ligne, connues)
