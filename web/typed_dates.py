"""A date as people type it: 17/10/2026, 17/10, 17 oct., hier."""

from __future__ import annotations

import re
from datetime import date, timedelta

from states.french import MOIS

_MOTS = {"aujourd’hui": 0, "aujourd'hui": 0, "hier": -1, "avant-hier": -2, "demain": 1}
_CHIFFRES = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{2}|\d{4}))?")
_LETTRES = re.compile(r"(\d{1,2})(?:er)?\s+([^\W\d_]{3,})\.?(?:\s+(\d{4}))?", re.IGNORECASE)
SIECLE, AVENIR = 2000, 20
"""A year of two digits is of this century up to twenty years ahead, else of the one before."""
_COURTE = 2


def lire_date(texte: str, aujourd_hui: date) -> str:
    """The ISO form of a date; what is no date comes back as it was, for its refusal to say so."""
    propre = " ".join(texte.split()).lower()
    if propre in _MOTS:
        return (aujourd_hui + timedelta(days=_MOTS[propre])).isoformat()
    trouve = _CHIFFRES.fullmatch(propre)
    if trouve:
        return _iso(texte, aujourd_hui, int(trouve[1]), int(trouve[2]), trouve[3])
    trouve = _LETTRES.fullmatch(propre)
    mois = _mois(trouve[2]) if trouve else None
    if trouve and mois:
        return _iso(texte, aujourd_hui, int(trouve[1]), mois, trouve[3])
    return texte


def _mois(mot: str) -> int | None:
    """The month that begins so, when only one does."""
    debuts = [rang for rang, nom in enumerate(MOIS, 1) if nom.startswith(mot)]
    return debuts[0] if len(debuts) == 1 else None


def _iso(texte: str, aujourd_hui: date, jour: int, mois: int, annee: str | None) -> str:
    if annee is None:
        lue = aujourd_hui.year
    else:
        lue = int(annee)
        if len(annee) == _COURTE:
            lue += SIECLE if SIECLE + lue <= aujourd_hui.year + AVENIR else SIECLE - 100
    try:
        return date(lue, mois, jour).isoformat()
    except ValueError:
        return texte
