"""The deadlines of a month, as a grid: of one kind of dossier, or of every kind."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from services.answers import libelle_du_rappel
from services.moved_deadlines import libelle_de
from services.office import Bureau
from services.snapshots import lire_regle
from states.calendars import Calendriers
from states.french import PARIS
from storage import boards as depot
from storage.boards import Armees, DatePrevue
from storage.looking import FiltreDossiers
from storage.unit_of_work import Connexion
from workflow.deadlines import AVANT, PRINCIPAL, echeance_de, rappelle
from workflow.decision import Timer

DATES = 3
"""Deadlines of a day: the others are behind a link."""
_UN_JOUR = timedelta(days=1)
SUITE_MAX = timedelta(days=31)
"""Between the last day of a délai and when the office acts: at most a closure of the office."""


def mois(
    bureau: Bureau, connexion: Connexion, filtre: FiltreDossiers, le: date, *, total: int | None
) -> dict[str, Any]:
    """``{semaines, mois, precedent, suivant, total}`` of the month of a day, as a grid.

    A week is seven days, Monday first, each ``{jour, du_mois, en_tout, agit_avant, dates}``.
    ``total`` is how many dossiers the filter lets through, asked here when nobody knows.
    """
    semaines = calendar.Calendar().monthdatescalendar(le.year, le.month)
    du = datetime.combine(semaines[0][0], time(), PARIS)
    au = datetime.combine(semaines[-1][-1] + _UN_JOUR, time(), PARIS)
    armees, total = depot.echeances_armees(
        connexion, filtre, du, au + SUITE_MAX, premieres=DATES, total=total
    )
    temps = bureau.calendriers(bureau.reglages.zone)
    jours = _par_jour(armees, temps)
    manquees = _manquees(armees, temps)
    montrees = [cle for jour in jours.values() for cle in jour.premieres]
    dites = {
        cle: _dite(bureau, connexion, une, manquees.get(cle))
        for cle, une in depot.dates_prevues(connexion, montrees).items()
    }
    premier = le.replace(day=1)
    return {
        "total": total,
        "mois": premier,
        "precedent": (premier - _UN_JOUR).replace(day=1),
        "suivant": (premier + timedelta(days=31)).replace(day=1),
        "semaines": [
            [
                {
                    "jour": jour,
                    "du_mois": jour.month == le.month,
                    "en_tout": jours[jour].en_tout,
                    "agit_avant": jours[jour].agit + _UN_JOUR,
                    "dates": [dites[cle] for cle in jours[jour].premieres],
                }
                for jour in semaine
            ]
            for semaine in semaines
        ],
    }


@dataclass
class _Jour:
    """The deadlines of a day: how many, the first of them, and when the last of them acts."""

    en_tout: int = 0
    premieres: list[int] = field(default_factory=list)
    agit: date = date.min


def _par_jour(armees: Iterable[Armees], temps: Calendriers) -> defaultdict[date, _Jour]:
    """Deadlines by the day that people are told (``armed_instants.jour_dit``)."""
    jours: defaultdict[date, _Jour] = defaultdict(_Jour)
    for une in armees:
        jour = jours[_jour_dit(une, temps)]
        jour.en_tout += une.en_tout
        jour.premieres = [*jour.premieres, *une.premieres][:DATES]
        jour.agit = max(jour.agit, une.jour)
    return jours


def _jour_dit(une: Armees, temps: Calendriers) -> date:
    regle = lire_regle(une.regle)
    avant = une.rang == PRINCIPAL and regle["sens"] == AVANT
    if avant or rappelle(regle, une.rang):  # it acts on the day that it tells
        return une.jour
    return _dernier_jour(temps, une.regle, une.ancre, une.rang)


@lru_cache(maxsize=32_768)
def _dernier_jour(temps: Calendriers, regle: str, ancre: date, rang: int) -> date:
    """Kept: a reminder counts from all those before it, and a month asks for hundreds of them."""
    compte = datetime.combine(ancre, time(), PARIS)  # what acts when does not tell the last day
    timer = Timer(nom="", rang=rang, regle=lire_regle(regle), ancre=ancre, du_le=compte)
    return echeance_de(timer, temps).dernier_jour


def _manquees(armees: Iterable[Armees], temps: Calendriers) -> dict[int, date]:
    """The day that was missed, of each timer that only reminds of one."""
    return {
        cle: _dernier_jour(temps, une.regle, une.ancre, PRINCIPAL)
        for une in armees
        if rappelle(lire_regle(une.regle), une.rang)
        for cle in une.premieres
    }


def _dite(
    bureau: Bureau, connexion: Connexion, une: DatePrevue, manquee: date | None
) -> dict[str, Any]:
    definition = bureau.machines.par_id(connexion, une.definition).definition
    libelle = libelle_de(definition, une.etat, une.nom) or une.nom.replace("_", " ")
    if manquee is not None:
        libelle = libelle_du_rappel(libelle, manquee)
    return {
        "numero": une.numero,
        "machine": une.machine,
        "sujet": une.sujet,
        "libelle": libelle,
    }
