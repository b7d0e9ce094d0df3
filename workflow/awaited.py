"""No wait is forgotten: a state whose deadlines are over keeps one that brings it back to a desk.

A deadline may be past when its dossier enters (a takeover, a return to a state), its reminders may
be at their end, its anchor may have been emptied: the task that was given then is answered, and
nothing would ever ring again. « Every wait has a deadline or a written reason » (design §1.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from workflow.arming import PENDANT_LA_PAUSE, SUITE_A_DECIDER, calculs
from workflow.deadlines import PRINCIPAL, echeance_de
from workflow.decision import Decision, Snapshot, Timer
from workflow.finished_tasks import RAPPELS_FINIS
from workflow.history import RETABLISSEMENT
from workflow.process import AUJOURD_HUI, Definition, Effet
from workflow.rules import armer_regle, delais_de, regles_de
from workflow.scope import Portee
from workflow.values import TempsLegal


def veiller(
    decision: Decision, apres: Portee, vivants: Iterable[Timer], sonne: Timer | None = None
) -> Decision:
    """The same decision, with the deadline that brings the dossier back when no other is left.

    It goes when another one runs again. A state that ends its dossier, or that says why it has no
    deadline, has none.

    Parameters:
        apres: what is seen once the line is written; its state is that of the decision.
        vivants: the live timers before it.
        sonne: the timer that has just rung.
    """
    partis = {_cle(un) for un in (*decision.annules, *((sonne,) if sonne else ()))}
    gardes = [un for un in vivants if _cle(un) not in partis]
    courent = [un for un in (*gardes, *decision.armes) if un.nom not in PENDANT_LA_PAUSE]
    veille = [un for un in courent if un.nom == SUITE_A_DECIDER]
    if len(veille) < len(courent):
        if not veille:
            return decision
        retires = tuple(un for un in gardes if un.nom == SUITE_A_DECIDER)
        armes = tuple(un for un in decision.armes if un.nom != SUITE_A_DECIDER)
        return replace(decision, annules=(*decision.annules, *retires), armes=armes)
    regle = apres.definition.rappels.get(SUITE_A_DECIDER)
    if veille or regle is None or not apres.definition.etats[decision.vers].echeances:
        return decision
    armes = tuple(armer_regle(regle, apres, apres[AUJOURD_HUI]))
    return replace(
        decision,
        armes=(*decision.armes, *armes),
        explication=(*decision.explication, *calculs(armes, apres.definition, decision.vers)),
    )


def _cle(timer: Timer) -> tuple[str, int]:
    return timer.nom, timer.rang


def effets_de_la_suite(
    definition: Definition, etat: str, effets: tuple[Effet, ...]
) -> tuple[Effet, ...]:
    """What it puts on the desk: a move that was never made can be answered, and made, there."""
    regles = definition.etats[etat].echeances.values()
    mouvements = [Effet(genre="echeance_passee", nom=un.nom) for un in regles if un.declenche]
    return tuple(mouvements) or effets


def annonces(vue: Snapshot, temps: TempsLegal) -> Iterator[Timer]:
    """The délais of a state found again, as they had been announced before it was left."""
    retours = [une for une in vue.historique if une.kind == RETABLISSEMENT]
    if retours and retours[-1].vers == vue.etat:
        yield from delais_de(retours[-1], vue.donnees, temps)


def mouvements_passes(vue: Snapshot, portee: Portee, entree: date) -> Iterator[Timer]:
    """The moves that the clock will not make: their délai was over when the state was entered."""
    if all(un.nom != SUITE_A_DECIDER for un in vue.timers):
        return
    dits = list(annonces(vue, portee.temps))
    for regle in (une for une in regles_de(portee) if une.declenche):
        siens = [un for un in dits if un.nom == regle.nom] or armer_regle(regle, portee, entree)
        for timer in siens:
            fini = echeance_de(timer, portee.temps).expire_le <= portee.maintenant
            if timer.rang == PRINCIPAL and fini:
                yield timer


def apres_le_dernier_rappel(
    definition: Definition, timer: Timer, effets: tuple[Effet, ...]
) -> tuple[Effet, ...]:
    """The task that a ladder leaves when it ends: no dossier is forgotten for want of an answer.

    None when the ladder had nothing to say, or stands on that very desk by a task of its own.
    """
    tache = definition.taches.get(RAPPELS_FINIS)
    if tache is None or not effets or not timer.regle.get("repeter"):
        return ()
    posees = (definition.taches[un.nom].pour for un in effets if un.genre == "tache")
    return () if tache.pour in posees else (Effet(genre="tache", nom=RAPPELS_FINIS),)
