"""An installation with nothing in it says what to do first, on every page that is empty."""

from __future__ import annotations

import pytest

from tests.portfolio import Portefeuille
from tests.web.conftest import Guichet


@pytest.fixture
def vide(guichet: Guichet, portefeuille_sqlite: Portefeuille) -> Guichet:
    """The lists of a city that has no dossier."""
    return guichet


def test_the_day_of_a_reader_without_dossiers_says_the_first_steps(vide: Guichet) -> None:
    vide.entrer("lyon")
    page = vide.lire("/aujourdhui").text
    assert "Premiers pas" in page
    assert "/reprise" not in page


def test_the_day_of_the_team_leads_to_the_first_acts(
    vide: Guichet, portefeuille_sqlite: Portefeuille, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.reading.day.vues.nombres", lambda *_: [])
    monkeypatch.setattr("services.reading.day.vues.compter", lambda *_: 0)
    vide.entrer("fac")
    page = vide.lire("/aujourdhui").text
    assert 'href="/reprise"' in page
    assert 'href="/ouvrir/' in page


def test_an_empty_list_says_what_fills_it(vide: Guichet) -> None:
    vide.entrer("fac")
    assert "Ils s’ouvrent d’eux-mêmes" in vide.lire("/factures").text


def test_an_empty_month_says_so(vide: Guichet) -> None:
    vide.entrer("fac")
    assert "Aucune échéance ce mois-ci." in vide.lire("/relations?vue=calendrier&mois=2020-01").text
