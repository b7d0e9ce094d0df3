"""By when a task is to be done: the one count, for the desk and for the mail that speaks of it."""

from __future__ import annotations

from datetime import date, datetime

from services.act import Acte
from workflow.process import Tache

TACHE = "tache"


def limite_de(acte: Acte, tache: Tache, now: datetime) -> date | None:
    """Last day of a task that the act gives, that day included; None when it has no limit."""
    if tache.dans is None:
        return None
    return acte.temps.apres(acte.temps.jour_civil(now), tache.dans, "bureau").dernier_jour


def limite_du_role(acte: Acte, role: str, now: datetime) -> date | None:
    """The first limit among the tasks that the act gives a role; None when it gives none."""
    connues = acte.compilee.definition.taches
    donnees = (connues[un.nom] for un in acte.decision.effets if un.genre == TACHE)
    limites = (limite_de(acte, une, now) for une in donnees if une.pour == role)
    return min((une for une in limites if une is not None), default=None)
