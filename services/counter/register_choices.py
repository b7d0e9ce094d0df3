"""What a field that names a line of the register may hold: operations, marchés, conventions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from services.act import Chantier
from states.french import date_courte
from storage import register_offers, titulaires
from storage.dossiers import LigneDossier
from storage.register_people import conventions
from workflow.process import Evenement

Choix = list[tuple[str, str]]
PROPOSES_MAX = 300
"""Beyond, whoever looks for an older one types its number."""
INSCRIT = "inscrit"


def du_registre(
    chantier: Chantier, dossier: LigneDossier, evenement: Evenement, champ: str
) -> Choix:
    """Values of a field with their labels, those in reach alone; none when it names no line."""
    for effet in evenement.effets:
        nomme = CHAMPS.get(effet.nom) if effet.genre == INSCRIT else None
        if nomme is not None and nomme[0] == champ:
            return nomme[1](chantier, dossier)
    return []


def _operations(chantier: Chantier, dossier: LigneDossier) -> Choix:
    donneur = chantier.entourage.donneur_ordre(dossier)
    if donneur is None:
        return []
    lues = register_offers.operations_ouvertes(chantier.connexion, donneur, PROPOSES_MAX)
    return [(une.reference, f"{une.nom} ({une.reference})") for une in lues]


def _marches(chantier: Chantier, dossier: LigneDossier) -> Choix:
    donneur = chantier.entourage.donneur_ordre(dossier)
    if donneur is None:
        return []
    lus = register_offers.marches_sans_dossier(chantier.connexion, donneur, PROPOSES_MAX)
    return [
        (un.uid, f"{un.objet or un.identifiant}, notifié le {date_courte(un.date_notification)}")
        for un in lus
    ]


def _titulaires(chantier: Chantier, dossier: LigneDossier) -> Choix:
    if dossier.marche is None:
        return []
    jour = chantier.entourage.jour
    lus = titulaires.du_marche(chantier.connexion, dossier.marche, jour)
    return [(un.siret, f"{un.nom} ({un.siret})") for un in lus]


def _conventions(chantier: Chantier, dossier: LigneDossier) -> Choix:
    donneur = chantier.entourage.donneur_ordre(dossier)
    return [
        (une.reference, une.reference)
        for une in conventions(chantier.connexion)
        if une.donneur_ordre == donneur and une.id != dossier.convention
    ]


CHAMPS: Mapping[str, tuple[str, Callable[[Chantier, LigneDossier], Choix]]] = {
    "operation_du_marche": ("operation", _operations),
    "registre_du_marche": ("identifiant", _marches),
    "mandataire": ("mandataire", _titulaires),
    "nouvelle_convention": ("nouvelle_convention", _conventions),
}
"""Name that ``inscrit`` uses (``services/inscriptions``) → its field, and what it may hold."""
