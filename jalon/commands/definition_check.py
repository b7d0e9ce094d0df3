"""``jalon check``: each FILE takes the place of the machine that has the same ``machine:``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jalon import assembly
from jalon.proofs import (
    REGLAGES,
    Ecrits,
    Parametres,
    fautes_de,
    fautes_des_reglages,
    fautes_des_scenarios,
)
from services.importing.errors import FichierIllisible
from workflow.errors import DefinitionInvalide, Faute
from workflow.loading import charger
from workflow.process import Definition
from workflow.properties import ARTICLE
from workflow.reread import CODE as NON_RELUES
from workflow.reread import relecture
from workflow.strict_yaml import lire

COMMUNS = "generiques"
PROPRIETES = "proprietes"
SCENARIOS = "scenarios"


def controler_fichiers(
    fichiers: Sequence[Path], parametres: Parametres, reglages: Path | None
) -> list[dict[str, Any]]:
    """Every fault of the machines and of the settings over them, with the files in their place.

    Raises:
        FichierIllisible: a file is no text.
    """
    ecrits = _remplacer(fichiers)
    fautes = [*fautes_de(ecrits), *fautes_des_scenarios(ecrits)]
    fichier = str(reglages) if reglages else REGLAGES
    fautes += fautes_des_reglages(parametres, fichier=fichier, ecrits=ecrits)
    return [_en_ligne(une) for une in fautes]


def relire() -> None:
    """Seal the rules of the agreement as they stand, once somebody has read them over.

    Raises:
        DefinitionInvalide: something else is wrong of the definitions; nothing is written.
        OSError: told in French by ``commands/errors.py``.
    """
    ecrits = Ecrits.en_place()
    dites = [une for une in fautes_de(ecrits) if une.niveau == "erreur" and une.code != NON_RELUES]
    if dites:
        raise DefinitionInvalide(dites)
    (assembly.ETATS / assembly.RELU).write_text(relecture(ecrits.proprietes), "utf-8")


def charger_fichiers(fichiers: Sequence[Path]) -> dict[str, Definition]:
    """The machines of the files, once proved in the place of the installation's.

    Raises:
        FichierIllisible: a file is no text.
        DefinitionInvalide: ``jalon check`` finds an error with them.
    """
    if not fichiers:
        return {}
    ecrits = _remplacer(fichiers)
    erreurs = [une for une in fautes_de(ecrits) if une.niveau == "erreur"]
    if erreurs:
        raise DefinitionInvalide(erreurs)
    chargement = charger(ecrits.machines, assembly.vocabulaire(), generiques=ecrits.generiques)
    lus = {str(un) for un in fichiers}
    return {nom: une for nom, une in chargement.definitions.items() if une.fichier in lus}


def _remplacer(fichiers: Sequence[Path]) -> Ecrits:
    """The installation's texts with each file in the place of the one of the same machine."""
    if not fichiers:
        return Ecrits.en_place()
    textes = assembly.textes()
    generiques, proprietes = assembly.generiques(), assembly.proprietes()
    scenarios = assembly.scenarios()
    noms = {_cle(texte, "machine"): nom for nom, texte in textes.items()}
    articles = {_cle(texte, ARTICLE): nom for nom, texte in proprietes.items()}
    for fichier in fichiers:
        texte = _texte(fichier)
        machine = _cle(texte, "machine")
        if machine == COMMUNS:
            generiques = texte
        elif machine == SCENARIOS:
            scenarios = texte, str(fichier)
        elif machine == PROPRIETES:
            article = _cle(texte, ARTICLE)
            proprietes = {} if article is None else proprietes  # the whole agreement in one file
            proprietes.pop(articles.get(article, ""), None)
            proprietes[str(fichier)] = texte
        else:
            textes.pop(noms.get(machine, ""), None)
            textes[str(fichier)] = texte
    return Ecrits(textes, generiques, proprietes, scenarios, assembly.relu())


def _texte(fichier: Path) -> str:
    try:
        return fichier.read_text("utf-8-sig")
    except UnicodeDecodeError as erreur:
        raise FichierIllisible(
            "fichier", f"« {fichier} » n’est pas un texte UTF-8.", "Enregistrez-le en UTF-8."
        ) from erreur


def _cle(texte: str, cle: str) -> str | None:
    """A text at the head of a file: its machine, its article."""
    lue = lire(texte).valeur
    valeur = lue.get(cle) if isinstance(lue, dict) else None
    return valeur if isinstance(valeur, str) else None


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
