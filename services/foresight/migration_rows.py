"""A migration as it is wanted, planned and told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from services.loading import Charge
from services.reading.looking import heure_de_paris
from storage.dossiers import LigneDossier
from workflow.compiled import Compilee
from workflow.decision import Timer
from workflow.migrate import Plan, Sort, SortTimer

Rangee = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Migration:
    """What is wanted: a machine, from a version to today's; names of states that have changed."""

    machine: str
    de: int
    vers: int
    etats: Mapping[str, str] = field(default_factory=dict)
    motif: str | None = None
    acteur: str = "jalon"


@dataclass(frozen=True)
class Prevu:
    """One dossier with its plan and what it was read from."""

    dossier: LigneDossier
    compilee: Compilee
    plan: Plan
    charge: Charge | None


_VERBES = {
    Sort.RECALCULE: "recalculée",
    Sort.ANNULE: "annulée",
    Sort.ARME: "armée",
    Sort.RETENU: "retenue",
    Sort.GARDE: "gardée",
}


def phrase(sort: SortTimer) -> str:
    dates = " → ".join(heure_de_paris(un.du_le) for un in (sort.avant, sort.apres) if un)
    raison = f" ({sort.raison})" if sort.raison else ""
    return f"« {sort.nom} » : {_VERBES[sort.sort]}, {dates}{raison}"


def dire(voulue: Migration, prevu: Prevu, *, applique: bool) -> Rangee:
    plan = prevu.plan
    return {
        "dossier": prevu.dossier.numero,
        "machine": voulue.machine,
        "de": {"version": voulue.de, "etat": plan.de},
        "vers": {"version": voulue.vers, "etat": plan.vers or None},
        "echeances": [
            {
                "nom": un.nom,
                "rang": un.rang,
                "sort": un.sort.value,
                "avant": _date(un.avant),
                "apres": _date(un.apres),
                "opposable_a": un.opposable_a or None,
                "raison": un.raison or None,
            }
            for un in plan.sorts
        ],
        "retenus": {nom: list(mails) for nom, mails in (plan.retenus or {}).items()},
        "refus": list(plan.refus),
        "applique": applique,
    }


def _date(timer: Timer | None) -> str | None:
    return heure_de_paris(timer.du_le) if timer else None
