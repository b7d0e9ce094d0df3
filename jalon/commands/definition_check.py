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
from jalon.templates_in_force import gabarits_en_vigueur
from services.importing.errors import FichierIllisible
from workflow.errors import DefinitionInvalide, Faute
from workflow.loading import charger
from workflow.process import Definition
from workflow.properties import ARTICLE
from workflow.reread import CODE as NON_RELUES
from workflow.reread import relecture
from workflow.reread_texts import CODE as TEXTE_NON_RELU
from workflow.reread_texts import libelles
from workflow.strict_yaml import lire

COMMUNS = "generiques"
SCEAUX = frozenset({NON_RELUES, TEXTE_NON_RELU})
"""What ``jalon check --relu`` mends."""
PROPRIETES = "proprietes"
SCENARIOS = "scenarios"


def controler_fichiers(
    fichiers: Sequence[Path],
    parametres: Parametres,
    reglages: Path | None,
    gabarits: Path | None = None,
) -> list[dict[str, Any]]:
    """Every fault of the machines and of the settings over them, with the files in their place.

    Parameters:
        reglages: file of the settings, as people are told it.
        gabarits: the installation's folder of templates.

    Raises:
        FichierIllisible: a file is no text.
    """
    ecrits = _remplacer(fichiers)
    fautes = [*fautes_de(ecrits, gabarits), *fautes_des_scenarios(ecrits)]
    fichier = str(reglages) if reglages else REGLAGES
    fautes += fautes_des_reglages(parametres, fichier=fichier, ecrits=ecrits)
    return [_en_ligne(une) for une in fautes]


def relire(gabarits: Path | None = None) -> None:
    """Seal rules, labels and templates as they stand, once somebody has read them over.

    Raises:
        DefinitionInvalide: something else is wrong of the definitions; nothing is written.
        OSError: told in French by ``commands/errors.py``.
    """
    ecrits = Ecrits.en_place()
    fautes = fautes_de(ecrits, gabarits)
    dites = [une for une in fautes if une.niveau == "erreur" and une.code not in SCEAUX]
    if dites:
        raise DefinitionInvalide(dites)
    lues = {nom: un.texte for nom, un in gabarits_en_vigueur(gabarits).items()}
    machines = assembly.charger_machines().exiger().values()
    relu = relecture(ecrits.proprietes, lues, libelles(machines))
    (assembly.ETATS / assembly.RELU).write_text(relu, "utf-8")


def charger_fichiers(fichiers: Sequence[Path]) -> dict[str, Definition]:
    """The machines of the files, once proved in the place of the installation's.

    They are tried, not put in place: their texts are read over when they are.

    Raises:
        FichierIllisible: a file is no text.
        DefinitionInvalide: ``jalon check`` finds an error with them.
    """
    if not fichiers:
        return {}
    ecrits = _remplacer(fichiers)
    fautes = fautes_de(ecrits)
    erreurs = [une for une in fautes if une.niveau == "erreur" and une.code != TEXTE_NON_RELU]
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
