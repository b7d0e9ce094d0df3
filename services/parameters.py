"""Parameters in force for a dossier: defaults of the machine, the installation, the convention."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from states.french import delai_en_mots
from storage.stored_json import lire_json
from workflow.declared import Parametre
from workflow.errors import ValeurInvalide
from workflow.fields import convertir
from workflow.process import Champ, Definition
from workflow.values import Delai

_CONNUES_MAX = 1024


class EnVigueur:
    """Parameters of an installation, machine by machine; typed once for each text that says them.

    What was typed is shared by every transaction: nobody changes it.
    """

    def __init__(self, installation: Mapping[str, Mapping[str, Any]]) -> None:
        """``installation``: machine → parameter → value, over the defaults of the definitions."""
        self._installation = installation
        self._typees: dict[tuple[str, str | None], Mapping[str, Any]] = {}

    def lire(self, definition: Definition, ecrits: str | None) -> Mapping[str, Any]:
        """Values for a machine under a convention, whose own stand in ``ecrits`` as stored.

        Raises:
            ValeurInvalide: unknown parameter, or a value that does not fit it.
        """
        cle = (definition.empreinte, ecrits)
        typees = self._typees.get(cle)
        if typees is None:
            if len(self._typees) >= _CONNUES_MAX:
                self._typees.clear()
            typees = self._typees[cle] = en_vigueur(
                definition,
                self._installation.get(definition.machine, {}),
                de_la_machine(definition, lire_json(ecrits)) if ecrits else {},
            )
        return typees


def en_vigueur(definition: Definition, *surcharges: Mapping[str, Any]) -> dict[str, Any]:
    """Values of the machine's parameters, the last mapping that names one winning.

    Raises:
        ValeurInvalide: unknown parameter, or a value that does not fit it.
    """
    valeurs: dict[str, Any] = {nom: un.defaut for nom, un in definition.parametres.items()}
    for surcharge in surcharges:
        for nom, brut in surcharge.items():
            parametre = definition.parametres.get(nom)
            if parametre is None:
                connus = ", ".join(definition.parametres)
                raise ValeurInvalide(
                    f"parametres.{definition.machine}.{nom}",
                    f"« {nom} » n’est pas un paramètre de {definition.libelle}.",
                    f"Paramètres connus : {connus}.",
                )
            valeurs[nom] = _typer(definition, parametre, brut)
    return valeurs


def de_la_machine(definition: Definition, ecrits: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters of a convention that concern a machine, written flat or under its name."""
    plats = {nom: val for nom, val in ecrits.items() if nom in definition.parametres}
    propres = ecrits.get(definition.machine)
    return plats | (dict(propres) if isinstance(propres, Mapping) else {})


def ecrire(valeur: Any) -> str:
    """A value as the file of an agreement writes it, and as people read it: « oui », « 15 j »."""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    return str(valeur)


def dire(definition: Definition, parametre: Parametre, valeur: str) -> str:
    """A written value as people say it: « 21 jours », a field by its label, a choice in words."""
    if parametre.type in {"delai", "duree"}:
        return delai_en_mots(valeur)
    if parametre.type == "champ" and valeur in definition.contexte:
        return definition.contexte[valeur].libelle
    return valeur.replace("_", " ") if parametre.type == "choix" else valeur


def _typer(definition: Definition, parametre: Parametre, brut: Any) -> Any:
    chemin = f"parametres.{definition.machine}.{parametre.nom}"
    if parametre.type in {"delai", "duree"}:
        try:
            return Delai.lire(str(brut))
        except ValueError as erreur:
            raise ValeurInvalide(chemin, f"{chemin} : {erreur}", "Corrigez le délai.") from erreur
    genre = "choix" if parametre.type == "champ" else parametre.type
    champ = Champ(
        nom=chemin,
        type=genre,
        libelle=parametre.libelle,
        valeurs=parametre.valeurs,
        min=parametre.min,
        max=parametre.max,
    )
    return convertir(champ, brut)
