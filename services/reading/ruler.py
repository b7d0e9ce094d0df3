"""The day ruler of a délai: one cell a day, from the fact to the last day (ui §4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from services.snapshots import lire_timer
from states.calendars import DELAI_CONTRACTUEL, PREAVIS, Calendriers
from states.counting import Compte
from states.french import nom_du_jour
from storage.dossiers import LigneTimer
from workflow.deadlines import APRES, PRINCIPAL, lire_delai, pauses_de
from workflow.values import Unite

JOURS_MAX = 31
"""A longer délai shows its working alone."""
DEPART, COMPTE, PAUSE, REPORTE, FIN = "depart", "compte", "pause", "reporte", "fin"
"""What a day is to the délai: its fact, counted, given back by a hold, rolled over, its end."""


def regle_des_jours(
    timers: Sequence[LigneTimer], nom: str, temps: Calendriers, aujourd_hui: date
) -> dict[str, Any] | None:
    """``{jours, ecoules, restants}`` of the délai called ``nom``.

    ``jours`` are ``{jour, genre, rang, raison, ecoule}``; none for what is no délai of days, for a
    reminder, and for more than a month.
    """
    timer = next((lire_timer(un) for un in timers if (un.name, un.rung) == (nom, PRINCIPAL)), None)
    if timer is None or timer.regle["sens"] != APRES:
        return None
    calendrier, delai = str(timer.regle["calendrier"]), lire_delai(str(timer.regle["delai"]))
    if calendrier not in {DELAI_CONTRACTUEL, PREAVIS} or delai.unite is Unite.JOURS_OUVRES:
        return None
    temps = temps.dans(str(timer.regle.get("zone", temps.zone)))
    compte = temps.compte(timer.ancre, delai, calendrier, pauses_de(timer.regle))
    if not 0 < (compte.dernier - compte.depart).days <= JOURS_MAX:
        return None
    jours = _jours(compte, aujourd_hui)
    suite = jours[1:]
    ecoules = sum(un["ecoule"] for un in suite)
    return {"jours": jours, "ecoules": ecoules, "restants": len(suite) - ecoules}


def _jours(compte: Compte, aujourd_hui: date) -> list[dict[str, Any]]:
    reportes = {un.jour: un.raison for un in compte.reports}
    dits, rang = [], 0
    for ecart in range((compte.dernier - compte.depart).days + 1):
        jour = compte.depart + timedelta(days=ecart)
        genre = _genre(compte, jour, reportes)
        rang += genre in {COMPTE, FIN}
        dits.append(
            {
                "jour": jour,
                "nom": nom_du_jour(jour),
                "genre": genre,
                "rang": rang,
                "raison": reportes.get(jour, ""),
                "ecoule": jour < aujourd_hui,
            }
        )
    return dits


def _genre(compte: Compte, jour: date, reportes: dict[date, str]) -> str:
    if jour == compte.depart:
        return DEPART
    if jour == compte.dernier:
        return FIN
    if jour in reportes:
        return REPORTE
    # the day of a hold has elapsed, that of its end has not
    suspendu = any(une.debut < jour <= une.fin for une in compte.suspensions)
    return PAUSE if suspendu else COMPTE
