"""A text as it is searched: case, accents and ligatures left out, its words one space apart."""

from __future__ import annotations

import unicodedata

from workflow.typed_text import SANS_LARGEUR

_PAREILS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "’": "'", **dict.fromkeys(SANS_LARGEUR, "")}
)
"""What Unicode does not take apart, what a keyboard writes otherwise, what takes no room."""


def cherchable(texte: str) -> str:
    """What a search compares: « L’Épée  à cœur » gives « l'epee a coeur »."""
    plat = texte.casefold()
    if not plat.isascii():
        plat = unicodedata.normalize("NFKD", plat).casefold().translate(_PAREILS)
        plat = "".join(un for un in plat if not unicodedata.combining(un))
    return " ".join(plat.split())
