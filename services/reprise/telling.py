"""Tells what stands against a line: each fault by itself, its column in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from services.plain_words import en_mots
from services.reprise.columns import CHAMPS_REPRIS, LIBELLES
from services.reprise.records import Ligne
from states.french import INSECABLE
from workflow.process import Definition

_COLONNE = re.compile(rf"(?<![\w«])(?:{'|'.join(nom for nom in LIBELLES if '_' in nom)})(?!\w)")
"""Columns whose name is no word; those of a machine's fields are told by its labels."""
TITRES_DES_REFUS = ("Ligne", "Colonne", "Pourquoi")


def rebut(fichier: str, ligne: Ligne, definition: Definition | None) -> dict[str, Any]:
    """The answer's entry for a refused line: its first fault, the others told with it.

    ``fautes`` tells each by itself, in the words of the screens.
    """
    (champ, motif), *autres = ligne.fautes
    suite = "".join(f" ; {autre} : {raison}" for autre, raison in autres)
    return {
        "fichier": fichier,
        "ligne": ligne.numero,
        "champ": champ,
        "motif": motif + suite,
        "fautes": [
            {"colonne": colonne_dite(nom, definition), "motif": _en_mots(raison, definition)}
            for nom, raison in ligne.fautes
        ],
    }


def avertissements(
    fichier: str, ligne: Ligne, definition: Definition | None
) -> Iterator[dict[str, Any]]:
    """What is worth a look in a line that is taken."""
    for champ, motif in ligne.avertissements:
        yield {
            "fichier": fichier,
            "ligne": ligne.numero,
            "champ": champ,
            "motif": motif,
            "colonne": colonne_dite(champ, definition),
        }


def refus(dite: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Rows of a file of what is refused: a fault each, under ``TITRES_DES_REFUS``."""
    for une in dite["quarantaine"]:
        for faute in une["fautes"]:
            yield str(une["ligne"]), faute["colonne"], faute["motif"]


def colonne_dite(nom: str, definition: Definition | None) -> str:
    """A column as people read it; one that nobody knows keeps its own title."""
    if nom in LIBELLES:
        return LIBELLES[nom]
    champ = definition.contexte.get(CHAMPS_REPRIS.get(nom, nom)) if definition else None
    if champ is not None and champ.libelle:
        return champ.libelle
    return "Ligne" if nom == "ligne" else nom


def _en_mots(motif: str, definition: Definition | None) -> str:
    dit = en_mots(definition, motif) if definition else motif
    return _COLONNE.sub(lambda vu: f"«{INSECABLE}{LIBELLES[vu[0]]}{INSECABLE}»", dit)
