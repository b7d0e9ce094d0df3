"""The same dossiers as a board by state, or as the calendar of a month."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from services.accounts.signing_in import Visiteur
from services.answers import libelle_du_rappel
from services.moved_deadlines import libelle_de
from services.office import Bureau
from services.reading.listing import Tri, dire_les_lignes, restreindre
from services.snapshots import lire_regle
from states.calendars import Calendriers
from states.french import PARIS, jour_civil
from storage import boards as depot
from storage import looking as vues
from storage.boards import Armees, DatePrevue
from storage.unit_of_work import Connexion
from workflow.deadlines import AVANT, PRINCIPAL, echeance_de, rappelle
from workflow.decision import Timer

CARTES, DATES = 5, 3
"""Cards of a column, deadlines of a day: the others are behind a link."""
_UN_JOUR = timedelta(days=1)
SUITE_MAX = timedelta(days=31)
"""Between the last day of a délai and when the office acts: at most a closure of the office."""


def tableau(bureau: Bureau, visiteur: Visiteur, tri: Tri) -> dict[str, Any]:
    """``{colonnes, total, sur, mains, etats}``: the states where some dossier stands.

    Raises:
        Introuvable: the reader has no dossiers to see.
    """
    jour = jour_civil(bureau.horloge.maintenant())
    with bureau.travail.lire() as connexion:
        voulu = restreindre(bureau, connexion, visiteur, tri)
        page, comptes = vues.par_etat(connexion, voulu.filtre, jour, limite=CARTES)
        cartes = dire_les_lignes(bureau, connexion, visiteur, page)
    definition = bureau.machines.courantes[tri.machine].definition
    colonnes = [
        {
            "etat": nom,
            "libelle": etat.libelle,
            "detenteur": etat.detenteur,
            "total": comptes[nom],
            "cartes": [une for une in cartes if une["etat"] == nom],
        }
        for nom, etat in definition.etats.items()
        if comptes.get(nom)
    ]
    return {**voulu.barre, "total": sum(comptes.values()), "colonnes": colonnes}


def calendrier(bureau: Bureau, visiteur: Visiteur, tri: Tri, mois: date) -> dict[str, Any]:
    """``{semaines, mois, precedent, suivant, total, sur, mains, etats}``.

    A week is seven days, Monday first, each ``{jour, du_mois, en_tout, agit_avant, dates}``.

    Raises:
        Introuvable: the reader has no dossiers to see.
    """
    semaines = calendar.Calendar().monthdatescalendar(mois.year, mois.month)
    du = datetime.combine(semaines[0][0], time(), PARIS)
    au = datetime.combine(semaines[-1][-1] + _UN_JOUR, time(), PARIS)
    with bureau.travail.lire() as connexion:
        voulu = restreindre(bureau, connexion, visiteur, tri)
        armees, total = depot.echeances_armees(
            connexion, voulu.filtre, du, au + SUITE_MAX, premieres=DATES, total=voulu.total
        )
        temps = bureau.calendriers(bureau.reglages.zone)
        jours = _par_jour(armees, temps)
        manquees = _manquees(armees, temps)
        dites = {
            cle: _dite(bureau, connexion, une, manquees.get(cle))
            for cle, une in depot.dates_prevues(
                connexion, [cle for un in jours.values() for cle in un.premieres]
            ).items()
        }
    premier = mois.replace(day=1)
    return {
        **voulu.barre,
        "total": total,
        "mois": premier,
        "precedent": (premier - _UN_JOUR).replace(day=1),
        "suivant": (premier + timedelta(days=31)).replace(day=1),
        "semaines": [
            [
                {
                    "jour": jour,
                    "du_mois": jour.month == mois.month,
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
    return {"numero": une.numero, "sujet": une.sujet, "libelle": libelle}
