"""Ages at the day, as the national platform judges them."""

from __future__ import annotations

from datetime import date

import pytest

from states.eligibility import VALIDITES, Categorie, Validite, age_admis, anniversaire


@pytest.mark.parametrize(
    ("categorie", "naissance", "jour", "attendu"),
    [
        ("jeune", "2000-11-22", "2026-11-21", True),
        ("jeune", "2000-11-22", "2026-11-22", False),
        ("senior", "1976-11-22", "2026-11-21", False),
        ("senior", "1976-11-22", "2026-11-22", True),
        ("jeune", "2000-02-29", "2026-02-27", True),
        ("jeune", "2000-02-29", "2026-02-28", False),
        ("rsa", "1900-01-01", "2026-01-01", True),
    ],
)
def test_the_age_of_a_category(categorie: str, naissance: str, jour: str, *, attendu: bool) -> None:
    jours = date.fromisoformat(naissance), date.fromisoformat(jour)
    assert age_admis(Categorie(categorie), *jours) is attendu


def test_born_on_a_29th_of_february() -> None:
    assert anniversaire(date(2000, 2, 29), 28) == date(2028, 2, 29)
    assert anniversaire(date(2000, 2, 29), 26) == date(2026, 2, 28)


def test_every_category_says_what_limits_its_evidence() -> None:
    assert set(VALIDITES) == set(Categorie)
    assert VALIDITES[Categorie.RSA] is Validite.RECENTE
    assert VALIDITES[Categorie.RQTH] is Validite.A_TERME
    assert VALIDITES[Categorie.SENIOR] is Validite.PERMANENTE
