"""The same dossiers as a board by state, or as the calendar of a month."""

from __future__ import annotations

import calendar
from datetime import date, datetime, time, timedelta
from typing import Any

from services.accounts.signing_in import Visiteur
from services.moved_deadlines import libelle_de
from services.office import Bureau
from services.reading.listing import Tri, dire_les_lignes, par_etat, restreindre
from states.french import PARIS, jour_civil
from storage import boards as depot
from storage import looking as vues
from storage.boards import DatePrevue
from storage.unit_of_work import Connexion

CARTES, DATES = 5, 3
"""Cards of a column, deadlines of a day: the others are behind a link."""
_UN_JOUR = timedelta(days=1)


def tableau(bureau: Bureau, visiteur: Visiteur, tri: Tri) -> dict[str, Any]:
    """``{colonnes, total, sur, mains, etats}``: the states where some dossier stands.

    Raises:
        Introuvable: the reader has no dossiers to see.
    """
    jour = jour_civil(bureau.horloge.maintenant())
    with bureau.travail.lire() as connexion:
        voulu = restreindre(bureau, connexion, visiteur, tri)
        if voulu.nombres is None:
            comptes = depot.compter_par_etat(connexion, voulu.filtre)
        else:
            comptes = par_etat(voulu.nombres)
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
    return {**voulu.barre, "total": sum(comptes.values()), "colonnes": colonnes}


def calendrier(bureau: Bureau, visiteur: Visiteur, tri: Tri, mois: date) -> dict[str, Any]:
    """``{semaines, mois, precedent, suivant, total, sur, mains, etats}``.

    A week is seven days, Monday first, each ``{jour, lendemain, du_mois, en_tout, dates}``.

    Raises:
        Introuvable: the reader has no dossiers to see.
    """
    semaines = calendar.Calendar().monthdatescalendar(mois.year, mois.month)
    du = datetime.combine(semaines[0][0], time(), PARIS)
    au = datetime.combine(semaines[-1][-1] + _UN_JOUR, time(), PARIS)
    with bureau.travail.lire() as connexion:
        voulu = restreindre(bureau, connexion, visiteur, tri)
        total = voulu.total
        if total is None:
            total = vues.compter(connexion, voulu.filtre)
        lues = depot.echeances_par_jour(connexion, voulu.filtre, du, au, par_jour=DATES)
        par_jour: dict[date, list[dict[str, Any]]] = {}
        comptes = {une.jour: une.en_tout for une in lues}
        for une in lues:
            par_jour.setdefault(une.jour, []).append(_dite(bureau, connexion, une))
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
                    "lendemain": jour + _UN_JOUR,
                    "du_mois": jour.month == mois.month,
                    "en_tout": comptes.get(jour, 0),
                    "dates": par_jour.get(jour, []),
                }
                for jour in semaine
            ]
            for semaine in semaines
        ],
    }


def _dite(bureau: Bureau, connexion: Connexion, une: DatePrevue) -> dict[str, Any]:
    definition = bureau.machines.par_id(connexion, une.definition).definition
    libelle = libelle_de(definition, une.etat, une.nom) or une.nom.replace("_", " ")
    return {"numero": une.numero, "sujet": une.sujet, "libelle": libelle}
