"""Whole numbers of addresses and hidden fields: what does not read is as if nothing was said."""

from __future__ import annotations

_LONGUEUR_MAX = 9


def entier(texte: str) -> int | None:
    """The number that a text is; nothing for anything else, nor beyond what a key may be."""
    return int(texte) if texte.isdecimal() and len(texte) <= _LONGUEUR_MAX else None
