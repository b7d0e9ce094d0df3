"""A company's name as duplicates are looked for: what publications write differently left out."""

from __future__ import annotations

import re
import unicodedata

_MOTS = re.compile(r"[a-z0-9]+")
_FORMES = frozenset(
    {
        *("sa", "sas", "sasu", "sarl", "eurl", "sci", "scop", "snc", "scic", "ei", "eirl"),
        *("ets", "etablissement", "etablissements", "societe", "ste", "entreprise"),
        *("et", "de", "du", "des", "la", "le", "les", "l", "d"),
    }
)
"""Words that one publication writes and another leaves out."""


def nom_compare(nom: str) -> str:
    """A company's name without accents, case, signs or legal form; empty when it names nobody."""
    sans_accents = unicodedata.normalize("NFKD", nom).encode("ascii", "ignore").decode().lower()
    mots = [mot for mot in _MOTS.findall(sans_accents.replace(".", "")) if mot not in _FORMES]
    assemble = "".join(mots)
    return "" if assemble.isdecimal() else assemble


def nomme(nom: str) -> dict[str, str]:
    """The columns of a company that bear its name: as it is written, and as it is compared."""
    return {"nom": nom, "nom_compare": nom_compare(nom)}
