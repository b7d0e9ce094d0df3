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


def personnes_citees(texte: str, personnes: Iterable[tuple[str, str]]) -> list[str]:
    """Of « last, first » names, those that a text of a whole town holds.

    Among its thousands, a first name is nobody's and many a last name is a common word: both of
    one person count, or a last name with its capital.
    """
    cites = []
    for nom, prenom in personnes:
        tous = [un for un in (nom, prenom) if un]
        en_entier = len(tous) > 1 and len(noms_cites(texte, tous)) == len({*tous})
        if en_entier or (noms_cites(texte, [nom]) and _avec_sa_capitale(texte, nom)):
            cites.append(" ".join(reversed(tous)) if en_entier else nom)
    return sorted({*cites})


def _avec_sa_capitale(texte: str, nom: str) -> bool:
    """Whether the words that make the name are written as names are."""
    mots = re.findall(r"[^\W_]+", texte)
    return any(un[0].isupper() and cherchable(un) in cherchable(nom).split() for un in mots)


def _presents(texte: str, mots: Iterable[str]) -> list[str]:
    plat = cherchable(texte)
    return [un for un in mots if un in plat and re.search(rf"(?<!\w){re.escape(un)}s?(?!\w)", plat)]
