"""Words typed without their accents: patterns that both engines read."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_ACCENTUABLES = frozenset("aceiou")
_COURT = len("%foy%")
"""Pattern up to which any sign in place of a letter would find anything."""


def sans_accent(texte: str) -> str:
    """Small letters, no accent."""
    plat = unicodedata.normalize("NFKD", texte.lower())
    return "".join(un for un in plat if not unicodedata.combining(un))


def a_un_accent_pres(motif: str) -> Iterator[str]:
    """A LIKE pattern, then with any sign for one letter that may bear an accent, or for each e."""
    plat = sans_accent(motif)
    yield plat
    if len(plat) > _COURT:
        for rang, lettre in enumerate(plat):
            if lettre in _ACCENTUABLES:
                yield f"{plat[:rang]}_{plat[rang + 1 :]}"
        yield plat.replace("e", "_")
