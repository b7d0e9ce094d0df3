"""Files of a reprise made here, and the register that they speak of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from services.importing.decp import importer_decp
from services.reprise import reprendre
from tests.portfolio import LYON, A, B, Portefeuille
from tests.services.register_samples import ecrire_csv, rangee

Rangee = Mapping[str, Any]
T1, T2, T3 = (f"2024T{rang}" for rang in (1, 2, 3))


def enregistrer(portefeuille: Portefeuille, dossier: Path) -> None:
    """Three marchés more, followed by nobody: T2 is held by a groupement of two."""
    tenus = {T1: (A,), T2: (A, B), T3: (B,)}
    rangees = [
        rangee(uid=f"{LYON}{marche}", id=marche, acheteur_id=LYON, titulaire_id=un)
        for marche, titulaires in tenus.items()
        for un in titulaires
    ]
    chemin = ecrire_csv(dossier / "marches.csv", rangees)
    importer_decp(portefeuille.bureau, [chemin])


def relation(**changes: Any) -> dict[str, Any]:
    """A relation whose courrier was received a week ago."""
    return {
        "machine": "relation_entreprise",
        "marche": T1,
        "siret": A,
        "etat": "courrier_recu",
        "etat_depuis": "24/02/2025",
        "facilitateur": "fac",
        "convention": "OULLINS-2022",
        "contacts": "3",
        "ecrits": "1",
        "courrier_envoye_le": "20/02/2025",
        "courrier_recu_le": "2025-02-24",
    } | changes


def marche(**changes: Any) -> dict[str, Any]:
    """A marché in the middle of its life."""
    return {
        "machine": "marche",
        "marche": T1,
        "etat": "lance",
        "etat_depuis": "15/01/2025",
        "facilitateur": "fac",
        "convention": "OULLINS-2022",
    } | changes


def en_csv(
    chemin: Path, rangees: Sequence[Rangee], *, separateur: str = ";", encodage: str = "utf-8"
) -> Path:
    """A CSV file as spreadsheets write it in French."""
    return ecrire_csv(chemin, rangees, separateur=separateur, encodage=encodage)


def en_xlsx(chemin: Path, rangees: Sequence[Rangee]) -> Path:
    """A workbook as people make them: a title above, real dates, SIRET as numbers."""
    classeur = Workbook()
    feuille = classeur.active
    assert feuille is not None
    feuille.append(["Portefeuille repris en mars 2025"])
    colonnes = list(dict.fromkeys(nom for une in rangees for nom in une))
    feuille.append(colonnes)
    for une in rangees:
        feuille.append([_typee(nom, une.get(nom)) for nom in colonnes])
    classeur.save(chemin)
    return chemin


def _typee(nom: str, valeur: Any) -> Any:
    if valeur is None:
        return None
    if nom in {"siret", "contacts", "ecrits"}:
        return int(valeur)
    if "/" in str(valeur) and nom != "marche":
        jour, mois, annee = (int(un) for un in str(valeur).split("/"))
        return date(annee, mois, jour)
    return valeur


def prendre(
    portefeuille: Portefeuille, dossier: Path, *rangees: Rangee, essai: bool = False
) -> dict[str, Any]:
    """Take over these lines; the sum that always holds is checked."""
    chemin = en_csv(dossier / "reprise.csv", rangees)
    return prendre_fichier(portefeuille, chemin, essai=essai)


def prendre_fichier(
    portefeuille: Portefeuille, chemin: Path, *, essai: bool = False
) -> dict[str, Any]:
    """Take over a file."""
    dite = reprendre(portefeuille.bureau, chemin, essai=essai, acteur="cli:test")
    assert dite["lus"] == dite["ouverts"] + dite["inchanges"] + len(dite["quarantaine"])
    return dite
