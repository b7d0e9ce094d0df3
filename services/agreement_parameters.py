"""Parameters of an agreement's file: known, of their type, and sorted by machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from services.office import Bureau
from services.parameters import en_vigueur
from services.register_conventions import ConventionSaisie
from workflow.errors import ValeurInvalide


def verifier_parametres(bureau: Bureau, saisie: ConventionSaisie) -> ConventionSaisie:
    """The agreement with its parameters by machine; one written bare goes where it is declared.

    Raises:
        ValeurInvalide: unknown machine or parameter, or a value that does not fit.
    """
    courantes = {nom: une.definition for nom, une in bureau.machines.courantes.items()}
    par_machine: dict[str, dict[str, Any]] = {}
    for nom, valeur in saisie.parametres.items():
        if nom in courantes:
            par_machine.setdefault(nom, {}).update(_bloc(nom, valeur))
            continue
        tenants = [une for une, definition in courantes.items() if nom in definition.parametres]
        if not tenants:
            raise ValeurInvalide(
                f"parametres.{nom}",
                f"« {nom} » n’est ni un genre de dossier ni un paramètre.",
                f"Écrivez parametres: {{relation_entreprise: {{…}}}} ; genres : "
                f"{', '.join(courantes)}.",
            )
        for machine in tenants:
            par_machine.setdefault(machine, {})[nom] = valeur
    for machine, valeurs in par_machine.items():
        en_vigueur(courantes[machine], valeurs)
    return replace(saisie, parametres=par_machine)


def _bloc(machine: str, valeur: Any) -> Mapping[str, Any]:
    if not isinstance(valeur, Mapping):
        raise ValeurInvalide(
            f"parametres.{machine}",
            f"parametres.{machine} : un bloc « nom : valeur » est attendu.",
            f"Exemple : {machine}: {{delai_courrier: 15 j}}",
        )
    return valeur
