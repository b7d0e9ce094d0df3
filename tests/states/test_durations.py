"""How long an agreement lasts is said of its two dates."""

from __future__ import annotations

from datetime import date

import pytest

from states.durations import duree_entre


@pytest.mark.parametrize(
    ("debut", "fin", "duree"),
    [
        ("2022-07-25", "2026-07-24", "4 ans"),
        ("2022-07-25", "2023-07-24", "1 an"),
        ("2022-07-25", "2027-10-24", "5 ans et 3 mois"),
        ("2022-07-25", "2027-12-31", "5 ans, 5 mois et 7 jours"),
        ("2022-07-25", "2026-07-25", "4 ans et 1 jour"),
        ("2024-02-29", "2025-02-28", "1 an"),
        ("2025-11-30", "2026-02-28", "3 mois"),
        ("2025-03-03", "2025-03-03", "1 jour"),
        ("2024-12-31", "2025-02-28", "2 mois"),
    ],
)
def test_a_duration_is_said_of_its_two_dates(debut: str, fin: str, duree: str) -> None:
    assert duree_entre(date.fromisoformat(debut), date.fromisoformat(fin)) == duree
