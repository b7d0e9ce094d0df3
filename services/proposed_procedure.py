"""What accepting a procedure would freeze, in words: the same for its mail and for its page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from notifications.context import ReglageVue
from services.act import Chantier
from services.parameters import dire, ecrire
from services.pieces import corps_de
from services.procedures import PROCEDURE, lire_la_procedure
from services.register.agreement_parameters import figer, ranger_par_machine
from states.french import typographie
from storage.dossiers import LigneDossier
from workflow.declared import Parametre
from workflow.process import Definition

_ONT_LIEU = {"oui": "a lieu", "non": "n’a pas lieu"}


def reglages(chantier: Chantier, dossier: LigneDossier, fichier: object) -> tuple[ReglageVue, ...]:
    """Every parameter that the file of a procedure would freeze for the dossier's convention.

    Empty without a file, or outside a convention.

    Raises:
        ValeurInvalide: no procedure is read in it.
    """
    cadre = chantier.entourage.cadre(dossier)
    if fichier is None or cadre is None:
        return ()
    lue = lire_la_procedure(corps_de(chantier, PROCEDURE, fichier)[1])
    definitions = {nom: une.definition for nom, une in chantier.bureau.machines.courantes.items()}
    nommes = ranger_par_machine(definitions, lue)
    figes = figer(chantier.bureau, cadre.parametres, lue)
    return tuple(
        un
        for nom, valeurs in figes.items()
        for un in _de_la_machine(definitions[nom], valeurs, nommes.get(nom, {}))
    )


def _de_la_machine(
    definition: Definition, valeurs: Mapping[str, Any], nommes: Mapping[str, Any]
) -> Iterator[ReglageVue]:
    for nom, valeur in valeurs.items():
        parametre = definition.parametres[nom]
        if parametre.libelle:
            yield ReglageVue(
                machine=definition.libelle,
                libelle=typographie(parametre.libelle),
                valeur=dire(definition, parametre, str(valeur)),
                usage=dire(definition, parametre, ecrire(parametre.defaut)),
                source=typographie(parametre.source),
                etapes=tuple(_etapes(definition, parametre, str(valeur))),
                propose=nom in nommes,
            )


def _etapes(definition: Definition, parametre: Parametre, valeur: str) -> Iterator[str]:
    """The acts that a parameter switches, each with what becomes of it."""
    for acte in definition.evenements.values():
        if acte.si_parametre == parametre.nom:
            yield typographie(f"« {acte.libelle} » {_ONT_LIEU[valeur]}")
