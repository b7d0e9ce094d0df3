"""An installation with nothing in it says what to do first, on every page that is empty."""

from __future__ import annotations

import pytest

from storage.looking_health import pas_faits
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


def test_the_admin_of_an_empty_installation_is_told_the_first_steps(
    vide: Guichet, monkeypatch: pytest.MonkeyPatch
) -> None:
    pas = {"convention": True, "comptes": False, "marches": False, "dossiers": False}
    monkeypatch.setattr("services.reading.watching.looking_health.pas_faits", lambda _: pas)
    vide.entrer("adm")
    page = vide.lire("/admin").text
    assert "Tout va bien" not in page
    assert "<strong>Ajouter la convention</strong> : c’est fait." in page.replace("\xa0", " ")
    assert 'href="/admin/comptes/nouveau">Inviter l’équipe…' in page
    assert 'href="/admin/imports">Importer les marchés publiés…' in page


def test_first_steps_are_told_until_a_dossier_is_open(
    vide: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    with portefeuille_sqlite.bureau.travail.lire() as connexion:
        assert set(pas_faits(connexion).items()) == {
            ("convention", True),
            ("comptes", True),
            ("marches", True),
            ("dossiers", True),
        }
    vide.entrer("adm")
    assert "Premiers pas" not in vide.lire("/admin").text
