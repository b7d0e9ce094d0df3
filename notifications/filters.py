"""Jinja filters of the post: French dates, amounts, hours and delays; a short text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup, escape

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


_NUMERO = re.compile(r"(?<![\w/=.-])[A-Z]{2,4}-\d{4}-\d{5,}(?![\w/-])")
"""A readable number, outside the address of a page."""


def numeros(texte: str, attribut: str = 'style="white-space:nowrap"') -> Markup:
    """A text whose numbers of dossiers keep on one line, their hyphens unchanged for a search.

    Mails bear their style on each element; a page may ask for a class instead.
    """
    return Markup(_NUMERO.sub(rf"<span {attribut}>\g<0></span>", str(escape(texte))))  # noqa: S704 # escaped


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
    "numeros": numeros,
}
