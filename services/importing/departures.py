"""Who leaves a marché from one version to the next, where a tabular export says what it tells.

The consolidated tables of data.gouv.fr carry ``modification_id`` (0 is the marché, 1 its first
modification…) and ``donneesActuelles`` (whether the row is what is in force). Each version lists
all its holders, on the day of its own notification: whoever stands in one version of a file and not
in the next one of that file has left. An absence proves it within one file only, since two extracts
may have been filtered differently, and only where no row of the marché was refused.

Source: the table schema published beside the data, resource 22847056-61df-452d-837d-8b8ceadbfc52.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from services.importing.records import MarcheLu, Rebut, TitulaireLu
from services.importing.versions import en_ordre

Departs = dict[date, set[TitulaireLu]]


def avec_departs(marche: MarcheLu, rangees: Sequence[MarcheLu]) -> MarcheLu:
    """The marché whose versions say who left with them, as its rows show."""
    departs = _departs(rangees)
    modifications = tuple(
        replace(une, sortants=en_ordre(departs[une.notifiee_le]))
        if une.tabulaire and une.notifiee_le in departs
        else une
        for une in marche.modifications
    )
    return replace(marche, modifications=modifications)


def _departs(rangees: Sequence[MarcheLu]) -> Departs:
    """Who left on which day; a row of any file that shows a holder there keeps it."""
    presents: Departs = {}
    for une in rangees:
        presents.setdefault(une.date_notification, set()).update(une.titulaires)
    departs: Departs = {}
    for fichier in {une.fichier for une in rangees}:
        for (_, avant), (jour, apres) in pairwise(_versions(rangees, fichier)):
            if partis := avant - apres - presents[jour]:
                departs.setdefault(jour, set()).update(partis)
    return departs


def _versions(rangees: Sequence[MarcheLu], fichier: str) -> list[tuple[date, set[TitulaireLu]]]:
    """The versions that one file tells, oldest first, each with its holders."""
    versions: Departs = {}
    for une in rangees:
        if une.version_dite and une.fichier == fichier:
            versions.setdefault(une.date_notification, set()).update(une.titulaires)
    return sorted(versions.items())


def avertir_sans_origine(rangees: Sequence[MarcheLu]) -> list[Rebut]:
    """Say that only a modification was published: its day is not that of the marché.

    An export filtered on ``donneesActuelles`` is so for each modified marché.
    """
    premiere = min(rangees, key=lambda une: une.date_notification)
    if not premiere.modification:
        return []
    motif = (
        f"le fichier ne tient que la modification n° {premiere.modification}, notifiée le "
        f"{premiere.date_notification:%d/%m/%Y} : ce jour n’est pas celui de la notification du "
        "marché, et n’en tient lieu qu’en attendant la ligne d’origine (modification_id 0)"
    )
    champ = "dateNotification"
    return [Rebut(premiere.fichier, premiere.ligne, champ, motif, premiere.rang)]
