"""Public holidays of France, zone by zone and year by year, with the name a working shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from dateutil.easter import easter
from holidays import country_holidays

from workflow.errors import ValeurInvalide

PREMIERE_ANNEE = 1950
DERNIERE_ANNEE = 2100
METROPOLE = "metropole"

_LIBELLES = {
    "Jour de l'an": "jour de l’An",
    "Lundi de Pâques": "lundi de Pâques",
    "Fête du Travail": "fête du Travail",
    "Fête de la Victoire": "Victoire 1945",
    "Lundi de Pentecôte": "lundi de Pentecôte",
    "Fête nationale": "fête nationale",
    "Armistice": "Armistice 1918",
}
"""The library's names that we spell otherwise; the others stand as they are."""


@dataclass(frozen=True)
class JourLocal:
    """A holiday that one zone adds: a fixed day of the year, or a number of days from Easter."""

    libelle: str
    mois: int = 0
    jour: int = 0
    depuis_paques: int | None = None

    def date_en(self, annee: int) -> date:
        """Civil day of this holiday in ``annee``."""
        if self.depuis_paques is not None:
            return easter(annee) + timedelta(days=self.depuis_paques)
        return date(annee, self.mois, self.jour)


@dataclass(frozen=True)
class Zone:
    """A territory that has its own list of public holidays."""

    libelle: str
    ajoute: tuple[JourLocal, ...] = ()


def _outre_mer(libelle: str, jour: int, mois: int) -> Zone:
    # Décret 83-1003 of 23/11/1983: one local day for each territory. The library also lists local
    # usages there (carnival, Good Friday) that are no public holidays: hence our own table.
    return Zone(libelle, (JourLocal("abolition de l’esclavage", mois, jour),))


_ZONES: Mapping[str, Zone] = MappingProxyType(
    {
        METROPOLE: Zone("métropole"),
        "alsace_moselle": Zone(
            "Alsace-Moselle",
            # Code du travail L3134-13. Good Friday holds in communes that have a Protestant or
            # mixed church: taken for all, since a délai may be too long here but never too short.
            (
                JourLocal("Vendredi saint", depuis_paques=-2),
                JourLocal("Saint-Étienne", 12, 26),
            ),
        ),
        "guadeloupe": _outre_mer("Guadeloupe", 27, 5),
        "martinique": _outre_mer("Martinique", 22, 5),
        "guyane": _outre_mer("Guyane", 10, 6),
        "la_reunion": _outre_mer("La Réunion", 20, 12),
        "mayotte": _outre_mer("Mayotte", 27, 4),
    }
)


def zones() -> tuple[str, ...]:
    """Names of the zones that a convention may choose."""
    return tuple(_ZONES)


def libelle_de_zone(zone: str) -> str:
    """French name of a zone, for people.

    Raises:
        ValeurInvalide: unknown zone; the mend lists the accepted ones.
    """
    if zone not in _ZONES:
        raise ValeurInvalide(
            "zone",
            f"La zone de jours fériés «\u00a0{zone}\u00a0» n’existe pas.",
            f"Zones acceptées\u00a0: {', '.join(_ZONES)}.",
        )
    return _ZONES[zone].libelle


@cache
def feries(annee: int, zone: str = METROPOLE) -> Mapping[date, str]:
    """Public holidays of a year in a zone, in order, each with its French name.

    The national days (Code du travail L3133-1) come from the ``holidays`` library and follow their
    history: no 8 May from 1960 to 1981 nor before 1953, no Whit Monday from 2005 to 2007. The days
    that a zone adds are given for every year, also before the text that created them.

    Raises:
        ValeurInvalide: unknown zone, or a year outside 1950–2100.
    """
    libelle_de_zone(zone)
    if not PREMIERE_ANNEE <= annee <= DERNIERE_ANNEE:
        raise ValeurInvalide(
            "date",
            f"Les jours fériés de l’année {annee} ne sont pas connus.",
            f"Donnez une date entre {PREMIERE_ANNEE} et {DERNIERE_ANNEE}.",
        )
    nationaux = country_holidays("FR", years=annee, language="fr")
    jours = {jour: _libelle(nom) for jour, nom in nationaux.items()}
    for local in _ZONES[zone].ajoute:
        jour = local.date_en(annee)
        jours[jour] = f"{jours[jour]} et {local.libelle}" if jour in jours else local.libelle
    return MappingProxyType(dict(sorted(jours.items())))


def ferie(jour: date, zone: str = METROPOLE) -> str | None:
    """Name of the public holiday that ``jour`` is in the zone, or ``None``."""
    return feries(jour.year, zone).get(jour)


def _libelle(nom: str) -> str:
    # Two holidays may fall on one day (1 May 2008 was Ascension): the library joins them by « ; ».
    return " et ".join(_LIBELLES.get(un, un) for un in nom.split("; "))
