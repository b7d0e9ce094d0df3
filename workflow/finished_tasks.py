"""Which tasks an act finishes: those it answers, and those that have lost their object."""

from __future__ import annotations

from collections.abc import Iterable

from workflow.arming import SUITE_A_DECIDER
from workflow.deadlines import PRINCIPAL, VERIFICATION, manquee
from workflow.decision import Decision, Timer
from workflow.process import ENTREE, Definition
from workflow.stops import retrouve

RAPPELS_FINIS = "rappels_finis"
"""Task that the last reminder of a ladder puts on a desk, when nothing else of it stands there."""
DECIDER_ECHEANCE = "decider_echeance"
ECHEANCE_RETENUE = "echeance_retenue"
DECIDER_DE_LA_SUITE = "decider_de_la_suite"
RETOURS = frozenset({RAPPELS_FINIS, DECIDER_DE_LA_SUITE})
"""Tasks that bring back to a desk what nothing else would."""
COMPLETER_ADRESSE = "completer_adresse"
"""The task of a mail that waits for an address: ``completer_adresse:message``."""


def deja_demande(
    definition: Definition,
    etat: str,
    code: str,
    ouvertes: Iterable[str],
    sonne: Timer | None = None,
) -> bool:
    """Whether a task has nothing to add to what stands open on the desks of its dossier.

    A reminder of a deadline that was past as the dossier was taken: the task that decides of it
    asks for the same. What brings a forgotten dossier back: a task asks already for an act by which
    ``etat`` is left, and comes back every morning until then.

    Parameters:
        ouvertes: codes of the open tasks of the dossier.
        sonne: the deadline that asks for the task, when one rings.
    """
    ouvertes = frozenset(ouvertes)
    if sonne is not None and manquee(sonne) and f"{DECIDER_ECHEANCE}:{sonne.nom}" in ouvertes:
        return True
    if code not in RETOURS:
        return False
    connues, bureau = definition.taches, definition.taches[code].pour
    genres = (un.partition(":")[0] for un in ouvertes)
    siennes = (connues[un] for un in genres if un in connues and connues[un].pour == bureau)
    sortent = {
        nom
        for nom, un in definition.evenements.items()
        if etat in un.de and set(un.destinations) - {etat}
    }
    return any(sortent.intersection(une.faite_par) for une in siennes)


def taches_finies(definition: Definition, decision: Decision) -> frozenset[str]:
    """Codes of the tasks that a decision finishes; ``genre:detail`` names one of its kind."""
    codes = {*definition.taches_de(decision.ligne.evenement), *_a_decider(definition, decision)}
    if decision.de != decision.vers and not retrouve(definition, decision):
        codes.add(RAPPELS_FINIS)
    codes.update(_plus_retenues(decision), a_redemander(definition, decision))
    if _suite_reprise(decision):
        codes.add(DECIDER_DE_LA_SUITE)
    if definition.etats[decision.vers].final:
        codes |= definition.taches_du_dossier
    return frozenset(codes)


def a_redemander(definition: Definition, decision: Decision) -> frozenset[str]:
    """Tasks that a deadline armed again will ask for in its time: too early today."""
    return frozenset((*_a_verifier_plus_tard(decision), *_repoussees(definition, decision)))


def _a_decider(definition: Definition, decision: Decision) -> list[str]:
    """Past deadlines of the state that is left, or that run again: nothing to decide about them."""
    if decision.de == decision.vers or not decision.de or retrouve(definition, decision):
        return [f"{DECIDER_ECHEANCE}:{un.nom}" for un in decision.armes if un.rang == PRINCIPAL]
    if decision.de in definition.etats_arretes:
        return [DECIDER_ECHEANCE]  # those of the state that the stop had left, too
    quitte = definition.etats.get(decision.de)  # absent of the version it takes
    return [f"{DECIDER_ECHEANCE}:{nom}" for nom in (quitte.echeances if quitte else ())]


def _plus_retenues(decision: Decision) -> list[str]:
    """Tasks of the deadlines that a guard held, and that this act cancels or arms again."""
    return [f"{ECHEANCE_RETENUE}:{un.nom}" for un in (*decision.annules, *decision.armes)]


def _a_verifier_plus_tard(decision: Decision) -> list[str]:
    """Tasks of a verification that is armed again: what they asked to look at has changed."""
    return [str(un.regle["verification"]) for un in decision.armes if un.rang == VERIFICATION]


def _repoussees(definition: Definition, decision: Decision) -> list[str]:
    """Tasks of a deadline whose date has moved on: what they say is past is to come again.

    One that an act had given stays: its day moves (``workflow/task_days.py``).
    """
    declarees = definition.etats[decision.vers].echeances
    demandees = [
        effet.nom
        for un in decision.armes
        if un.rang == PRINCIPAL and un.regle["depuis"] != ENTREE and un.nom in declarees
        for effet in declarees[un.nom].effets
        if effet.genre == "tache"
    ]
    return [un for un in demandees if un not in _donnees_par_un_acte(definition)]


def _donnees_par_un_acte(definition: Definition) -> set[str]:
    actes = (un for acte in definition.evenements.values() for un in acte.effets)
    ouverture = (*definition.ouverture.effets, *definition.ouverture.en_cours)
    return {un.nom for un in (*actes, *ouverture) if un.genre == "tache"}


def _suite_reprise(decision: Decision) -> bool:
    """Whether a wait without a deadline is over: the dossier has moved, or a deadline runs."""
    if decision.de != decision.vers:
        return True
    return any(un.nom == SUITE_A_DECIDER for un in decision.annules)
