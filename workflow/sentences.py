"""Sentences with values: the names they cite, and how a value reads in French."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from string import Formatter
from typing import Any

MOIS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]


class ModeleInvalide(ValueError):
    """The sentence has a brace that encloses no plain name."""


@cache
def noms_du_modele(modele: str) -> frozenset[str]:
    """Names between braces in a sentence.

    Raises:
        ModeleInvalide: a brace is left open, or encloses more than a name.
    """
    try:
        morceaux = [morceau[1:] for morceau in Formatter().parse(modele) if morceau[1] is not None]
    except ValueError as erreur:
        raise ModeleInvalide("une accolade n’est pas fermée.") from erreur
    for nom, format_, conversion in morceaux:
        if not str(nom).isidentifier() or format_ or conversion:
            raise ModeleInvalide(f"« {{{nom}}} » n’est pas un nom simple.")
    return frozenset(str(nom) for nom, _, _ in morceaux)


def en_francais(valeur: Any) -> str:
    """A value as a French sentence shows it."""
    if valeur is None:
        return "inconnu"
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, date):
        jour = "1er" if valeur.day == 1 else str(valeur.day)
        return f"{jour} {MOIS[valeur.month - 1]} {valeur.year}"
    if isinstance(valeur, Decimal):
        return chiffres(valeur)
    if isinstance(valeur, int) and valeur == 0:
        return "aucun"
    return str(valeur)


_ARTICLE = re.compile(r"\b(le|du|au) \{(\w+)\}")
_SANS_DATE = {"le": "à une date inconnue", "du": "d’une date inconnue", "au": "à une date inconnue"}
_DEPUIS = re.compile(r"\b(depuis|dès) à une")


def sans_article(modele: str, absentes: Collection[str]) -> str:
    """The sentence with « à une date inconnue » where « le {jour} » would cite an absent date."""
    if not absentes:
        return modele
    dite = _ARTICLE.sub(lambda lu: _SANS_DATE[lu[1]] if lu[2] in absentes else lu[0], modele)
    return _DEPUIS.sub(r"\1 une", dite)


def chiffres(valeur: Decimal | int) -> str:
    """A number as it was entered, grouped by threes: « 38 600,00 »."""
    return f"{valeur:,}".replace(",", "\u00a0").replace(".", ",")


_HEURES = re.compile(r"(?<=\d),00(?=[ \u00a0]h(?:eures?)?\b)")


def heures_entieres(phrase: str) -> str:
    """Hours without the decimals of a whole one: « 833 heures », « 7,50 h »."""
    return _HEURES.sub("", phrase)


def a_qui(roles: Sequence[str], noms: Mapping[str, str]) -> str:
    """« à la personne facilitatrice, à l’entreprise ou à la comptabilité »: by their names."""
    *premiers, dernier = (f"à {noms[role]}" for role in roles)
    return " ou ".join((", ".join(premiers), dernier)) if premiers else dernier
