"""``jalon check``: each FILE takes the place of the machine that has the same ``machine:``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from jalon import assembly
from jalon.message_proofs import preuve
from notifications.rendering import Rendeur
from services.importing.errors import FichierIllisible
from workflow.check import controler
from workflow.errors import Faute
from workflow.loading import charger
from workflow.strict_yaml import lire

COMMUNS = "generiques"


def controler_fichiers(fichiers: Sequence[Path]) -> list[dict[str, Any]]:
    """Every fault of the machines, those of the files first loaded, then checked.

    Raises:
        FichierIllisible: a file is no text.
    """
    textes, generiques = _remplacer(fichiers)
    vocabulaire = assembly.vocabulaire()
    chargement = charger(textes, vocabulaire, generiques=generiques)
    definitions, rendre = chargement.definitions, preuve(Rendeur(None))
    fautes = [*chargement.fautes, *controler(definitions, vocabulaire, rendre=rendre)]
    return [_en_ligne(une) for une in _uniques(fautes)]


def _remplacer(fichiers: Sequence[Path]) -> tuple[dict[str, str], str]:
    """Texts by file name, and the text of what every machine shares."""
    textes = assembly.textes()
    generiques = (assembly.ETATS / assembly.GENERIQUES).read_text("utf-8")
    noms = {_machine(texte, nom): nom for nom, texte in textes.items()}
    for fichier in fichiers:
        texte = _texte(fichier)
        machine = _machine(texte, str(fichier))
        if machine == COMMUNS:
            generiques = texte
            continue
        remplace = noms.get(machine)
        if remplace is not None:
            textes.pop(remplace, None)
        textes[str(fichier)] = texte
    return textes, generiques


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
