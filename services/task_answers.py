"""How a task may be answered without an act: done, nothing received, or not at all.

A task that asks for a decision is finished by the act that takes it, and by nothing else: « fait »
would clear the desk and leave the dossier where it waits. So is the one by which a state, as it is
entered, asks the desk that has the ball for the act that leaves it: the list to hand over, the
invoice to issue. « fait » answers the others: what has no act, what stays in its state, what is
another's to do, and the reminders of a deadline, which come back.
"""

from __future__ import annotations

from services.errors import Interdit
from states.roles import ROLES
from workflow.declared import Tache
from workflow.finished_tasks import (
    COMPLETER_ADRESSE,
    DECIDER_DE_LA_SUITE,
    DECIDER_ECHEANCE,
    ECHEANCE_RETENUE,
)
from workflow.process import Definition, Effet

RIEN_RECU, FAIT = "rien_recu", "fait"
REPONSES = (FAIT, RIEN_RECU)
_TOUT_MOUVEMENT = frozenset({DECIDER_ECHEANCE, DECIDER_DE_LA_SUITE})
"""Tasks that any move of their dossier finishes (``workflow/finished_tasks.py``)."""


def se_decide(tache: Tache) -> bool:
    """Whether a task asks for a decision, which an act alone takes."""
    return tache.decision is True or bool(tache.question)


def attend_son_acte(definition: Definition, etat: str, tache: Tache) -> bool:
    """Whether ``etat`` itself asks for the task, and waits for the act by which its desk leaves it.

    ``decision: non`` says that it does not, where the declaration alone would.
    """
    if tache.decision is False or not tache.faite_par:
        return False
    acte = definition.evenements[tache.faite_par[0]]  # the probable one is written first
    attendu = etat in acte.de and tache.pour in acte.par and set(acte.destinations) - {etat}
    a_la_main = definition.etats[etat].detenteur == tache.pour
    return bool(attendu) and a_la_main and _demandee_a_l_entree(definition, etat, tache.nom)


def _demandee_a_l_entree(definition: Definition, etat: str, nom: str) -> bool:
    ouverture = definition.ouverture
    entrees: list[tuple[Effet, ...]] = [
        un.effets for un in definition.evenements.values() if etat in un.destinations
    ]
    if definition.etats[etat].initial:
        entrees += [ouverture.effets, ouverture.en_cours]
    return any(un.genre == "tache" and un.nom == nom for effets in entrees for un in effets)


def admises(definition: Definition, etat: str, code: str) -> tuple[str, ...]:
    """The answers that a task admits while its dossier is in ``etat``, the likeliest first."""
    genre, _, echeance = code.partition(":")
    if genre in {ECHEANCE_RETENUE, COMPLETER_ADRESSE}:
        return ()
    regles = definition.etats[etat].echeances
    if any(une.verification == genre for une in regles.values()):
        return RIEN_RECU, FAIT
    if genre == DECIDER_ECHEANCE and echeance in regles and regles[echeance].declenche:
        return (RIEN_RECU,)
    declaree = definition.taches.get(genre)
    if declaree is None:
        return (FAIT,)
    par_un_acte = se_decide(declaree) or attend_son_acte(definition, etat, declaree)
    return () if par_un_acte else (FAIT,)


def sans_objet(code: str, *, attendue: bool) -> bool:
    """Whether a task asks for the address of a mail that waits for none any more."""
    return code.startswith(COMPLETER_ADRESSE) and not attendue


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
    if code.startswith(COMPLETER_ADRESSE):
        raise Interdit(
            "tache",
            "Cette tâche se ferme d’elle-même, quand le courriel a son adresse ou n’est plus à "
            "envoyer.",
            "Donnez l’adresse au registre, ou ouvrez le courriel et choisissez « Ne pas envoyer ».",
        )
    remede = _remede(definition, etat, code, possibles)
    if reponse == RIEN_RECU:
        raise Interdit("repondre", "Cette tâche n’attend pas de courrier.", remede)
    raise Interdit("repondre", _pourquoi_un_acte(definition, code), remede)


def _pourquoi_un_acte(definition: Definition, code: str) -> str:
    genre = code.partition(":")[0]
    if genre == DECIDER_ECHEANCE or se_decide(definition.taches[genre]):
        return (
            "Cette tâche demande une décision : elle se ferme par l’acte qui la prend, pas par "
            f"« {FAIT} »."
        )
    return (
        "Le dossier attend l’acte que cette tâche demande : elle se ferme par lui, pas par "
        f"« {FAIT} »."
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
    noms = [
        un
        for un in tache.faite_par
        if etat in definition.evenements[un].de
        and not definition.evenements[un].par.isdisjoint(ROLES)
    ]
    if tache.nom in _TOUT_MOUVEMENT:
        noms += [
            un.nom
            for un in definition.evenements.values()
            if etat in un.de and tache.pour in un.par and set(un.destinations) - {etat}
        ]
    return [definition.evenements[un].libelle for un in dict.fromkeys(noms)]
