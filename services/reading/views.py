"""The same dossiers as a board by state, or as the calendar of a month."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.accounts.signing_in import Visiteur
from services.office import Bureau
from services.reading.listing import Tri, dire_les_lignes, lecture_de, restreindre
from services.reading.month import mois
from storage import looking as vues

CARTES = 5
"""Cards of a column: the others are behind a link."""


def tableau(bureau: Bureau, visiteur: Visiteur, tri: Tri) -> dict[str, Any]:
    """``{colonnes, total, sur, mains, etats}``: the states where some dossier stands.

    Raises:
        Introuvable: the reader has no dossiers to see.
    """
    with bureau.travail.lire() as connexion:
        voulu = restreindre(bureau, connexion, visiteur, tri)
        lecture = lecture_de(bureau, visiteur)
        page, comptes = vues.par_etat(connexion, voulu.filtre, lecture, limite=CARTES)
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


def calendrier(bureau: Bureau, visiteur: Visiteur, tri: Tri, jour: date) -> dict[str, Any]:
    """``{semaines, mois, precedent, suivant, total, sur, mains, etats}`` of the month of a day.

    Raises:
        Introuvable: the reader has no dossiers to see.
    """
    with bureau.travail.lire() as connexion:
        voulu = restreindre(bureau, connexion, visiteur, tri)
        dit = mois(bureau, connexion, voulu.filtre, jour, total=voulu.total)
    return {**voulu.barre, **dit}
