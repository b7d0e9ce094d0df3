"""``jalon config verifier``: settings in force, and all that would stop Jalon from running."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jalon.assembly import assembler
from jalon.commands.errors import classer
from jalon.proofs import REGLAGES, Preuve
from jalon.secret_file import lire_secrets
from jalon.settings import Reglages, chemin_config
from services.installing import exiger_installation
from storage.installation import adresse_montrable
from workflow.errors import ValeurInvalide


def verifier(reglages: Reglages, option: Path | None) -> dict[str, Any]:
    """``{config, reglages, soucis}``; every trouble is told, not only the first."""
    chemin = chemin_config(option)
    soucis = _definitions(reglages, chemin)
    controles: tuple[Callable[[Reglages], None], ...] = (_base, _courriel, _secret)
    soucis += [souci for un in controles for souci in _essayer(un, reglages)]
    return {
        "config": str(chemin) if chemin else None,
        "reglages": _montrables(reglages),
        "soucis": soucis,
    }


def _essayer(controle: Callable[[Reglages], None], reglages: Reglages) -> list[dict[str, Any]]:
    try:
        controle(reglages)
    except Exception as erreur:  # noqa: BLE001 # told through the one table of errors
        echec = classer(erreur)
        return [{"champ": echec.champ, "message": echec.message, "remede": echec.remede}]
    return []


def _definitions(reglages: Reglages, chemin: Path | None) -> list[dict[str, Any]]:
    """What ``jalon check`` refuses, of the definitions and of the settings over them."""
    fichier = str(chemin) if chemin else REGLAGES
    preuve = Preuve(reglages.parametres, fichier, reglages.courriel.gabarits)
    return [
        {
            "champ": une.ou,
            "message": une.message,
            "remede": "Corrigez, puis lancez « jalon check ».",
        }
        for une in preuve.erreurs
    ]


def _base(reglages: Reglages) -> None:
    bureau = assembler(reglages)
    try:
        exiger_installation(bureau.travail, reglages.database.url, reglages.environnement)
    finally:
        bureau.travail.moteurs.fermer()


def _courriel(reglages: Reglages) -> None:
    courriel = reglages.courriel
    if reglages.environnement == "production" and courriel.mode == "capture":
        raise ValeurInvalide(
            "courriel.mode",
            "En production, aucun courriel ne part : courriel.mode vaut capture.",
            "Écrivez mode: smtp, avec hote et expediteur.",
        )
    if courriel.mode == "smtp" and not (
        courriel.hote.strip() and "hote" in courriel.model_fields_set
    ):
        raise ValeurInvalide(
            "courriel.hote",
            "Les courriels partent par SMTP, et courriel.hote ne dit pas à quel serveur.",
            "Écrivez hote: suivi du nom du serveur d’envoi, ou hote: localhost s’il tourne ici.",
        )
    if courriel.identifiant and courriel.mot_de_passe is None:
        raise ValeurInvalide(
            "courriel.mot_de_passe",
            "Le serveur d’envoi a un identifiant sans mot de passe.",
            "Donnez JALON_COURRIEL_MOT_DE_PASSE.",
        )


def _secret(reglages: Reglages) -> None:
    if not lire_secrets(reglages) and reglages.environnement in {"production", "recette"}:
        raise ValeurInvalide(
            "secret",
            "L’installation n’a pas de secret : aucun second facteur ne peut être mis en service.",
            "Lancez « jalon init », qui l’écrit, ou donnez JALON_SECRET_CLE.",
        )


def _montrables(reglages: Reglages) -> dict[str, Any]:
    """The settings in force; a password never shows."""
    dits = reglages.model_dump(mode="json")
    dits["database"]["url"] = adresse_montrable(reglages.database.url)
    return dits
