"""What to have at hand to reach somebody: numbers, addresses, the last contacts of a dossier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import EQUIPE
from services.act import Chantier
from services.surroundings import Entourage
from states.contacts import CONTACT, HABITUELS
from states.roles import ENTREPRISE, PRESCRIPTEUR, REFERENT
from storage.dossiers import LigneDossier
from storage.looking import LigneVue
from workflow.process import Definition
from workflow.values import Historique

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


def habituels(historique: Historique) -> Mapping[str, str]:
    """What is checked before anybody types: the way that served last, from us to the entreprise.

    The result is never guessed: it counts for the courrier.
    """
    lignes = historique.de(CONTACT)
    moyen = lignes[-1].donnees.get("moyen") if lignes else None
    return {**HABITUELS, "moyen": str(moyen or HABITUELS["moyen"])}


def nommer_le_prescripteur(
    chantier: Chantier, vue: LigneVue, champs: list[dict[str, Any]], lignes: list[dict[str, Any]]
) -> None:
    """Say the person instead of the login by which a dossier names its prescripteur."""
    dits = [
        un
        for un in (*champs, *(un for une in lignes for un in une["champs"]))
        if un["champ"] == PRESCRIPTEUR
    ]
    if not dits:
        return
    noms = {une.login: une.nom for une in chantier.entourage.personnes(vue.dossier, PRESCRIPTEUR)}
    for un in dits:
        un["texte"] = noms.get(un["valeur"], un["texte"])
