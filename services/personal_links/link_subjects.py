"""What the question of a link is about, so that nobody decides without seeing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from services.act import Chantier
from services.parameters import ecrire
from services.pieces import corps_de, renvoi
from services.procedures import PROCEDURE, lire_la_procedure
from services.reading.looking import champs_dits
from services.register.agreement_parameters import figer, ranger_par_machine
from states.indicators import INDICATEURS, VALIDES_LE
from storage.looking import LigneVue
from storage.stored_json import lire_json
from workflow.compiled import Compilee
from workflow.process import Definition, Evenement

ACCEPTATION = "procedure_acceptee"
"""What the act that freezes a procedure writes in the register (``services/inscriptions``)."""


@dataclass(frozen=True, kw_only=True)
class Reglage:
    """A parameter of a procedure: its machine and label, its value, that of the machine."""

    machine: str
    libelle: str
    valeur: Any
    defaut: str
    propose: bool
    """Whether the file of the procedure names it; the others are frozen as they stand."""


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
    chantier: Chantier, vue: LigneVue, compilee: Compilee, offerts: Iterable[Evenement]
) -> dict[str, list[Reglage]]:
    """Every parameter that accepting would freeze, by the label of its machine.

    Empty where no act offered accepts a procedure, or where the dossier holds none.
    """
    if not any(effet.nom == ACCEPTATION for un in offerts for effet in un.effets):
        return {}
    cadre = chantier.entourage.cadre(vue.dossier)
    valeur = lire_json(vue.dossier.data).get(PROCEDURE)
    if valeur is None or cadre is None or PROCEDURE not in compilee.definition.contexte:
        return {}
    lue = lire_la_procedure(corps_de(chantier, PROCEDURE, valeur)[1])
    definitions = {nom: une.definition for nom, une in chantier.bureau.machines.courantes.items()}
    nommes = ranger_par_machine(definitions, lue)
    figes = figer(chantier.bureau, cadre.parametres, lue)
    dits = {
        definitions[nom].libelle: _reglages(definitions[nom], valeurs, nommes.get(nom, {}))
        for nom, valeurs in figes.items()
    }
    return {libelle: reglages for libelle, reglages in dits.items() if reglages}


def _reglages(
    definition: Definition, valeurs: Mapping[str, Any], nommes: Mapping[str, Any]
) -> list[Reglage]:
    return [
        Reglage(
            machine=definition.libelle,
            libelle=definition.parametres[nom].libelle,
            valeur=valeur,
            defaut=ecrire(definition.parametres[nom].defaut),
            propose=nom in nommes,
        )
        for nom, valeur in valeurs.items()
        if definition.parametres[nom].libelle
    ]
