"""Parameters of an agreement's file: known, of their type, and sorted by machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from services.office import Bureau
from services.parameters import ecrire, en_vigueur
from services.register.register_conventions import ConventionSaisie
from workflow.errors import ValeurInvalide
from workflow.process import Definition

Juge = Callable[[Mapping[str, Mapping[str, Any]]], Sequence[str]]
"""Says in French why ``jalon check`` would refuse values of parameters, by machine."""


def verifier_parametres(bureau: Bureau, saisie: ConventionSaisie) -> ConventionSaisie:
    """The agreement with its parameters by machine; one written bare goes where it is declared.

    Raises:
        ValeurInvalide: unknown machine or parameter, or a value that does not fit.
    """
    par_machine = ranger_par_machine(_definitions(bureau), saisie.parametres)
    return replace(saisie, parametres=par_machine)


def exiger_l_usuel(
    parametres: Mapping[str, Mapping[str, Any]],
    juger: Juge,
    remede: str,
) -> None:
    """Refuse values that break the rules of the agreement that Jalon was proved on.

    Parameters:
        parametres: by machine, as :func:`verifier_parametres` sorts them.
        juger: says why ``jalon check`` would refuse them.
        remede: how an agreement that truly says otherwise is entered.

    Raises:
        ValeurInvalide: a value breaks a rule, which the message names with its article.
    """
    refusees = juger(parametres) if parametres else ()
    if refusees:
        raise ValeurInvalide("parametres", "\n".join(refusees), remede)


def figer(bureau: Bureau, *ecrits: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Every parameter of every machine as text, the last mapping that names one winning.

    What the installation or a later version of a machine changes does not touch what is frozen.

    Raises:
        ValeurInvalide: unknown machine or parameter, or a value that does not fit.
    """
    definitions = _definitions(bureau)
    ranges = [ranger_par_machine(definitions, un) for un in ecrits]
    figes: dict[str, dict[str, Any]] = {}
    for nom, definition in definitions.items():
        installes = bureau.reglages.parametres.get(nom, {})
        valeurs = en_vigueur(definition, installes, *(un.get(nom, {}) for un in ranges))
        figes[nom] = {cle: _ecrit(valeur) for cle, valeur in sorted(valeurs.items())}
    return figes


def _ecrit(valeur: Any) -> Any:
    entier = isinstance(valeur, int) and not isinstance(valeur, bool)
    return valeur if entier else ecrire(valeur)


def _definitions(bureau: Bureau) -> dict[str, Definition]:
    return {nom: une.definition for nom, une in bureau.machines.courantes.items()}


def ranger_par_machine(
    courantes: Mapping[str, Definition], ecrits: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """Parameters by machine, checked; one written bare goes wherever it is declared.

    Raises:
        ValeurInvalide: unknown machine or parameter, or a value that does not fit.
    """
    par_machine: dict[str, dict[str, Any]] = {}
    for nom, valeur in ecrits.items():
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
    return par_machine


def _bloc(machine: str, valeur: Any) -> Mapping[str, Any]:
    if not isinstance(valeur, Mapping):
        raise ValeurInvalide(
            f"parametres.{machine}",
            f"parametres.{machine} : un bloc « nom : valeur » est attendu.",
            f"Exemple : {machine}: {{delai_courrier: 15 j}}",
        )
    return valeur
