"""A dossier on its diagram, for who may read it: the picture, and the same in words."""

from __future__ import annotations

from typing import Any

from documents.errors import DessinImpossible
from services.accounts.signing_in import Visiteur
from services.accounts.visiting import absent, exiger_son_numero
from services.errors import Introuvable
from services.office import Bureau
from services.reading.drawing import dessin_de_vie
from services.reading.looking import identite, trouver
from services.reading.looking_dossier import chantier_de_lecture
from states.role_names import ROLES_COURTS
from storage import dossiers as depot
from workflow.process import Definition


def schema_du_dossier(bureau: Bureau, visiteur: Visiteur, cle: str) -> dict[str, Any]:
    """``{dossier, etats, svg, sans_dessin}``; ``svg`` is empty where Graphviz cannot draw.

    Raises:
        Introuvable: no such dossier, or one that is another's.
    """
    with bureau.travail.lire() as connexion:
        try:
            vue = trouver(bureau, connexion, cle)
        except Introuvable as erreur:
            raise absent() from erreur
        exiger_son_numero(chantier_de_lecture(bureau, connexion), vue.dossier, visiteur)
        compilee = bureau.machines.par_id(connexion, vue.dossier.definition)
        lignes = depot.lignes(connexion, [vue.dossier.id], None)[vue.dossier.id]
    definition = compilee.definition
    svg, sans_dessin = "", ""
    try:
        svg = dessin_de_vie(definition, vue.dossier, lignes)
    except DessinImpossible as erreur:
        sans_dessin = str(erreur)
    return {
        "dossier": identite(vue, compilee),
        "etats": _etats(definition, vue.dossier.state, lignes),
        "svg": svg,
        "sans_dessin": sans_dessin,
    }


def _etats(definition: Definition, ici: str, lignes: list[Any]) -> list[dict[str, Any]]:
    """Each state: when the dossier came there, and where one goes from it."""
    venues: dict[str, list[str]] = {}
    for une in lignes:
        if une.to_state != une.from_state:
            venues.setdefault(une.to_state, []).append(une.at)
    return [
        {
            "libelle": etat.libelle,
            "detenteur": ROLES_COURTS.get(etat.detenteur, etat.detenteur),
            "ici": nom == ici,
            "final": etat.final,
            "venues": venues.get(nom, []),
            "sorties": [
                {
                    "libelle": un.libelle,
                    "vers": [definition.etats[une].libelle for une in un.destinations],
                }
                for un in definition.evenements.values()
                if nom in un.de and un.destinations and len(un.de) < len(definition.etats) - 1
            ],
        }
        for nom, etat in definition.etats.items()
    ]
