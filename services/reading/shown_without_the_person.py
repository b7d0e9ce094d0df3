"""A dossier as who does not know the person it follows reads it: a number, steps, a contract.

What stays is what domain.md §13 calls the pseudonymised line; names, category, evidence, notes,
mails and letters are for those who follow the person (``services.people.connait_la_personne``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from services.people import CATEGORIE, RESERVE, deduits
from services.pieces import CHAMP, VALEUR, renvoi
from workflow.process import Definition


def sans_la_personne(dite: dict[str, Any], definition: Definition) -> dict[str, Any]:
    """A dossier's page without what tells of the person; ``reserve`` says why, in a sentence."""
    tus = definition.personnels | deduits(definition) | _libres(definition) | {CHAMP, VALEUR}
    dite = _sans(dite, tus)
    fiche = {
        **dite["dossier"],
        "champs": _sans_fichier(dite["dossier"]["champs"]),
        "courriels": [],
        "documents": [],
        "taches": [],
        "retenue": "",
    }
    journal = [
        {
            **une,
            "champs": _sans_fichier(une["champs"]),
            "motif": None,
            "explication": [],
            "courriels": [],
        }
        for une in dite["journal"]
    ]
    reste = {"dossier": fiche, "journal": journal, "propositions": [], "feuillet": False}
    return {**dite, **reste, "ouvertures": [], "reserve": RESERVE}


def sans_la_categorie(dite: dict[str, Any], definition: Definition) -> dict[str, Any]:
    """Same, for who answers for the team without following the person: all but what made them
    eligible, and the guards of others' acts, which tell of it.
    """
    dite = _sans(dite, CATEGORIE | deduits(definition))
    return {**dite, "actes": {**dite["actes"], "autres": []}, "categorie_tue": True}


def _sans(dite: dict[str, Any], tus: frozenset[str]) -> dict[str, Any]:
    """Without those fields, wherever a page or the API reads them."""
    fiche = {
        **dite["dossier"],
        "champs": _restent(dite["dossier"]["champs"], tus),
        **{nom: _sauf(dite["dossier"][nom], tus) for nom in ("personnelles", "donnees", "faits")},
    }
    journal = [
        {**une, "champs": _restent(une["champs"], tus), "donnees": {}} for une in dite["journal"]
    ]
    return {**dite, "dossier": fiche, "journal": journal}


def _libres(definition: Definition) -> frozenset[str]:
    """Fields in which somebody writes what they want."""
    return frozenset(
        nom for nom, champ in definition.contexte.items() if champ.saisi and champ.type == "texte"
    )


def _restent(champs: Iterable[dict[str, Any]], tus: frozenset[str]) -> list[dict[str, Any]]:
    return [un for un in champs if un["champ"] not in tus]


def _sans_fichier(champs: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a file tells, Jalon does not know."""
    return [un for un in champs if renvoi(un["valeur"]) is None]


def _sauf(valeurs: Mapping[str, Any], tus: frozenset[str]) -> dict[str, Any]:
    return {nom: val for nom, val in valeurs.items() if nom not in tus}
