"""A dossier's page: everything about it, what its reader can do, its journal; one reading."""

from __future__ import annotations

from typing import Any

from services.errors import Introuvable
from services.explaining import expliquer_charge
from services.link_secrets import PORTEUR
from services.loading import charger_snapshot
from services.looking import principale, trouver
from services.looking_dossier import chantier_de_lecture, dossier_charge
from services.looking_journal import journal_de
from services.office import Bureau
from services.signing_in import Visiteur
from services.visiting import absent, est_de_la_ville, exiger_visible
from states.roles import REFERENT
from storage import looking_details as details
from storage import personal_links
from storage.unit_of_work import Connexion
from workflow.process import Definition
from workflow.values import ROLES_DU_MOTEUR

TOUT = 10_000
NOTER = "noter"


def page_du_dossier(bureau: Bureau, visiteur: Visiteur, cle: str) -> dict[str, Any]:
    """``{dossier, actes, journal, chemin, definition}``, as this reader may see it.

    Raises:
        Introuvable: no such dossier, or one that is another's.
    """
    with bureau.travail.lire() as connexion:
        try:
            vue = trouver(connexion, cle)
        except Introuvable as erreur:
            raise absent() from erreur
        chantier = chantier_de_lecture(bureau, connexion)
        exiger_visible(chantier, vue.dossier, visiteur)
        compilee = bureau.machines.par_id(connexion, vue.dossier.definition)
        charge = charger_snapshot(chantier, vue.dossier, compilee, tout=True)
        fiche = dossier_charge(chantier, vue, charge)
        fiche["prochaine_echeance"] = principale(fiche["echeances"])
        lignes = journal_de(
            bureau,
            connexion,
            vue.dossier,
            apres=0,
            limite=TOUT,
            courriels=fiche["courriels"],
        )
        dite: dict[str, Any] = {
            "dossier": fiche,
            "actes": ranger(
                expliquer_charge(chantier, vue, charge, visiteur.compte),
                compilee.definition,
                vue.dossier.state,
            ),
            "chemin": chemin(compilee.definition, lignes),
        }
        noms = _noms(connexion, lignes)
    if est_de_la_ville(visiteur):
        lignes = [_pour_la_ville(une, compilee.definition) for une in lignes if _montree(une)]
        fiche["champs"] = _champs_pour_la_ville(fiche["champs"], compilee.definition)
        fiche["courriels"] = [un for un in fiche["courriels"] if un["role"] == REFERENT]
        fiche["taches"] = [une for une in fiche["taches"] if une["pour"] == REFERENT]
    for une in lignes:
        une["par"] = noms.get(une["au_nom_de"] or une["acteur"])
    return {**dite, "journal": lignes[::-1], "definition": compilee.definition}


def _noms(connexion: Connexion, lignes: list[dict[str, Any]]) -> dict[str, str]:
    """Who acted, by name: accounts, and people who answered by a link of their own."""
    noms = details.noms_des_comptes(connexion, {une["au_nom_de"] for une in lignes} - {None})
    par_lien = {
        int(une["acteur"].removeprefix(PORTEUR))
        for une in lignes
        if une["acteur"].startswith(PORTEUR)
    }
    if par_lien:
        noms |= {
            f"{PORTEUR}{un}": nom for un, nom in personal_links.noms(connexion, par_lien).items()
        }
    return noms


def ranger(
    explication: dict[str, Any], definition: Definition, etat: str
) -> dict[str, list[dict[str, Any]]]:
    """Acts in the order a reader looks for them.

    ``avancer`` moves the dossier, ``aussi`` stays in the state or is of every machine; ``empeches``
    are of this state and lack something, ``ailleurs`` belong to other states.
    """
    rangs: dict[str, list[dict[str, Any]]] = {
        "avancer": [],
        "aussi": [],
        "empeches": [],
        "ailleurs": [],
    }
    for un in explication["possibles"]:
        declare = definition.evenements[un["evenement"]]
        meut = bool(declare.destinations) and len(declare.de) < len(definition.etats) - 1
        rangs["avancer" if meut else "aussi"].append(un)
    for un in explication["impossibles"]:
        declare = definition.evenements[un["evenement"]]
        if declare.par <= ROLES_DU_MOTEUR:
            continue
        rangs["empeches" if etat in declare.de else "ailleurs"].append(un)
    return rangs


def chemin(definition: Definition, lignes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lived path: each state with the day it was entered, oldest first."""
    passes: list[dict[str, Any]] = []
    for une in lignes:
        if (not passes or une["vers"] != passes[-1]["etat"]) and une["vers"] in definition.etats:
            passes.append(
                {
                    "etat": une["vers"],
                    "libelle": definition.etats[une["vers"]].libelle,
                    "le": une["le"],
                }
            )
    return passes


def _montree(ligne: dict[str, Any]) -> bool:
    """Notes of the team stay in the team; those of the buyer's people are theirs to read."""
    return bool(ligne["evenement"] != NOTER or ligne["role"] == REFERENT)


def _champs_pour_la_ville(
    champs: list[dict[str, Any]], definition: Definition
) -> list[dict[str, Any]]:
    """Fields without what tells of a person, but where the machine shows it to the buyer."""
    return [
        un
        for un in champs
        if un["champ"] not in definition.personnels
        or REFERENT in definition.contexte[un["champ"]].montre_a
    ]


def _pour_la_ville(ligne: dict[str, Any], definition: Definition) -> dict[str, Any]:
    """Without the personal values that others entered, nor mails to others."""
    if ligne["role"] == REFERENT:
        return ligne
    return {
        **ligne,
        "champs": [un for un in ligne["champs"] if un["champ"] not in definition.personnels],
        "courriels": [un for un in ligne["courriels"] if un["role"] == REFERENT],
    }
