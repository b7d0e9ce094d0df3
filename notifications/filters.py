"""Jinja filters of the post: French dates, amounts, hours and delays; a short text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from states.dispositions import disposition_dite
from states.french import (
    date_longue,
    delai_en_mots,
    en_lettres,
    euros,
    heure,
    heures_en_mots,
    ordinal,
    pluriel,
)


def court(texte: str, longueur: int = 60) -> str:
    """A text short enough for a subject, cut between two words."""
    if len(texte) <= longueur:
        return texte
    return texte[: longueur + 1].rsplit(" ", 1)[0][:longueur].rstrip(" ,;:-") + "…"


FILTRES: Mapping[str, Callable[..., Any]] = {
    "date": date_longue,
    "heure": heure,
    "en_lettres": en_lettres,
    "euros": euros,
    "delai": delai_en_mots,
    "disposition": disposition_dite,
    "heures": heures_en_mots,
    "ordinal": ordinal,
    "pluriel": pluriel,
    "court": court,
}
