"""What a text may hold: signs that are seen, on lines that every file knows."""

from __future__ import annotations

import re

from workflow.errors import ValeurInvalide

_SAUTS = re.compile("\r\n|[\v\f\x85\u2028\u2029]")
"""What breaks a line in a word processor, and nothing in a spreadsheet or a mail."""
_BLANCS = re.compile("[\t\n\r]+")
_INVISIBLES = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Controls, halves of a sign and non-characters: no page shows them, no spreadsheet takes them."""

REMPLACE = "\ufffd"
"""What stands for a sign that cannot be shown."""


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
