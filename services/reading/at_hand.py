"""What to have at hand to reach somebody: numbers, addresses, the last contacts of a dossier."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import EQUIPE
from services.surroundings import Entourage
from states.contacts import CONTACT, HABITUELS
from states.roles import ENTREPRISE, REFERENT
from storage.dossiers import LigneDossier
from workflow.process import Definition
from workflow.values import Donnees, Historique

DERNIERS = 3
"""Contacts that are told: more are in the journal."""


def a_joindre(
    entourage: Entourage, dossier: LigneDossier, visiteur: Visiteur
) -> dict[str, list[dict[str, str | None]]]:
    """``{entreprise, referent}``: who answers there, with the numbers, for the team alone.

    Buyers and the accounts read names (page « Données personnelles »); each list is then empty.
    """
    roles = (ENTREPRISE, REFERENT) if visiteur.roles & EQUIPE else ()
    dits: dict[str, list[dict[str, str | None]]] = {ENTREPRISE: [], REFERENT: []}
    for role in roles:
        dits[role] = [
            {
                "nom": une.nom,
                "fonction": une.fonction,
                "telephone": une.telephone,
                "courriel": une.courriel,
            }
            for une in entourage.personnes(dossier, role)
        ]
    return dits


def derniers_contacts(definition: Definition, historique: Historique) -> list[dict[str, Any]]:
    """``{le, moyen, resultat, sens}`` of the last contacts, the latest first, in words."""
    lignes = historique.de(CONTACT)[-DERNIERS:]
    return [
        {
            "le": une.donnees.get("date") or une.at,
            **{
                nom: definition.contexte[nom].libelles.get(str(une.donnees.get(nom)), "")
                for nom in ("moyen", "resultat", "sens")
            },
        }
        for une in reversed(lignes)
    ]


def habituels(historique: Historique, donnees: Donnees) -> Mapping[str, str]:
    """What is checked before anybody types: the way that served last, from us to the entreprise.

    A first contact after the launch of the marché may have been made there (annexe 1/B): its day is
    offered, and counts once somebody confirms it. The result is never guessed: it counts for the
    courrier.
    """
    lignes, lancement = historique.de(CONTACT), donnees.get("lancement_le")
    if not lignes and isinstance(lancement, date):
        return {**HABITUELS, "moyen": "reunion", "date": lancement.isoformat()}
    moyen = lignes[-1].donnees.get("moyen") if lignes else None
    return {**HABITUELS, "moyen": str(moyen or HABITUELS["moyen"])}
