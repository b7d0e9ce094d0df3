"""What a personal link may answer: what its reader was asked, and no more."""

from __future__ import annotations

from collections.abc import Sequence

from states.roles import ENTREPRISE
from storage import tasks
from storage.looking import LigneVue
from storage.unit_of_work import Connexion
from workflow.compiled import Compilee
from workflow.declared import Tache
from workflow.process import Definition

PROPRES = 2
"""An act of more states than that (clore, dénoncer) is no answer to the question of one of them."""


def demandees(connexion: Connexion, vue: LigneVue, compilee: Compilee, role: str) -> list[Tache]:
    """The tasks of a dossier that are open on the desk of a role; the entreprise has none."""
    if role == ENTREPRISE:
        return []
    ouvertes = (
        une.code.partition(":")[0]
        for une in tasks.ouvertes(connexion, vue.dossier.id)
        if une.role == role
    )
    taches = compilee.definition.taches
    return [taches[un] for un in dict.fromkeys(ouvertes) if un in taches]


def repond(compilee: Compilee, evenement: str, taches: Sequence[Tache], role: str) -> bool:
    """Whether an act answers what was asked, or acknowledges it; generic ones are for an account.

    The entreprise has no desk: what it may answer, its machine says.
    """
    if f"evenements.{evenement}" in compilee.definition.lignes_communes:
        return False
    definition = compilee.definition
    accuse = _propre(definition, evenement) and not definition.evenements[evenement].destinations
    repondues = {nom for une in taches for nom in _reponses(definition, une)}
    return role == ENTREPRISE or accuse or evenement in repondues


def _reponses(definition: Definition, tache: Tache) -> Sequence[str]:
    """Its own acts; one that stays where the dossier stands is, however many states take it."""
    propres = [
        un
        for un in tache.faite_par
        if _propre(definition, un) or not definition.evenements[un].destinations
    ]
    return propres or (tache.faite_par if tache.question else ())


def _propre(definition: Definition, evenement: str) -> bool:
    return len(definition.evenements[evenement].de) <= PROPRES
