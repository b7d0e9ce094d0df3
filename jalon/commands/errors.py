"""The one table from an error to its JSON code and exit code, and how people are told."""

from __future__ import annotations

import hashlib
import os
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jalon.output import console, ecrire_json

ECHEC, USAGE, REFUS = 1, 2, 3
"""Exit codes (design §8): failure, wrong usage, refused by the process."""

TABLE: Mapping[str, tuple[str, int]] = {
    # what the person typed
    "workflow.errors.ValeurInvalide": ("valeur", USAGE),
    "jalon.errors.ReglageInvalide": ("reglage", USAGE),
    "services.errors.Introuvable": ("introuvable", USAGE),
    "services.errors.Interdit": ("interdit", USAGE),
    "storage.register_queries.MarcheAmbigu": ("ambigu", USAGE),
    # what the process answers
    "services.errors.Refused": ("refus", REFUS),
    # what went wrong
    "services.errors.Conflit": ("conflit", ECHEC),
    "storage.errors.ConflitRevision": ("conflit", ECHEC),
    "storage.errors.BaseIllisible": ("base", ECHEC),
    "storage.errors.JournalNonProtege": ("journal", ECHEC),
    "services.importing.errors.FichierIllisible": ("fichier", ECHEC),
    "services.reprise.errors.TitresInvalides": ("fichier", USAGE),
    "workflow.errors.DefinitionInvalide": ("definition", ECHEC),
    "documents.errors.DessinImpossible": ("dessin", ECHEC),
    "sqlalchemy.exc.OperationalError": ("base", ECHEC),
    "sqlalchemy.exc.TimeoutError": ("base", ECHEC),
    "builtins.OSError": ("fichier", ECHEC),
}
"""Qualified name → (code, exit code). Names, because naming a class would load its room."""

CHAMPS: Mapping[str, str] = {"base": "database.url", "journal": "database.url", "ambigu": "marche"}
REMEDES: Mapping[str, str] = {
    "base": "Vérifiez database.url et que la base répond, puis recommencez.",
    "conflit": "Relisez le dossier, puis recommencez.",
    "ambigu": "Écrivez SIRET/numéro.",
    "fichier": "Vérifiez le chemin et les droits.",
    "definition": "Corrigez le fichier, puis lancez « jalon check ».",
}
TRACE = "JALON_TRACE"
EN_COURS = "L’opération en cours n’a pas été écrite ; ce qui était déjà terminé l’est."
"""The truth of one transaction per act: a command of several may have finished some."""


@dataclass(frozen=True)
class Echec:
    """A failure as it is told: in JSON, to people, by the exit code."""

    code: str
    sortie: int
    message: str
    champ: str | None = None
    remede: str | None = None
    detail: Mapping[str, Any] | None = None

    def en_json(self) -> dict[str, Any]:
        """``{erreur: {code, message, champ, remede}}``."""
        dite = {
            "code": self.code,
            "message": self.message,
            "champ": self.champ,
            "remede": self.remede,
        }
        return {"erreur": {**dite, **(self.detail or {})}}


def classer(erreur: BaseException) -> Echec:
    """What an error means for whoever typed the command; an unknown one is a bug of ours."""
    for classe in type(erreur).__mro__:
        ligne = TABLE.get(f"{classe.__module__}.{classe.__qualname__}")
        if ligne is not None:
            return _connue(erreur, *ligne)
    return _anomalie(erreur)


INIT = "Lancez « jalon init »."


def _connue(erreur: BaseException, code: str, sortie: int) -> Echec:
    message = _message(erreur, code)
    remede = getattr(erreur, "remede", "") or REMEDES.get(code)
    if code == "base" and "jalon init" in message:
        remede = INIT
    if isinstance(erreur, FileExistsError):
        remede = "Choisissez un autre nom : Jalon n’écrase aucun fichier."
    return Echec(
        code=code,
        sortie=sortie,
        message=message,
        champ=getattr(erreur, "champ", None) or CHAMPS.get(code),
        remede=remede,
        detail=getattr(erreur, "detail", None),
    )


def _message(erreur: BaseException, code: str) -> str:
    propre = getattr(erreur, "message", None)
    if isinstance(propre, str):
        return propre
    if code == "base" and type(erreur).__module__ == "sqlalchemy.exc":
        return f"La base de données n’a pas répondu ({_cause(erreur)}). {EN_COURS}"
    if isinstance(erreur, OSError) and erreur.filename:
        return f"« {erreur.filename} » : {_systeme(erreur)}."
    return str(erreur)


_SYSTEME = {
    "FileNotFoundError": "ce fichier n’existe pas",
    "IsADirectoryError": "c’est un dossier, un fichier est attendu",
    "NotADirectoryError": "un dossier du chemin n’en est pas un",
    "PermissionError": "les droits manquent",
    "FileExistsError": "ce fichier existe déjà",
}


def _systeme(erreur: OSError) -> str:
    return _SYSTEME.get(type(erreur).__name__, str(erreur.strerror))


def _cause(erreur: BaseException) -> str:
    texte = str(getattr(erreur, "orig", None) or erreur)
    return " ".join(texte.split())[:200]


def _anomalie(erreur: BaseException) -> Echec:
    """A bug: a number that is the same for the same fault, never a traceback unasked."""
    pile = "".join(traceback.format_exception(erreur))
    if os.environ.get(TRACE) == "1":
        sys.stderr.write(pile)
    lieu = "".join(
        f"{un.filename}:{un.lineno}" for un in traceback.extract_tb(erreur.__traceback__)[-3:]
    )
    numero = hashlib.sha256(f"{type(erreur).__name__}{lieu}".encode()).hexdigest()[:8].upper()
    return Echec(
        code="anomalie",
        sortie=ECHEC,
        message=f"Jalon a rencontré une anomalie (n° {numero}). {EN_COURS}",
        remede=f"Signalez ce numéro ; {TRACE}=1 montre le détail technique.",
        detail={"numero": numero},
    )


def signaler(erreur: Exception, *, en_json: bool) -> int:
    """Tell an error; returns the exit code."""
    if type(erreur).__name__ == "Refused" and hasattr(erreur, "refus"):
        return refuser(erreur.refus, en_json=en_json)
    echec = classer(erreur)
    if en_json:
        ecrire_json(echec.en_json())
    else:
        dire(echec)
    return echec.sortie


def dire(echec: Echec) -> None:
    """A message and its mend on stderr."""
    sortie = console(erreur=True)
    sortie.print(echec.message, style="bold")
    if echec.remede:
        sortie.print(echec.remede)
    for une in (echec.detail or {}).get("conditions", ()):
        sortie.print(f"  • {une}")


def refuser(refus: Any, *, en_json: bool) -> int:
    """Tell a refusal of the process."""
    if en_json:
        ecrire_json(refus_en_json(refus))
        return REFUS
    sortie = console(erreur=True)
    sortie.print("Pas encore possible. Rien n’est écrit.", style="bold")
    for une in refus.conditions:
        sortie.print(f"  • {une.phrase}")
    if refus.saisies_manquantes:
        sortie.print(f"  • Il manque : {', '.join(refus.saisies_manquantes)}.")
        sortie.print("    Ajoutez --set champ=valeur pour chacun.")
    return REFUS


def refus_en_json(refus: Any) -> dict[str, Any]:
    """``{refuse, conditions: [{garde, phrase, valeurs}], saisies_manquantes}``."""
    return {
        "refuse": True,
        "evenement": refus.evenement,
        "conditions": [
            {"garde": une.garde, "phrase": une.phrase, "valeurs": valeurs_simples(une.valeurs)}
            for une in refus.conditions
        ],
        "saisies_manquantes": list(refus.saisies_manquantes),
    }


def valeurs_simples(valeurs: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a condition as JSON tells them; a delay reads as it is declared."""
    simples = (str, int, bool, type(None))
    return {
        nom: valeur if isinstance(valeur, simples) else _texte(valeur)
        for nom, valeur in valeurs.items()
    }


def _texte(valeur: Any) -> str:
    return str(valeur.isoformat()) if hasattr(valeur, "isoformat") else str(valeur)
