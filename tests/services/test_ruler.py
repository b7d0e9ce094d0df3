"""The day ruler says day by day what the working says in sentences."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from services.reading.ruler import regle_des_jours
from states.calendars import Calendriers
from storage.dossiers import LigneTimer

TEMPS = Calendriers("metropole")
REGLE = {"sens": "apres", "delai": "15 j", "calendrier": "delai_contractuel", "zone": "metropole"}


def ruler(depart: date, aujourd_hui: date, rang: int = 1, **regle: Any) -> dict[str, Any] | None:
    texte = json.dumps({**REGLE, **regle})
    du = datetime(2026, 1, 1, tzinfo=UTC)
    timer = LigneTimer(1, 1, "fin", rang, texte, depart, du, 1, "1")
    return regle_des_jours([timer], "fin", TEMPS, aujourd_hui)


def genres(dite: dict[str, Any] | None) -> dict[int, str]:
    assert dite is not None
    return {un["jour"].day: un["genre"] for un in dite["jours"]}


def test_the_fact_does_not_count_and_the_end_rolls_over_a_holiday() -> None:
    """From 17 October: the 15th day is All Saints' Day, a Sunday; the last day is the Monday."""
    dite = ruler(date(2026, 10, 17), date(2026, 10, 27))
    assert dite is not None
    jours = {un["jour"].day: un for un in dite["jours"]}
    assert [jours[un]["genre"] for un in (17, 18, 31, 1, 2)] == [
        *("depart", "compte", "compte", "reporte", "fin")
    ]
    assert jours[31]["rang"] == 14
    assert jours[1]["raison"].startswith("férié")
    assert [jours[un]["ecoule"] for un in (26, 27)] == [True, False]
    assert (dite["ecoules"], dite["restants"]) == (9, 7)


def test_the_days_of_a_hold_are_shown_and_not_counted() -> None:
    """Held from the 5th to the 9th: four days are given back."""
    pauses = [["2026-10-05", "2026-10-09"]]
    dites = genres(ruler(date(2026, 10, 1), date(2026, 10, 20), delai="10 j", pauses=pauses))
    assert [un for un, genre in dites.items() if genre == "pause"] == [6, 7, 8, 9]
    assert dites[15] == "fin"


def test_only_a_delay_of_days_up_to_a_month_has_a_ruler() -> None:
    depart = date(2026, 10, 1)
    assert ruler(depart, depart, delai="31 j", calendrier="preavis") is not None
    assert ruler(depart, depart, delai="32 j", calendrier="preavis") is None
    assert ruler(depart, depart, delai="5 jo", calendrier="bureau") is None
    assert ruler(depart, depart, sens="avant") is None
    assert ruler(depart, depart, rang=2) is None
    assert ruler(depart, depart, delai="0 j") is None
