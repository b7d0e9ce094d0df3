"""A dossier as who does not know the person it follows reads it: a number, steps, a contract.

What stays is what domain.md §13 calls the pseudonymised line; names, category, evidence, notes,
mails and letters are for those who follow the person (``services.people.connait_la_personne``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from services.people import RESERVE
from services.pieces import CHAMP, VALEUR, renvoi
from states.facts import FACTS
from workflow.process import Definition


def sans_la_personne(dite: dict[str, Any], definition: Definition) -> dict[str, Any]:
    """A dossier's page without what tells of the person; ``reserve`` says why, in a sentence."""
    tus = _tus(definition)
    fiche = {
        **dite["dossier"],
        "champs": _restent(dite["dossier"]["champs"], tus),
        "personnelles": {},
        "donnees": _sauf(dite["dossier"]["donnees"], tus),
        "faits": _sauf(dite["dossier"]["faits"], tus),
        "courriels": [],
        "documents": [],
        "taches": [],
        "retenue": "",
    }
    journal = [
        {
            **une,
            "champs": _restent(une["champs"], tus),
            "donnees": {},
            "motif": None,
            "explication": [],
            "courriels": [],
        }
        for une in dite["journal"]
    ]
    reste = {"dossier": fiche, "journal": journal, "propositions": [], "feuillet": False}
    return {**dite, **reste, "ouvertures": [], "reserve": RESERVE}


def _tus(definition: Definition) -> frozenset[str]:
    """Personal fields, the facts that are read of them, and a correction of any field."""
    deduits = (
        nom for nom, champ in definition.contexte.items() if champ.fait and _deduit(champ.fait)
    )
    return definition.personnels | frozenset(deduits) | {CHAMP, VALEUR}


def _deduit(nom: str) -> bool:
    fait = FACTS.get(nom)
    return fait is not None and fait.personnel


def _restent(champs: Iterable[dict[str, Any]], tus: frozenset[str]) -> list[dict[str, Any]]:
    """What may be told: no file either, since what a file tells Jalon does not know."""
    return [un for un in champs if un["champ"] not in tus and renvoi(un["valeur"]) is None]


def _sauf(valeurs: Mapping[str, Any], tus: frozenset[str]) -> dict[str, Any]:
    return {nom: val for nom, val in valeurs.items() if nom not in tus and renvoi(val) is None}
