"""Writes the template of a reprise: titles, one example of each kind, what each column accepts."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from services.reprise.columns import COLONNES, COMMENTAIRE, LIBELLES
from services.reprise.records import MACHINES
from workflow.strict_yaml import lire

Cellule = str | int | date | None
TEXTE = "@"
"""Number format that keeps the zeros of a SIRET."""
LARGEUR = 24
EXEMPLES: tuple[Mapping[str, Cellule], ...] = (
    {
        "machine": "Marché",
        "marche": "EXEMPLE-2024-01",
        "etat": "En suivi",
        "etat_depuis": date(2024, 11, 4),
        "facilitateur": "camille",
        "convention": "REFERENCE-DE-LA-CONVENTION",
        "objectif_heures": 833,
    },
    {
        "machine": "Relation entreprise",
        "marche": "EXEMPLE-2024-01",
        "siret": "00000000000000",
        "etat": "Courrier reçu, délai en cours",
        "etat_depuis": date(2025, 2, 24),
        "facilitateur": "camille",
        "convention": "REFERENCE-DE-LA-CONVENTION",
        "contacts": 3,
        "ecrits": 1,
        "mode_envoi": "lettre recommandée avec avis de réception",
        "courrier_envoye_le": date(2025, 2, 20),
        "numero": "1A 234 567 8901 2",
        "courrier_recu_le": date(2025, 2, 24),
    },
)


@dataclass(frozen=True)
class Fiche:
    """A machine as its file tells it: label, states and fields that a reprise may name."""

    nom: str
    libelle: str
    etats: Mapping[str, str]
    champs: Mapping[str, tuple[str, str]]
    """By name: its label, and what it accepts."""


def modele(chemin: Path) -> None:
    """Write the template at ``chemin``, a workbook when its name ends in .xlsx, else a CSV."""
    fiches = [_fiche(nom) for nom in MACHINES]
    if chemin.suffix.lower() == ".xlsx":
        _xlsx(chemin, fiches)
    else:
        _csv(chemin, fiches)


def _fiche(machine: str) -> Fiche:
    """Needs neither settings nor database: the declared machine is enough."""
    fichier = files("states").joinpath(f"{machine}.yaml")
    declaree: Any = lire(fichier.read_text("utf-8"), fichier.name).valeur
    return Fiche(
        nom=machine,
        libelle=declaree["libelle"],
        etats={nom: un["libelle"] for nom, un in declaree["etats"].items() if not un.get("final")},
        champs={
            nom: (un["libelle"], _accepte(un))
            for nom, un in declaree["contexte"].items()
            if un.get("saisi") and not un.get("passager")
        },
    )


def _accepte(champ: Mapping[str, Any]) -> str:
    mots = champ.get("libelles") or {}
    dites = [mots.get(une, une) for une in champ.get("valeurs") or ()]
    valeurs = f" : {', '.join(dites)}" if dites else ""
    return f"{champ['type']}{valeurs}"


def _titres(fiches: list[Fiche]) -> list[str]:
    """The fixed columns, then every field that one of the examples fills."""
    utiles = [nom for une in EXEMPLES for nom in une if nom not in COLONNES]
    assert all(any(nom in une.champs for une in fiches) for nom in utiles)  # noqa: S101 # a typo of ours
    return list(dict.fromkeys((*COLONNES, *utiles)))


def _dits(fiches: list[Fiche], titres: list[str]) -> list[str]:
    """The titles as people read them."""
    champs = {nom: libelle for une in fiches for nom, (libelle, _) in une.champs.items()}
    return [LIBELLES.get(nom) or champs[nom] for nom in titres]


def _notes(fiches: list[Fiche]) -> Iterator[tuple[str, str]]:
    """What the person who fills the file must know, in two columns."""
    yield "Mode d’emploi", "Une ligne par dossier. Remplacez les lignes d’exemple."
    yield "Dates", "17/10/2026 ou 2026-10-17. Aucune date de l’avenir, sauf une échéance."
    yield "Commentaires", "Une ligne, ou un titre de colonne, qui commence par # n’est pas lu."
    yield (
        "Marché",
        (
            "Une relation ouvre aussi le dossier de son marché : dans l’état que dit une ligne "
            "« Marché » du même fichier, sinon « En suivi »."
        ),
    )
    yield (
        "Échéances",
        (
            "Aucun courriel ne part. Une échéance déjà passée devient une tâche ; "
            "celles à venir sont armées à leur vraie date."
        ),
    )
    for nom, usage in COLONNES.items():
        yield f"Colonne « {LIBELLES[nom]} »", usage
    for une in fiches:
        yield f"États d’une ligne « {une.libelle} »", " ; ".join(une.etats.values())
    for une in fiches:
        for libelle, accepte in une.champs.values():
            yield f"Colonne « {libelle} », d’une ligne « {une.libelle} »", accepte


def _csv(chemin: Path, fiches: list[Fiche]) -> None:
    titres = _titres(fiches)
    with chemin.open("w", encoding="utf-8-sig", newline="") as flux:
        ecrivain = csv.writer(flux, delimiter=";", lineterminator="\r\n")
        for sujet, texte in _notes(fiches):
            flux.write(f"{COMMENTAIRE} {sujet} : {texte}\r\n")
        ecrivain.writerow(_dits(fiches, titres))
        for exemple in EXEMPLES:
            ecrivain.writerow([_en_csv(exemple.get(nom)) for nom in titres])


def _en_csv(valeur: Cellule) -> str:
    if isinstance(valeur, date):
        return f"{valeur:%d/%m/%Y}"
    return "" if valeur is None else str(valeur)


def _xlsx(chemin: Path, fiches: list[Fiche]) -> None:
    classeur = Workbook()
    feuille = classeur.active
    assert isinstance(feuille, Worksheet)  # noqa: S101 # a new workbook has one sheet
    feuille.title = "Reprise"
    titres = _titres(fiches)
    exemples = [[exemple.get(nom) for nom in titres] for exemple in EXEMPLES]
    _ecrire(feuille, _dits(fiches, titres), exemples)
    notes = classeur.create_sheet("Mode d’emploi")
    _ecrire(notes, ["Sujet", "Ce qu’il faut savoir"], [list(une) for une in _notes(fiches)])
    notes.column_dimensions["A"].width = notes.column_dimensions["B"].width = 3 * LARGEUR
    classeur.save(chemin)


def _ecrire(feuille: Worksheet, titres: list[str], rangees: list[list[Cellule]]) -> None:
    feuille.append(titres)
    for rangee in rangees:
        feuille.append(rangee)
    for rang, colonne in enumerate(feuille.columns, 1):
        colonne[0].font = Font(bold=True)
        feuille.column_dimensions[get_column_letter(rang)].width = LARGEUR
        for cellule in colonne[1:]:
            if isinstance(cellule.value, date):
                cellule.number_format = "DD/MM/YYYY"
            elif isinstance(cellule.value, str):
                cellule.number_format = TEXTE
    feuille.freeze_panes = "A2"
