"""The same dossiers as a board by state, or as the calendar of a month."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from services.accounts.signing_in import Visiteur
from services.moved_deadlines import libelle_de
from services.office import Bureau
from services.reading.listing import Tri, dire_les_lignes, restreindre
from services.snapshots import lire_regle
from states.calendars import Calendriers
from states.french import PARIS, jour_civil
from storage import boards as depot
from storage import looking as vues
from storage.boards import Armee, DatePrevue
from storage.unit_of_work import Connexion
from workflow.deadlines import AVANT, PRINCIPAL, calculer

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
        comptes = depot.compter_par_etat(connexion, voulu.filtre)
        page = vues.par_etat(connexion, voulu.filtre, jour, limite=CARTES)
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
    return {**voulu.barre, "colonnes": colonnes}


def calendrier(bureau: Bureau, visiteur: Visiteur, tri: Tri, mois: date) -> dict[str, Any]:
    """``{semaines, mois, precedent, suivant, total, sur, mains, etats}``.

    A week is seven days, Monday first, each ``{jour, du_mois, en_tout, dates}``.

    Raises:
        Introuvable: the reader has no dossiers to see.
    """
    semaines = calendar.Calendar().monthdatescalendar(mois.year, mois.month)
    du = datetime.combine(semaines[0][0], time(), PARIS)
    au = datetime.combine(semaines[-1][-1] + _UN_JOUR, time(), PARIS)
    with bureau.travail.lire() as connexion:
        voulu = restreindre(bureau, connexion, visiteur, tri)
        armees = depot.echeances_armees(connexion, voulu.filtre, du, au + SUITE_MAX)
        par_jour = _par_jour(armees, bureau.calendriers(bureau.reglages.zone))
        montrees = [cle for cles in par_jour.values() for cle in cles[:DATES]]
        dites = {
            cle: _dite(bureau, connexion, une)
            for cle, une in depot.dates_prevues(connexion, montrees).items()
        }
    premier = mois.replace(day=1)
    return {
        **voulu.barre,
        "mois": premier,
        "precedent": (premier - _UN_JOUR).replace(day=1),
        "suivant": (premier + timedelta(days=31)).replace(day=1),
        "semaines": [
            [
                {
                    "jour": jour,
                    "du_mois": jour.month == mois.month,
                    "en_tout": len(par_jour.get(jour, ())),
                    "dates": [dites[cle] for cle in par_jour.get(jour, [])[:DATES]],
                }
                for jour in semaine
            ]
            for semaine in semaines
        ],
    }


def _par_jour(armees: Sequence[Armee], temps: Calendriers) -> dict[date, list[int]]:
    """Timers by the day that people are told (``due_dates.jour_dit``), each day's in their order.

    Thousands of deadlines share a few hundred rules and anchors: each is computed once.
    """
    par_jour: dict[date, list[int]] = {}
    derniers: dict[tuple[str, date], date] = {}
    for une in armees:
        regle, cle = lire_regle(une.regle), (une.regle, une.ancre)
        if une.rang != PRINCIPAL or regle["sens"] == AVANT:
            jour = jour_civil(une.du_le)
        else:
            jour = derniers.get(cle) or calculer(regle, une.ancre, temps).dernier_jour
            derniers[cle] = jour
        par_jour.setdefault(jour, []).append(une.id)
    return par_jour


def _dite(bureau: Bureau, connexion: Connexion, une: DatePrevue) -> dict[str, Any]:
    definition = bureau.machines.par_id(connexion, une.definition).definition
    libelle = libelle_de(definition, une.etat, une.nom) or une.nom.replace("_", " ")
    return {"numero": une.numero, "sujet": une.sujet, "libelle": libelle}
