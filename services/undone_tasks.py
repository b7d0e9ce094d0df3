"""Closes the tasks that a return to an earlier state leaves without object."""

from __future__ import annotations

from typing import Any

from services.act import Acte, Chantier
from storage import tasks
from workflow.process import Definition

TACHES_CLOSES = "taches_closes"
"""Ids of the tasks that a return closes, on its line of the journal."""


def fermer_les_taches_annulees(chantier: Chantier, acte: Acte) -> dict[str, Any]:
    """Close what the undone states had put on the desks; what the journal says of it.

    What a machine asks for in its own name has lost its object, whether an undone move, the clock
    or an act between two moves had asked. What Jalon noted of its own (a refused mail, a changed
    publication) is still to be seen to.
    """
    annulees = acte.decision.annule_lignes
    if not annulees:
        return {}
    demandees = _demandees(acte.compilee.definition)
    closes = [
        une.id
        for une in tasks.ouvertes(chantier.connexion, acte.dossier.id)
        if une.code.partition(":")[0] in demandees and _ligne_de(une.cle) >= min(annulees)
    ]
    tasks.fermer(chantier.connexion, closes, par=acte.auteur.acteur, le=chantier.now)
    return {TACHES_CLOSES: closes} if closes else {}


def _ligne_de(cle: str) -> int:
    """Line of the journal that opened a task: its key is ``dossier:line:code``."""
    return int(cle.split(":")[1])


def _demandees(definition: Definition) -> frozenset[str]:
    """Tasks that the events and the deadlines of a machine ask for."""
    regles = [une for etat in definition.etats.values() for une in etat.echeances.values()]
    effets = [un for une in definition.evenements.values() for un in une.effets]
    effets += [un for une in regles for un in une.effets]
    demandees = {un.nom for un in effets if un.genre == "tache"}
    return frozenset(demandees | {une.verification for une in regles if une.verification})
