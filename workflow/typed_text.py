"""What a text may hold: signs that are seen, on lines that every file knows."""

from __future__ import annotations

import re
from typing import Any

from workflow.errors import ValeurInvalide

_SAUTS = re.compile("\r\n|[\v\f\x85\u2028\u2029]")
"""What breaks a line in a word processor, and nothing in a spreadsheet or a mail."""
_BLANCS = re.compile("[\t\n\r]+")
_INVISIBLES = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Controls, halves of a sign and non-characters: no page shows them, no spreadsheet takes them."""

REMPLACE = "\ufffd"
"""What stands for a sign that cannot be shown."""
SANS_LARGEUR = (
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
"""Signs that take no room: pasted with a text, they say nothing at its ends."""
_BLANCS_DE_BORD = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_BORDS = _BLANCS_DE_BORD + SANS_LARGEUR


def sans_bords(brut: Any) -> Any:
    """What was typed, without what nobody sees around it; what is no text, as it is.

    The kernel types what is left. Whoever looks at an entry before it does so asks here first, or
    a check would read « champ  » where the kernel reads « champ ».
    """
    return brut.strip(_BORDS) if isinstance(brut, str) else brut


def lisible(champ: str, texte: str, *, une_ligne: bool = False) -> str:
    """The text with the line breaks that everything reads; spaces for them where it has one line.

    Raises:
        ValeurInvalide: it holds a sign that nobody sees, named with its field and its mend.
    """
    if texte.isprintable():  # nearly always: nothing of what follows is
        return texte
    texte = _SAUTS.sub("\n", texte)
    trouve = _INVISIBLES.search(texte)
    if trouve is not None:
        raise ValeurInvalide(
            champ,
            f"{champ} : contient un caractère invisible (U+{ord(trouve[0]):04X}).",
            "Effacez-le, ou ressaisissez ce texte au clavier.",
        )
    return _BLANCS.sub(" ", texte) if une_ligne else texte


def montrable(texte: str) -> str:
    """The text as a file or a terminal takes it, whatever was stored before it was looked at."""
    if texte.isprintable():
        return texte
    return _INVISIBLES.sub(REMPLACE, _SAUTS.sub("\n", texte))
