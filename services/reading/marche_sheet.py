"""What the register says of the marché of a dossier, and how far its hours are: for its page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from services.reading.progress import AVANCENT, heures_de
from services.register.follow import MACHINE
from services.surroundings import Entourage
from states.french import date_dite, denombre, euros
from storage.around import PARENT
from storage.looking import LigneVue
from storage.marche_sheets import FeuilleDuMarche
from storage.stored_json import lire_json

A_LA_NOTIFICATION = "à la notification"


def marche_dit(entourage: Entourage, vue: LigneVue, deja: Collection[str]) -> list[tuple[str, str]]:
    """Label and words of each thing known, on the page of the dossier that follows a marché.

    ``deja`` are the fields that this page shows by itself.
    """
    if vue.dossier.marche is None or vue.dossier.machine != MACHINE:
        return []
    feuille = entourage.feuille(vue.dossier.marche)
    dites = _lignes(feuille, entourage.jour) if feuille else []
    return [(libelle, texte) for champ, libelle, texte in dites if texte and champ not in deja]


def heures_du_dossier(vue: LigneVue, proches: Sequence[Any]) -> dict[str, Decimal] | None:
    """Hours done and owed of the marché: its own, or those of the one that opened this dossier."""
    if vue.dossier.machine == MACHINE:
        return heures_de(lire_json(vue.dossier.data))
    parents = (un.data for un in proches if un.par == PARENT and un.machine == MACHINE)
    donnees = next(parents, None) if vue.dossier.machine in AVANCENT else None
    return heures_de(lire_json(donnees)) if donnees else None


def _lignes(feuille: FeuilleDuMarche, jour: date) -> list[tuple[str, str, str | None]]:
    marche = feuille.marche
    return [
        ("objet", "Objet", marche.objet),
        ("montant", "Montant publié", _montant(feuille)),
        ("date_notification", "Notifié le", date_dite(marche.date_notification, jour)),
        ("duree_mois", "Durée", _duree(feuille)),
        ("cpv", "CPV", marche.cpv),
        ("lieu", "Lieu d’exécution", marche.lieu),
        ("procedure", "Procédure", marche.procedure),
        ("considerations", "Considérations", ", ".join(marche.considerations or ())),
    ]


def _montant(feuille: FeuilleDuMarche) -> str | None:
    publie = feuille.marche.montant
    courant: Decimal | None = feuille.modifie.get("montant", publie)
    if courant is None:
        return None
    if publie is None or courant == publie:
        return euros(courant)
    return f"{euros(courant)} ({euros(publie)} {A_LA_NOTIFICATION})"


def _duree(feuille: FeuilleDuMarche) -> str | None:
    publiee = feuille.marche.duree_mois
    courante: int | None = feuille.modifie.get("duree_mois", publiee)
    if courante is None:
        return None
    if publiee is None or courante == publiee:
        return denombre(courante, "mois", "mois")
    return f"{denombre(courante, 'mois', 'mois')} ({publiee} {A_LA_NOTIFICATION})"
