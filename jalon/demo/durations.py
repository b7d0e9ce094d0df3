"""How far the demonstration is moved on: « 1 j », « 2 sem », « 5 jo », « 3 h », « 30 min »."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from jalon.errors import ReglageInvalide
from states.calendars import Calendriers
from states.civil_dates import decaler
from states.french import PARIS, a_paris
from workflow.values import Delai, Unite

_HEURES = re.compile(r"\s*(\d{1,3})\s*(h|min)\s*")
ANS_MAX = 5


def terme(depart: datetime, duree: str, temps: Calendriers) -> datetime:
    """The instant ``duree`` after ``depart``: days keep the hour of the clock on the wall.

    Raises:
        ReglageInvalide: no duration, or one that goes beyond what a demonstration is for.
    """
    courte = _HEURES.fullmatch(duree)
    if courte:
        minutes = int(courte[1]) * (60 if courte[2] == "h" else 1)
        arrivee = depart + timedelta(minutes=minutes)
    else:
        arrivee = _en_jours(depart, duree, temps)
    if not depart < arrivee <= depart + timedelta(days=366 * ANS_MAX):
        raise ReglageInvalide(
            "duree",
            f"« {duree} » : la démonstration avance, et de {ANS_MAX} ans au plus.",
            "Écrivez par exemple 1 j, 2 sem ou 3 mois.",
        )
    return arrivee


def _en_jours(depart: datetime, duree: str, temps: Calendriers) -> datetime:
    try:
        delai = Delai.lire(duree)
    except ValueError as erreur:
        raise ReglageInvalide(
            "duree",
            f"« {duree} » n’est pas une durée.",
            "Écrivez par exemple 1 j, 5 jo, 2 sem, 3 mois, 3 h ou 30 min.",
        ) from erreur
    local = a_paris(depart)
    if delai.unite is Unite.JOURS_OUVRES:
        jour = temps.apres(local.date(), delai, "bureau").dernier_jour
    else:
        jour = decaler(local.date(), delai)
    return datetime.combine(jour, local.time(), PARIS)
