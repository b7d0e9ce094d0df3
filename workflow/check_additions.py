"""What an installation may add of its own: an act of its team, that stays in place.

An act that leaves a state of the agreement, carries out an operation of the engine, or reaches
somebody outside the structure, is no note of the house: the rules of that state bind it.
"""

from __future__ import annotations

from workflow.process import Definition, Effet, Evenement
from workflow.property_index import Tables
from workflow.values import ROLES_DU_MOTEUR
from workflow.vocabulary import Vocabulaire


def engage(
    tables: Tables, vocabulaire: Vocabulaire, definition: Definition, evenement: Evenement
) -> bool:
    """Whether an act does more than record something for the team, where the dossier stands."""
    return (
        tables.connait("evenement", definition, evenement.nom)
        or bool(evenement.destinations)
        or evenement.operation is not None
        or bool(evenement.par - vocabulaire.equipe - ROLES_DU_MOTEUR)
        or any(sort(vocabulaire, definition, effet) for effet in evenement.effets)
    )


def sort(vocabulaire: Vocabulaire, definition: Definition, effet: Effet) -> bool:
    """Whether an effect does anything but put a task or a mail on a desk of the team."""
    if effet.genre == "tache":
        return definition.taches[effet.nom].pour not in vocabulaire.equipe
    return effet.genre != "mail" or vocabulaire.messages[effet.nom] not in vocabulaire.equipe


def champ_convenu(tables: Tables, definition: Definition, champ: str) -> bool:
    """Whether the agreement speaks of a field, opens with it or asks for it; else a house's note.

    Guards, anchors, effects and copies are closed: nothing agreed can read what the house adds.
    """
    if tables.connait("champ", definition, champ):
        return True
    if any(une.champ == champ for une in definition.ouverture.saisies):
        return True
    return any(
        tables.connait("evenement", definition, un.nom)
        for un in definition.evenements.values()
        for une in un.saisies
        if une.champ == champ and une.obligatoire
    )
