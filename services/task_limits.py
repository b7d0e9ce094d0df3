"""By when a task is to be done: the one count, for the desk and for the mail that speaks of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from services.act import Acte, Chantier
from storage import tasks
from workflow.deadlines import APRES, echeance_dite, periodique
from workflow.decision import Timer
from workflow.declared import Tache
from workflow.history import ECHEANCE
from workflow.process import Definition
from workflow.task_days import TACHE, est_la_sienne, jour_donne


def limite_de(chantier: Chantier, acte: Acte, code: str, cle: str = "") -> date | None:
    """Last day of a task that the act gives, that day included; None when it has no limit.

    What a deadline asks for once its last day is over was due that day, unless it gives another. A
    task that is on the desk already keeps its own: what reminds of it gives no other day. Only an
    act that stays in its state can give one again; a move is spared the look.
    """
    definition, decision = acte.compilee.definition, acte.decision
    tache = definition.taches[code]
    if tache.dans is not None and decision.de == decision.vers:
        ouvertes = tasks.limites(chantier.connexion, acte.dossier.id)
        if f"{code}{cle}" in ouvertes:
            return ouvertes[f"{code}{cle}"]
    donne = jour_donne(definition, decision, tache, acte.temps, chantier.now)
    return _jour_echu(acte) if donne is None else donne


def _jour_echu(acte: Acte) -> date | None:
    """The day of the deadline that rings; a reminder before a date says nothing of the task's."""
    sonne = echeance_qui_sonne(acte)
    if sonne is None or sonne.regle["sens"] != APRES:
        return None
    return echeance_dite(sonne, acte.temps).dernier_jour


def echeance_qui_sonne(acte: Acte) -> Timer | None:
    """The timer whose ringing is the act; None for anything else."""
    ligne = acte.decision.ligne
    if ligne.kind != ECHEANCE:
        return None
    cle = ligne.evenement, ligne.donnees["rang"]
    return next(un for un in acte.snapshot.timers if (un.nom, un.rang) == cle)


def limite_du_role(chantier: Chantier, acte: Acte, role: str) -> date | None:
    """The first limit to come among the tasks that the act gives a role; None when it gives none.

    A reminder gives none: it speaks of those of its ask that the role has already. A day that has
    passed is never one by which to answer.
    """
    connues = acte.compilee.definition.taches
    codes = [un.nom for un in acte.decision.effets if un.genre == TACHE]
    donnees = [limite_de(chantier, acte, un) for un in codes if connues[un].pour == role]
    aujourd_hui = acte.temps.jour_civil(chantier.now)
    if donnees:
        return min((une for une in donnees if une and une >= aujourd_hui), default=None)
    limites = _deja_sur_le_bureau(chantier, acte, role)  # a reminder that says « today » hurries
    return min((une for une in limites if une and une > aujourd_hui), default=None)


def retard_du_role(chantier: Chantier, acte: Acte, role: str) -> date | None:
    """The first day that a role has missed, of the tasks by which it may leave the state.

    A reminder speaks of that day: the one of its own next rung is no answer's.
    """
    aujourd_hui = acte.temps.jour_civil(chantier.now)
    limites = _deja_sur_le_bureau(chantier, acte, role)
    return min((une for une in limites if une and une < aujourd_hui), default=None)


def _deja_sur_le_bureau(chantier: Chantier, acte: Acte, role: str) -> list[date | None]:
    """The limits of the open tasks of a role that the ringing reminder asks for again."""
    decision, definition = acte.decision, acte.compilee.definition
    sonne = echeance_qui_sonne(acte)
    if sonne is None or decision.de != decision.vers:
        return []
    redemande = _redemande(definition, decision.vers, sonne)
    return [
        limite
        for code, limite in tasks.limites(chantier.connexion, acte.dossier.id).items()
        if (tache := definition.taches.get(code.partition(":")[0])) is not None
        and tache.pour == role
        and redemande(tache)
    ]


def _redemande(definition: Definition, etat: str, sonne: Timer) -> Callable[[Tache], bool]:
    """Whether a task is what a reminder asks for: that of its own deadline, and no other's day.

    One that has no task of its own, or that is periodic and so has no day, asks for what leaves
    the state that it stands in.
    """
    regle = definition.echeance(etat, sonne.nom)
    if regle is not None and not periodique(sonne):
        siennes = {un.nom for un in definition.taches.values() if est_la_sienne(regle, un)}
        if siennes:
            return lambda tache: tache.nom in siennes
    sortent = {
        nom
        for nom, un in definition.evenements.items()
        if etat in un.de and set(un.destinations) - {etat}
    }
    return lambda tache: bool(sortent.intersection(tache.faite_par))
