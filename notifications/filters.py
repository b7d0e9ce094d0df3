"""Jinja filters of the post: French dates, amounts and delays, on values that may be absent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from states.french import date_longue, euros, heure, nombre, pluriel, typographie
from workflow.values import Delai, Unite

_UNITES = {
    Unite.JOURS: "jour",
    Unite.JOURS_OUVRES: "jour",
    Unite.SEMAINES: "semaine",
    Unite.MOIS: "mois",
    Unite.ANS: "an",
}


def delai(valeur: Delai | str) -> str:
    """A delay in words, in the unit that the agreement uses: « 15 jours », never « 2 semaines »."""
    lu = Delai.lire(valeur) if isinstance(valeur, str) else valeur
    unite = _UNITES[lu.unite]
    pluriel = "s" if lu.nombre > 1 and unite != "mois" else ""
    ouvre = f" ouvré{pluriel}" if lu.unite is Unite.JOURS_OUVRES else ""
    return f"{lu.nombre}\u00a0{unite}{pluriel}{ouvre}"


def heures(quantite: Decimal | int) -> str:
    """« 1 heure », « 833 heures », « 7,50 heures »."""
    entier = Decimal(quantite) == Decimal(quantite).to_integral_value()
    return f"{nombre(quantite, 0 if entier else 2)}\u00a0{pluriel(quantite, 'heure')}"


def court(texte: str, longueur: int = 60) -> str:
    """A text short enough for a subject, cut between two words."""
    if len(texte) <= longueur:
        return texte
    return texte[: longueur + 1].rsplit(" ", 1)[0][:longueur].rstrip(" ,;:-") + "…"


FILTRES: Mapping[str, Callable[..., Any]] = {
    "date": date_longue,
    "heure": heure,
    "euros": euros,
    "delai": delai,
    "heures": heures,
    "nombre": nombre,
    "pluriel": pluriel,
    "court": court,
    "typographie": typographie,
}
