"""``jalon check``: each FILE takes the place of the machine that has the same ``machine:``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jalon import assembly
from jalon.message_proofs import preuve
from notifications.rendering import Rendeur
from services.importing.errors import FichierIllisible
from workflow.check import controler
from workflow.errors import DefinitionInvalide, Faute
from workflow.loading import charger
from workflow.process import Definition
from workflow.properties import lire_accord
from workflow.strict_yaml import lire

COMMUNS = "generiques"
PROPRIETES = "proprietes"


def controler_fichiers(fichiers: Sequence[Path]) -> list[dict[str, Any]]:
    """Every fault of the machines, those of the files first loaded, then checked.

    Raises:
        FichierIllisible: a file is no text.
    """
    return [_en_ligne(une) for une in _fautes(_remplacer(fichiers))]


def charger_fichiers(fichiers: Sequence[Path]) -> dict[str, Definition]:
    """The machines of the files, once proved in the place of the installation's.

    Raises:
        FichierIllisible: a file is no text.
        DefinitionInvalide: ``jalon check`` finds an error with them.
    """
    if not fichiers:
        return {}
    ecrits = _remplacer(fichiers)
    erreurs = [une for une in _fautes(ecrits) if une.niveau == "erreur"]
    if erreurs:
        raise DefinitionInvalide(erreurs)
    chargement = charger(ecrits.machines, assembly.vocabulaire(), generiques=ecrits.generiques)
    lus = {str(un) for un in fichiers}
    return {nom: une for nom, une in chargement.definitions.items() if une.fichier in lus}


def exiger_les_preuves() -> None:
    """Refuse to run for long on definitions that break a rule.

    Raises:
        DefinitionInvalide: ``jalon check`` finds an error.
    """
    erreurs = [une for une in _fautes(_remplacer([])) if une.niveau == "erreur"]
    if erreurs:
        raise DefinitionInvalide(erreurs)


def _fautes(ecrits: _Ecrits) -> list[Faute]:
    vocabulaire = assembly.vocabulaire()
    chargement = charger(ecrits.machines, vocabulaire, generiques=ecrits.generiques)
    accord, fautes = lire_accord(*ecrits.proprietes)
    prouvees = controler(
        chargement.definitions, vocabulaire, rendre=preuve(Rendeur(None)), accord=accord
    )
    return _uniques([*chargement.fautes, *fautes, *prouvees])


@dataclass
class _Ecrits:
    """Texts of the installation, some of them replaced."""

    machines: dict[str, str]
    generiques: str
    proprietes: tuple[str, str]


def _remplacer(fichiers: Sequence[Path]) -> _Ecrits:
    """The installation's texts with each file in the place of the one of the same machine."""
    textes = assembly.textes()
    ecrits = _Ecrits(textes, assembly.generiques(), assembly.proprietes())
    noms = {_machine(texte, nom): nom for nom, texte in textes.items()}
    for fichier in fichiers:
        texte = _texte(fichier)
        machine = _machine(texte, str(fichier))
        if machine == COMMUNS:
            ecrits.generiques = texte
            continue
        if machine == PROPRIETES:
            ecrits.proprietes = (texte, str(fichier))
            continue
        remplace = noms.get(machine)
        if remplace is not None:
            textes.pop(remplace, None)
        textes[str(fichier)] = texte
    return ecrits


def _texte(fichier: Path) -> str:
    try:
        return fichier.read_text("utf-8-sig")
    except UnicodeDecodeError as erreur:
        raise FichierIllisible(
            "fichier", f"« {fichier} » n’est pas un texte UTF-8.", "Enregistrez-le en UTF-8."
        ) from erreur


def _machine(texte: str, nom: str) -> str | None:
    valeur = lire(texte, nom).valeur
    machine = valeur.get("machine") if isinstance(valeur, dict) else None
    return machine if isinstance(machine, str) else None


def _uniques(fautes: Iterable[Faute]) -> list[Faute]:
    """Loading and checking both look at references: once each; errors first."""
    uniques = {(une.fichier, une.ligne, une.code, une.message): une for une in fautes}
    return sorted(
        uniques.values(), key=lambda une: (une.niveau != "erreur", une.fichier, une.ligne)
    )


def _en_ligne(une: Faute) -> dict[str, Any]:
    return {
        "code": une.code,
        "niveau": une.niveau,
        "machine": une.machine,
        "ou": une.ou,
        "message": une.message,
        "fichier": une.fichier,
        "ligne": une.ligne,
    }
