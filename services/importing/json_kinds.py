"""A file that is one JSON value and holds no record: of what kind, for whoever is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from services.importing.errors import FichierIllisible
from services.importing.sources import Source

PETIT = 1 << 16
"""Longer than that, a file is no single value that somebody saved by mistake."""


def refuser_la_valeur_seule(source: Source, quoi: str, attendu: str) -> None:
    """Tell JSON without a record as what it is, never as a table that lacks columns.

    Parameters:
        quoi: what the file was to hold: « aucun marché ».
        attendu: what was expected, as the mend says it.

    Raises:
        FichierIllisible: the file is one JSON value in which no record may stand.
    """
    nature = nature_seule(source)
    if nature is not None:
        dit = f"« {source.nom} » est du JSON : {nature}, {quoi}."
        raise FichierIllisible("fichier", dit, attendu)


def nature_seule(source: Source) -> str | None:
    """Of what kind the one JSON value of a small file is; ``None`` where records may stand."""
    if source.taille > PETIT:
        return None
    with source.ouvrir() as flux:
        texte = flux.texte.read().strip("\ufeff \t\r\n\x1e")
    try:
        return _nature(json.loads(texte))
    except (ValueError, RecursionError):
        return None


def _nature(valeur: Any) -> str | None:
    if isinstance(valeur, list) and valeur:
        vide = not any(isinstance(un, dict | list) for un in valeur)
        return "une liste sans aucun enregistrement" if vide else None
    if isinstance(valeur, dict) and valeur:
        return None
    return _NATURES[type(valeur)]


_NATURES: Mapping[type, str] = {
    type(None): "une valeur vide (null)",
    bool: "un seul « vrai » ou « faux »",
    int: "un seul nombre",
    float: "un seul nombre",
    str: "un seul texte",
    list: "une liste vide",
    dict: "un objet vide",
}
