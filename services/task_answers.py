"""How a task may be answered without an act: done, nothing received, or not at all.

A task that asks for a decision is finished by the act that takes it, and by nothing else: « fait »
would clear the desk and leave the dossier where it waits.
"""

from __future__ import annotations

from services.errors import Interdit
from workflow.declared import Tache
from workflow.finished_tasks import DECIDER_DE_LA_SUITE, DECIDER_ECHEANCE, ECHEANCE_RETENUE
from workflow.process import Definition

RIEN_RECU, FAIT = "rien_recu", "fait"
REPONSES = (FAIT, RIEN_RECU)
_TOUT_MOUVEMENT = frozenset({DECIDER_ECHEANCE, DECIDER_DE_LA_SUITE})
"""Tasks that any move of their dossier finishes (``workflow/finished_tasks.py``)."""


def se_decide(tache: Tache) -> bool:
    """Whether a task is finished by an act alone."""
    return tache.decision or bool(tache.question)


def admises(definition: Definition, etat: str, code: str) -> tuple[str, ...]:
    """The answers that a task admits while its dossier is in ``etat``, the likeliest first."""
    genre, _, echeance = code.partition(":")
    if genre == ECHEANCE_RETENUE:
        return ()
    regles = definition.etats[etat].echeances
    if any(une.verification == genre for une in regles.values()):
        return RIEN_RECU, FAIT
    if genre == DECIDER_ECHEANCE and echeance in regles and regles[echeance].declenche:
        return (RIEN_RECU,)
    declaree = definition.taches.get(genre)
    return () if declaree is not None and se_decide(declaree) else (FAIT,)


def exiger(definition: Definition, etat: str, code: str, reponse: str) -> None:
    """Refuse an answer that the task does not admit.

    Raises:
        Interdit: the message says what finishes the task.
    """
    possibles = admises(definition, etat, code)
    if reponse in possibles:
        return
    if code.startswith(ECHEANCE_RETENUE):
        raise Interdit(
            "tache",
            "Cette tâche se ferme d’elle-même, dès que l’échéance n’est plus retenue.",
            "Ouvrez le dossier et faites ce qu’elle demande.",
        )
    remede = _remede(definition, etat, code, possibles)
    if reponse == RIEN_RECU:
        raise Interdit("repondre", "Cette tâche n’attend pas de courrier.", remede)
    raise Interdit(
        "repondre",
        "Cette tâche demande une décision : elle se ferme par l’acte qui la prend, pas par "
        f"« {FAIT} ».",
        remede,
    )


def _remede(definition: Definition, etat: str, code: str, possibles: tuple[str, ...]) -> str:
    if FAIT in possibles:
        return f"Répondez « {FAIT} »."
    actes = [f"« {une} »" for une in _actes(definition, etat, code)]
    if RIEN_RECU in possibles:
        actes.insert(0, f"répondre « {RIEN_RECU} » si rien n’est arrivé dans le délai")
    return f"Au choix : {' ; '.join(actes)}."


def _actes(definition: Definition, etat: str, code: str) -> list[str]:
    """Labels of the acts that finish a task here; where any move does, those of its own desk."""
    tache = definition.taches[code.partition(":")[0]]
    noms = [un for un in tache.faite_par if etat in definition.evenements[un].de]
    if tache.nom in _TOUT_MOUVEMENT:
        noms += [
            un.nom
            for un in definition.evenements.values()
            if etat in un.de and tache.pour in un.par and set(un.destinations) - {etat}
        ]
    return [definition.evenements[un].libelle for un in dict.fromkeys(noms)]
