"""Hold and resume: the deadlines stop, then start again on their dates or with the time left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from workflow.arming import FIN_D_ATTENTE, Armement, calculs
from workflow.deadlines import DUREE, UN_JOUR, recalculer, timers
from workflow.decision import Attente, Decision, Refus, Timer
from workflow.operation import Operation

ATTENTE = "attente"
TEMPS_RESTANT = "temps_restant"
DATE_FIXE = "date_fixe"


def mettre_en_attente(cas: Operation) -> Decision | Refus:
    """Stop the deadlines, until a date when there is one."""
    jusqu_au = cas.ligne.donnees.get("jusqu_au")
    if jusqu_au is not None and jusqu_au <= cas.temps.jour_civil(cas.now):
        return cas.refus("jusqu_au", "La pause doit finir après aujourd’hui.")
    mode = str(cas.ligne.donnees["mode"])
    attente = Attente(depuis=cas.ligne.at, jusqu_au=jusqu_au, mode=mode)
    armes = () if jusqu_au is None else (_fin(cas, jusqu_au),)
    armement = Armement(armes=armes, phrases=calculs(armes))
    return cas.decision(attente=attente, changes={ATTENTE}, armement=armement)


def _fin(cas: Operation, jusqu_au: date) -> Timer:
    """Resumes at the first office opening from the wanted day on."""
    regle = {
        "sens": "apres",
        "delai": str(UN_JOUR),
        "calendrier": DUREE,
        "zone": cas.temps.zone,
        "depuis": "jusqu_au",
        "declenche": cas.compilee.reprise,
        "a_l_ouverture": True,
    }
    return next(timers(FIN_D_ATTENTE, regle, jusqu_au - timedelta(days=1), cas.temps))


def reprendre(cas: Operation) -> Decision | Refus:
    """Start the deadlines again: with the time that was left, or on their dates."""
    attente = cas.snapshot.attente
    if attente is None:  # refusals.py has said so before
        raise LookupError(f"{cas.snapshot.numero} is not on hold")
    armes = tuple(
        _repris(cas, attente, timer) for timer in cas.snapshot.timers if timer.nom != FIN_D_ATTENTE
    )
    armement = Armement(annules=cas.snapshot.timers, armes=armes, phrases=calculs(armes))
    return cas.decision(attente=None, changes={ATTENTE}, armement=armement)


def _repris(cas: Operation, attente: Attente, timer: Timer) -> Timer:
    """Counted on by the days of the hold if so chosen; never due before tomorrow's opening."""
    if attente.mode == TEMPS_RESTANT:
        timer = recalculer(replace(timer, regle=_reporte(cas, attente, timer)), cas.temps)
    if timer.du_le > cas.now:
        return timer
    aujourd_hui = cas.temps.jour_civil(cas.now).isoformat()
    return recalculer(replace(timer, regle={**timer.regle, "pas_avant": aujourd_hui}), cas.temps)


def _reporte(cas: Operation, attente: Attente, timer: Timer) -> dict[str, Any]:
    """The rule counted on by the days of the hold that its délai has seen."""
    debut = max(cas.temps.jour_civil(attente.depuis), timer.ancre)
    jours = max((cas.temps.jour_civil(cas.ligne.at) - debut).days, 0)
    return {**timer.regle, "report": int(timer.regle.get("report", 0)) + jours}
