"""By when a task is to be done: the day that its act enters, its deadline's, or its own delay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from workflow.deadlines import APRES, PRINCIPAL, echeance_dite
from workflow.decision import Decision
from workflow.declared import Tache
from workflow.finished_tasks import DECIDER_ECHEANCE
from workflow.history import ECHEANCE
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
    prise = not decision.de and tache.dans is None  # what was missed before keeps its own day
    for arme in decision.armes:
        regle = definition.echeance(decision.vers, arme.nom)
        if regle is None or not _demande(regle, tache):
            continue
        if arme.rang == PRINCIPAL or (prise and arme.rang > PRINCIPAL):
            return echeance_dite(arme, temps).dernier_jour
    dans = tache.dans
    if dans is None and not decision.de and echeances_demandant(definition, decision.vers, tache):
        dans = definition.taches[DECIDER_ECHEANCE].dans  # that day was past when it was taken over
    if dans is None:
        return None
    return temps.apres(temps.jour_civil(now), dans, "bureau").dernier_jour


def jours_deplaces(
    definition: Definition, decision: Decision, temps: TempsLegal
) -> Iterator[tuple[str, date]]:
    """Open tasks whose day moves with the deadline that they follow, and to which day.

    In a state that stays, or that is found again after a stop.
    """
    reste = decision.de == decision.vers or decision.de in definition.etats_arretes
    if not reste or decision.ligne.kind == ECHEANCE:
        return
    for arme in (un for un in decision.armes if un.rang >= PRINCIPAL):
        regle = definition.echeance(decision.vers, arme.nom)
        for nom, tache in definition.taches.items() if regle else ():
            if regle is not None and _demande(regle, tache):
                yield nom, echeance_dite(arme, temps).dernier_jour


def echeances_demandant(definition: Definition, etat: str, tache: Tache) -> list[str]:
    """The deadlines of a state that a task follows, or that will ask for it again."""
    regles = definition.etats[etat].echeances
    return [nom for nom, une in regles.items() if _demande(une, tache)]


def est_la_sienne(regle: RegleEcheance, tache: Tache) -> bool:
    """Whether a task is what the desk does about a deadline: it asks for it, or lends its day."""
    return tache.jusqu_a == regle.nom or any(
        un.genre == TACHE and un.nom == tache.nom for un in regle.effets
    )


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
