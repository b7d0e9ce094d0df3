"""The forecast list of purchases: its spreadsheet is read whole, or refused with every fault."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from services.act import Acte, Chantier, Ouvrage
from services.importing import csv_records
from services.importing.errors import FichierIllisible
from services.importing.fields import nettoyer, simplifier
from services.importing.sources import examiner
from services.importing.workbooks import lire_classeur
from services.pieces import corps_de
from services.register.ended_conventions import exiger_qu_elle_coure
from workflow.errors import ValeurInvalide
from workflow.fields import convertir
from workflow.process import Champ, Definition, Effet

MARCHE, LIEN, LISTE = "marche", "marches", "liste"
EXIGEE = "objet"
ENTETE_AU_PLUS_LOIN = 50
LIGNES_MAX = 2000
FAUTES_DITES = 10
_ZIP = b"PK\x03\x04"
_COLONNES: Mapping[str, str] = {
    "objet": "objet",
    "intitule": "objet",
    "objetdumarche": "objet",
    "designation": "objet",
    "montantestime": "montant_estime",
    "montantestimeht": "montant_estime",
    "montantht": "montant_estime",
    "montant": "montant_estime",
    "publicationprevuele": "publication_prevue_le",
    "publicationprevue": "publication_prevue_le",
    "datedepublication": "publication_prevue_le",
    "dateprevue": "publication_prevue_le",
    "dureemois": "duree_mois",
    "dureeenmois": "duree_mois",
    "duree": "duree_mois",
}
"""Title of a column, simplified → the field of the marché that it fills."""
Rangee = tuple[int, Sequence[str]]


def programmer(chantier: Chantier, acte: Acte) -> None:
    """Open one ``marche`` in ``programme`` for each line of the list.

    A line whose object the list gave already opens nothing again (key of the link).

    Raises:
        ValeurInvalide: the convention has ended, the file cannot be read, or lines are faulty:
            nothing is opened.
    """
    exiger_qu_elle_coure(chantier, acte.dossier.convention, MARCHE)
    nom, corps = corps_de(chantier, LISTE, acte.decision.ligne.donnees.get(LISTE))
    definition = chantier.bureau.machines.courantes[MARCHE].definition
    effet = Effet(genre="ouvre", nom=MARCHE, lien=LIEN)
    chantier.ouvrages += [
        Ouvrage(effet=effet, parent=acte.dossier, donnees=une)
        for une in lire_achats(nom, corps, definition)
    ]


def lire_achats(nom: str, corps: bytes, definition: Definition) -> list[dict[str, Any]]:
    """The purchases of a list, typed.

    Raises:
        ValeurInvalide: no column of objects, no line, or faulty lines, all told together.
    """
    with tempfile.TemporaryDirectory() as dossier:
        # openpyxl reads nothing of another name
        chemin = Path(dossier) / ("liste.xlsx" if corps.startswith(_ZIP) else "liste.csv")
        chemin.write_bytes(corps)
        try:
            rangees = list(_classeur(chemin) if corps.startswith(_ZIP) else _csv(chemin))
        except FichierIllisible as erreur:
            message = erreur.message.replace(chemin.name, nom)
            raise ValeurInvalide(LISTE, f"liste : {message}", erreur.remede) from erreur
    titres, lignes = _separer(nom, rangees)
    return _typer(titres, lignes, definition.contexte)


def _est_entete(cellules: Sequence[str]) -> bool:
    return EXIGEE in {_COLONNES.get(simplifier(une)) for une in cellules}


def _classeur(chemin: Path) -> Iterator[Rangee]:
    yield from lire_classeur(chemin, _est_entete)


def _csv(chemin: Path) -> Iterator[Rangee]:
    with examiner(chemin).ouvrir(nouvelle_ligne="") as flux:
        texte = flux.texte.readline(csv_records.LIGNE_MAX)
        signe = csv_records.choisir_separateur(texte.lstrip("\ufeff"), len)
    with examiner(chemin).ouvrir(nouvelle_ligne="") as flux:
        for rangee in csv_records.parcourir(flux.texte, signe, ligne=1):
            if rangee.motif:
                raise ValeurInvalide(LISTE, f"liste, ligne {rangee.ligne} : {rangee.motif}.")
            yield rangee.ligne, [nettoyer(une.lstrip("\ufeff")) for une in rangee.cellules]


def _separer(nom: str, rangees: Sequence[Rangee]) -> tuple[list[str], Sequence[Rangee]]:
    """Our name of each column, and the lines under the titles."""
    for rang, (_, cellules) in enumerate(rangees[:ENTETE_AU_PLUS_LOIN]):
        if _est_entete(cellules):
            lignes = rangees[rang + 1 :]
            break
    else:
        raise ValeurInvalide(
            LISTE,
            f"liste : « {nom} » n’a pas de colonne « Objet ».",
            "Colonnes lues : Objet, Montant estimé HT, Publication prévue le, Durée (mois).",
        )
    titres = [_COLONNES.get(simplifier(une), "") for une in cellules]
    double = next((un for un in titres if un and titres.count(un) > 1), None)
    if double is not None:
        raise ValeurInvalide(
            LISTE, f"liste : deux colonnes donnent « {double} ».", "Gardez-en une."
        )
    if not lignes or len(lignes) > LIGNES_MAX:
        souci = "aucun achat" if not lignes else f"plus de {LIGNES_MAX} lignes"
        raise ValeurInvalide(LISTE, f"liste : « {nom} » contient {souci}.", "Vérifiez le fichier.")
    return titres, lignes


def _typer(
    titres: Sequence[str], lignes: Sequence[Rangee], contexte: Mapping[str, Champ]
) -> list[dict[str, Any]]:
    achats: list[dict[str, Any]] = []
    fautes: list[str] = []
    objets: dict[str, int] = {}
    for numero, cellules in lignes:
        brutes = {
            champ: une.replace("€", "").strip() if champ == "montant_estime" else une
            for champ, une in zip(titres, cellules, strict=False)
            if champ and une.strip()
        }
        if not any(une.strip() for une in cellules):
            continue
        try:
            achat = {champ: convertir(contexte[champ], une) for champ, une in brutes.items()}
        except ValeurInvalide as erreur:
            fautes.append(f"ligne {numero}, {erreur}")
            continue
        objet = str(achat.get(EXIGEE, ""))
        if not objet:
            fautes.append(f"ligne {numero} : l’objet manque.")
        elif objet in objets:
            fautes.append(f"ligne {numero} : « {objet} » est déjà à la ligne {objets[objet]}.")
        objets.setdefault(objet, numero)
        achats.append(achat)
    if fautes:
        suite = f" (et {len(fautes) - FAUTES_DITES} autres)" if len(fautes) > FAUTES_DITES else ""
        raise ValeurInvalide(
            LISTE,
            f"liste : {' '.join(fautes[:FAUTES_DITES])}{suite}",
            "Corrigez le fichier ; rien n’a été enregistré.",
        )
    return achats
