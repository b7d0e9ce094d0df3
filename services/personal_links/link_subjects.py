"""What the question of a link is about, so that nobody decides without seeing it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from notifications.context import ReglageVue
from services.act import Chantier
from services.pieces import renvoi
from services.procedures import ACCEPTATION, PROCEDURE
from services.proposed_procedure import reglages
from services.reading.looking import champs_dits
from states.indicators import INDICATEURS, VALIDES_LE
from storage.looking import LigneVue
from storage.stored_json import lire_json
from workflow.compiled import Compilee
from workflow.process import Definition, Evenement


def objet(vue: LigneVue, compilee: Compilee, role: str) -> list[dict[str, Any]]:
    """What the dossier was opened with and what the acts that led to its state entered, in words.

    Nothing personal, but where the machine shows it to that role.
    """
    definition = compilee.definition
    saisis, donnees = _saisis(definition, vue.dossier.state), lire_json(vue.dossier.data)
    retenus = {
        nom: donnees[nom]
        for nom, champ in definition.contexte.items()
        if nom in saisis
        and donnees.get(nom) not in (None, "")
        and nom != PROCEDURE  # told whole, rule by rule
        and (nom not in definition.personnels or role in champ.montre_a)
    }
    return [_dit(un) for un in champs_dits(definition, retenus)]


def _saisis(definition: Definition, etat: str) -> set[str]:
    saisies = [*definition.ouverture.saisies]
    for un in definition.evenements.values():
        if etat in un.destinations:
            saisies += un.saisies
    return {une.champ for une in saisies}


def _dit(champ: dict[str, Any]) -> dict[str, Any]:
    fichier = renvoi(champ["valeur"])
    return {**champ, "texte": champ["texte"] or (fichier[0] if fichier else None)}


def indicateurs(offerts: Iterable[Evenement]) -> tuple[str, ...]:
    """The indicators of the bilan, where one of the acts offered validates them."""
    valide = any(une.champ == VALIDES_LE for un in offerts for une in un.saisies)
    return INDICATEURS if valide else ()


def procedure_proposee(
    chantier: Chantier, vue: LigneVue, offerts: Iterable[Evenement]
) -> dict[str, list[ReglageVue]]:
    """Every parameter that accepting would freeze, by the label of its machine.

    Empty where no act offered accepts a procedure, or where the dossier holds none.
    """
    if not any(effet.nom == ACCEPTATION for un in offerts for effet in un.effets):
        return {}
    par_machine: dict[str, list[ReglageVue]] = {}
    for un in reglages(chantier, vue.dossier, lire_json(vue.dossier.data).get(PROCEDURE)):
        par_machine.setdefault(un.machine, []).append(un)
    return par_machine
