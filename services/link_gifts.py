"""Fields that a dossier is opened with because of the one that carries it (``donne`` of a link)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.office import Bureau
from workflow.process import Definition, LienDeclare, Saisie


def donnees_du_lien(lien: LienDeclare, porteur: Mapping[str, Any]) -> dict[str, Any]:
    """What the carrier's fields give a dossier opened by the link: typed, what it has alone."""
    dites = {champ: porteur.get(source) for champ, source in lien.donne.items()}
    return {champ: valeur for champ, valeur in dites.items() if valeur is not None}


def saisies_demandees(bureau: Bureau, definition: Definition) -> list[Saisie]:
    """Fields of the opening that a person is asked for: no link gives them."""
    donnees = {
        champ
        for une in bureau.machines.courantes.values()
        for lien in une.definition.liens.values()
        if lien.machine == definition.machine
        for champ in lien.donne
    }
    return [une for une in definition.ouverture.saisies if une.champ not in donnees]
