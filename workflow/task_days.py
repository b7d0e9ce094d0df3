"""By when a task is to be done: the day that its act enters, its deadline's, or its own delay."""

from __future__ import annotations

from datetime import date, datetime

from workflow.deadlines import APRES, PRINCIPAL, calculer
from workflow.decision import Decision
from workflow.declared import Tache
from workflow.finished_tasks import DECIDER_ECHEANCE
from workflow.process import Definition, Etat, RegleEcheance
from workflow.values import TempsLegal

TACHE = "tache"


def jour_donne(
    definition: Definition, decision: Decision, tache: Tache, temps: TempsLegal, now: datetime
) -> date | None:
    """Last day of a task that a decision gives, that day included; None when it has no limit.

    A task without a delay of its own follows the deadline that will ask for it again, so that the
    desk and the dossier never tell two days for one thing.
    """
    saisie = decision.ligne.donnees.get(tache.jusqu_a)
    if isinstance(saisie, date):
        return saisie
    for arme in decision.armes:
        regle = definition.echeance(decision.vers, arme.nom)
        if arme.rang == PRINCIPAL and regle is not None and _demande(regle, tache):
            return calculer(arme.regle, arme.ancre, temps).dernier_jour
    dans = tache.dans
    if dans is None and not decision.de and echeances_demandant(definition, decision.vers, tache):
        dans = definition.taches[DECIDER_ECHEANCE].dans  # that day was past when it was taken over
    if dans is None:
        return None
    return temps.apres(temps.jour_civil(now), dans, "bureau").dernier_jour


def echeances_demandant(definition: Definition, etat: str, tache: Tache) -> list[str]:
    """The deadlines of a state that a task follows, or that will ask for it again."""
    regles = definition.etats[etat].echeances
    return [nom for nom, une in regles.items() if _demande(une, tache)]


def _demande(regle: RegleEcheance, tache: Tache) -> bool:
    if tache.jusqu_a or tache.dans is not None:
        return regle.nom == tache.jusqu_a
    return tache.nom in redemandees(regle)


def redemandees(regle: RegleEcheance) -> frozenset[str]:
    """Tasks that a deadline asks for once its day is over: that day is theirs."""
    if regle.sens != APRES:
        return frozenset()
    return frozenset(un.nom for un in regle.effets if un.genre == TACHE)


def est_du_bureau(definition: Definition, etat: Etat, regle: RegleEcheance, role: str) -> bool:
    """Whether a role is to act by the day of a deadline, before any task asks it to.

    It holds the ball, or will surely be given a task. What the clock does by itself that day, and
    what is announced before a date, ask nobody for anything.
    """
    if regle.sens != APRES or regle.declenche:
        return False
    return etat.detenteur == role or any(
        un.genre == TACHE and not un.si and definition.taches[un.nom].pour == role
        for un in regle.effets
    )
