"""``jalon diagram``: a machine as a picture, and the life of a dossier on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from documents.drawing import en_svg
from services.office import Bureau
from services.reading.looking import trouver
from states.role_names import ROLES_COURTS
from storage import dossiers as depot
from storage.dossiers import LigneDossier
from workflow.diagram import Vecu, dessiner
from workflow.process import Definition


def dessin_de_machine(definition: Definition, vecu: Vecu | None = None, sujet: str = "") -> str:
    """The picture of a machine as SVG.

    Raises:
        DessinImpossible: Graphviz is absent, or cannot lay it out.
    """
    titre = f"{definition.libelle}{f' — {sujet}' if sujet else ''}"
    etats = ", ".join(etat.libelle for etat in definition.etats.values())
    description = (
        f"Parcours « {definition.libelle} », version {definition.version}. États : {etats}."
    )
    if vecu is not None:
        description += f" Le dossier est à l’état « {definition.etats[vecu.etat].libelle} »."
    return en_svg(dessiner(definition, ROLES_COURTS, vecu), titre=titre, description=description)


def dessin_de_dossier(bureau: Bureau, cle: str) -> tuple[Definition, str]:
    """The machine that a dossier runs, in its own version, with its state and its path.

    Raises:
        Introuvable: no such dossier.
        DessinImpossible: Graphviz is absent, or cannot lay it out.
    """
    with bureau.travail.lire() as connexion:
        dossier = trouver(bureau, connexion, cle).dossier
        definition = bureau.machines.par_id(connexion, dossier.definition).definition
        lignes = depot.lignes(connexion, [dossier.id], None)[dossier.id]
    return definition, dessin_de_vie(definition, dossier, lignes)


def dessin_de_vie(definition: Definition, dossier: LigneDossier, lignes: Iterable[Any]) -> str:
    """Same, of a dossier already read with its journal.

    Raises:
        DessinImpossible: Graphviz is absent, or cannot lay it out.
    """
    mouvements = tuple(
        (une.from_state, une.event, une.to_state)
        for une in lignes
        if une.from_state != une.to_state and une.from_state in definition.etats
    )
    vecu = Vecu(etat=dossier.state, mouvements=mouvements)
    return dessin_de_machine(definition, vecu, dossier.numero)
