"""The office: its hours, its closing days, and the settings it refuses."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from states.office_hours import HeuresDeBureau
from workflow.errors import ValeurInvalide


def test_the_default_office() -> None:
    assert HeuresDeBureau() == HeuresDeBureau(
        ouverture=time(9),
        fermeture=time(17),
        jours=frozenset({1, 2, 3, 4, 5}),
        fermetures=(),
        heure_de_declenchement=time(14),
    )


@pytest.mark.parametrize(
    ("moment", "recoit"),
    [
        (time(8, 59, 59), False),
        (time(9), True),
        (time(16, 59, 59), True),
        (time(17), False),
    ],
)
def test_the_closing_hour_is_closed(moment: time, recoit: bool) -> None:
    assert HeuresDeBureau().recoit_a(moment) is recoit


@pytest.mark.parametrize(
    ("jour", "raison"),
    [
        (date(2026, 7, 31), None),
        (date(2026, 8, 1), "samedi"),
        (date(2026, 8, 2), "dimanche"),
        (date(2026, 8, 3), "fermeture du bureau"),
        (date(2026, 8, 8), "fermeture du bureau"),
        (date(2026, 8, 14), "fermeture du bureau"),
        (date(2026, 8, 17), None),
        (date(2026, 5, 15), "fermeture du bureau"),
    ],
)
def test_days_without_work(jour: date, raison: str | None) -> None:
    bureau = HeuresDeBureau(
        fermetures=((date(2026, 8, 3), date(2026, 8, 14)), date(2026, 5, 15)),
    )

    assert bureau.repos(jour) == raison


def test_an_office_may_work_on_saturday_and_rest_on_monday() -> None:
    bureau = HeuresDeBureau(jours=frozenset({2, 3, 4, 5, 6}))

    assert bureau.repos(date(2026, 8, 1)) is None
    assert bureau.repos(date(2026, 8, 3)) == "lundi"


@pytest.mark.parametrize(
    ("reglage", "champ"),
    [
        ({"ouverture": time(17)}, "fermeture"),
        ({"ouverture": time(18)}, "fermeture"),
        ({"heure_de_declenchement": time(8)}, "heure_de_declenchement"),
        ({"heure_de_declenchement": time(17, 1)}, "heure_de_declenchement"),
        ({"jours": frozenset[int]()}, "jours"),
        ({"jours": frozenset({0, 1})}, "jours"),
        ({"jours": frozenset({8})}, "jours"),
        ({"fermetures": ((date(2026, 8, 14), date(2026, 8, 3)),)}, "fermetures"),
    ],
)
def test_an_impossible_office_is_refused(reglage: dict[str, Any], champ: str) -> None:
    with pytest.raises(ValeurInvalide) as refus:
        HeuresDeBureau(**reglage)

    assert refus.value.champ == champ


@pytest.mark.parametrize("heure", [time(9), time(17)])
def test_firing_at_either_end_of_the_day_is_accepted(heure: time) -> None:
    assert HeuresDeBureau(heure_de_declenchement=heure).heure_de_declenchement == heure
