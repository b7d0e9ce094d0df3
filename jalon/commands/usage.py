"""Every sentence that typer says in English, said in French."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

OPTIONS = "[OPTIONS]"
PANNEAUX: Mapping[str, str] = {
    "ARGUMENTS_PANEL_TITLE": "Arguments",
    "OPTIONS_PANEL_TITLE": "Options",
    "COMMANDS_PANEL_TITLE": "Commandes",
    "ERRORS_PANEL_TITLE": "Erreur",
    "ABORTED_TEXT": "Interrompu.",
    "DEPRECATED_STRING": "(abandonné) ",
    "DEFAULT_STRING": "[par défaut : {}]",
    "ENVVAR_STRING": "[variable : {}]",
    "REQUIRED_LONG_STRING": "[obligatoire]",
    "RICH_HELP": "Aide : {command_path} {help_option}",
}
"""Constants of ``typer.rich_utils`` and our words for them."""

_PHRASES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(motif, re.DOTALL), texte)
    for motif, texte in (
        (r"Missing command\.", "Il manque le nom d’une commande."),
        (
            r"No such command '(.+?)'\. Did you mean (.+)\?",
            r"La commande « \1 » n’existe pas ; peut-être \2.",
        ),
        (r"No such command '(.+?)'\.", r"La commande « \1 » n’existe pas."),
        (r"Got unexpected extra arguments?(?:\(s\))? \((.+)\)", r"Argument en trop : \1."),
        (r"Option '(.+?)' requires an argument\.", r"L’option \1 attend une valeur."),
        (r"Option '(.+?)' requires (\d+) arguments\.", r"L’option \1 attend \2 valeurs."),
        (r"Option '(.+?)' does not take a value\.", r"L’option \1 ne prend pas de valeur."),
        (r"Argument '(.+?)' takes (\d+) values\.", r"L’argument \1 attend \2 valeurs."),
    )
)


def traduire(erreur: Any) -> str:
    """The French sentence of a wrong usage."""
    dire = _PAR_CLASSE.get(type(erreur).__name__)
    if dire is not None:
        return dire(erreur)
    texte = str(getattr(erreur, "message", "") or erreur)
    for motif, phrase in _PHRASES:
        trouve = motif.fullmatch(texte)
        if trouve:
            return re.sub(r"'([^']+)'", r"« \1 »", trouve.expand(phrase))
    return texte


def _option_inconnue(erreur: Any) -> str:
    proches = sorted(erreur.possibilities or ())
    suite = f" ; peut-être {' ou '.join(proches)}" if proches else ""
    return f"L’option {erreur.option_name} n’existe pas{suite}."


def _manquant(erreur: Any) -> str:
    nom = nom_du_parametre(erreur)
    genre = getattr(erreur.param, "param_type_name", "option")
    return f"Il manque {'l’argument' if genre == 'argument' else 'l’option'} {nom}."


def _valeur(erreur: Any) -> str:
    return f"{nom_du_parametre(erreur)} : cette valeur ne convient pas."


_PAR_CLASSE: Mapping[str, Callable[[Any], str]] = {
    "NoSuchOption": _option_inconnue,
    "MissingParameter": _manquant,
    "BadParameter": _valeur,
}


def nom_du_parametre(erreur: Any) -> str | None:
    """The option or argument at fault, as it is typed."""
    parametre = getattr(erreur, "param", None)
    if parametre is None:
        return getattr(erreur, "option_name", None)
    longues = [une for une in parametre.opts if une.startswith("-")]
    return str(longues[0] if longues else parametre.metavar or parametre.name.upper())


def remede(_erreur: Any, commande: str) -> str:
    """Where to read how the command is written."""
    return f"Aide : {commande} --help"
