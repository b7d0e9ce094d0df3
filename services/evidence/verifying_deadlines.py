"""Derives again the instant of each live deadline, from the rule and the anchor of its row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from services.evidence.verifying_chain import Rupture
from services.evidence.verifying_copies import Ecart
from services.snapshots import lire_timer
from states.calendars import BUREAU, Calendriers
from states.french import date_et_heure
from storage import dossiers as depot
from storage.dossiers import LigneDossier
from storage.evidence_forms import FAUTES_DE_LECTURE
from workflow.deadlines import APRES, PRINCIPAL, recalculer
from workflow.decision import Timer
from workflow.values import JOUR_DIT

CALENDRIER_CHANGE = timedelta(days=92)
"""How far other closing days or office hours may have put a deadline, or each rung of a ladder.

An office that changes them recomputes nothing by itself: such a gap is told, and accuses nobody.
"""


def echeances_suspectes(
    dossier: LigneDossier, echeances: Sequence[Any], temps: Calendriers
) -> Iterator[Ecart | Rupture]:
    """Live deadlines that cannot be read, and those whose instant is not that of their rule."""
    for rangee in echeances:
        try:
            timer = lire_timer(depot.lire_timer(rangee))
            recalcule = recalculer(timer, temps)
            ecart = timer.du_le - recalcule.du_le
            certain = bool(ecart) and _inexplicable(timer, recalcule, ecart)
        except FAUTES_DE_LECTURE:
            motif = f"l’échéance « {rangee.name} » ne se lit plus"
            yield Rupture(dossier.numero, dossier.seq, motif)
            continue
        if not ecart:
            continue
        arme, derive = (date_et_heure(un.du_le) for un in (timer, recalcule))
        if certain:
            motif = f"l’échéance « {timer.nom} » est armée pour {arme}, sa règle donne {derive}"
            yield Rupture(dossier.numero, dossier.seq, motif)
        else:
            champ = f"échéance « {timer.nom} », rang {timer.rang}"
            yield Ecart(dossier.numero, champ, arme, derive, certain=False)


def _inexplicable(timer: Timer, recalcule: Timer, ecart: timedelta) -> bool:
    """Whether no change of the office's calendar gives this instant.

    A délai that does not count in office days ends when it ends: nothing acts before.
    """
    if abs(ecart) > CALENDRIER_CHANGE * max(timer.rang, PRINCIPAL):
        return True
    regle = timer.regle
    if regle["sens"] != APRES or regle["calendrier"] in {BUREAU, JOUR_DIT}:
        return False
    assert recalcule.echeance is not None  # noqa: S101 # just computed
    return timer.du_le < recalcule.echeance.expire_le
