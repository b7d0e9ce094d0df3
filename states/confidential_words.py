"""Words that a text for the donneur d'ordre must not hold: names of candidates, health (article 3).

Free-text fields are the usual leak (RGPD, confidentiality of article 3): compared by whole words,
case and accents aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from states.searching import cherchable

LETTRES_D_UN_NOM = 3
"""A shorter word is no name that a text could betray."""
SANTE = (
    "aah",
    "addiction",
    "alcool",
    "arret maladie",
    "cancer",
    "depression",
    "depressif",
    "depressive",
    "diagnostic",
    "enceinte",
    "grossesse",
    "handicap",
    "handicape",
    "handicapee",
    "hospitalise",
    "hospitalisee",
    "invalidite",
    "malade",
    "maladie",
    "mdph",
    "medical",
    "medicale",
    "psychiatrique",
    "psychologique",
    "rqth",
    "sante",
    "traitement medical",
)
"""Vocabulary of health, as ``cherchable`` writes it."""


def mots_de_sante(texte: str) -> list[str]:
    """Words of health in a text, in the order of the table."""
    return _presents(texte, SANTE)


def noms_cites(texte: str, noms: Iterable[str]) -> list[str]:
    """Names, as they were given, that a text holds as whole words."""
    plats = {un: cherchable(un) for un in noms}
    longs = [plat for plat in plats.values() if len(plat) >= LETTRES_D_UN_NOM]
    cites = frozenset(_presents(texte, longs))
    return sorted(un for un, plat in plats.items() if plat in cites)


def _presents(texte: str, mots: Iterable[str]) -> list[str]:
    plat = cherchable(texte)
    return [un for un in mots if re.search(rf"(?<!\w){re.escape(un)}s?(?!\w)", plat)]
