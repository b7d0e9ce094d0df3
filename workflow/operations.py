"""The operations of the engine behind the generic events: one door, and what they share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from workflow.compiled import Compilee
from workflow.corrections import corriger
from workflow.decision import Decision, Refus, Snapshot
from workflow.holds import mettre_en_attente, reprendre
from workflow.operation import Operation
from workflow.process import Evenement
from workflow.restoring import retablir
from workflow.values import Ligne, TempsLegal


def affecter(cas: Operation) -> Decision | Refus:
    """Give the dossier to somebody; the service resolves the account. Others may be told of it."""
    decision = cas.decision(attente=cas.snapshot.attente, changes={"affecte"})
    return replace(decision, effets=cas.evenement.effets)


OPERATIONS: Mapping[str, Callable[[Operation], Decision | Refus]] = {
    "attente": mettre_en_attente,
    "reprise": reprendre,
    "correction": corriger,
    "retablissement": retablir,
    "affectation": affecter,
}


def appliquer_operation(
    compilee: Compilee,
    snapshot: Snapshot,
    evenement: Evenement,
    ligne: Ligne,
    *,
    now: datetime,
    temps: TempsLegal,
) -> Decision | Refus:
    """Decide a generic event; ``ligne`` is the new line with its typed entries."""
    cas = Operation(
        compilee=compilee,
        snapshot=snapshot,
        evenement=evenement,
        ligne=ligne,
        now=now,
        temps=temps,
    )
    return OPERATIONS[str(evenement.operation)](cas)
