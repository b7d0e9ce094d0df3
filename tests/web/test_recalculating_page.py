"""Live deadlines against the settings of the day, by page: compared, then what was read applied."""

from __future__ import annotations

import re
from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from services.counter import recalculating_by_page
from services.counter.recalculating_by_page import comparer_les_echeances
from tests.portfolio import REL1, Portefeuille
from tests.services.clockwork import EXPIRATION, courrier_recu
from tests.services.test_recalculating import avec, due
from tests.web.conftest import Guichet
from tests.web.test_acting import clair
from tests.web.test_takeover import ESSAIS
from web import long_pages
from web.pages.admin import recalcul
from web.site import Site

pytestmark = pytest.mark.usefixtures("patience")
ADRESSE = "/admin/recalculer"


def comparer(guichet: Guichet, fois: str = "1") -> str:
    return clair(guichet.lire(f"{ADRESSE}?lancer={fois}").text)


def appliquer(guichet: Guichet, page: str, motif: str = "") -> Any:
    """What is led to by the form of a comparison."""
    caches = dict(re.findall(r'name="(lus|lancer|_jeton)" value="([^"]+)"', page))
    return guichet.client.post(ADRESSE, data={**caches, "motif": motif})


@pytest.fixture
def change(portefeuille_sqlite: Portefeuille, site: Site, guichet: Guichet) -> Portefeuille:
    """An admin in front of a délai that today's settings would lengthen."""
    courrier_recu(portefeuille_sqlite)
    autre = avec(portefeuille_sqlite, delai_courrier="20 j")
    guichet.client.app.state.site = replace(site, bureau=autre.bureau)
    guichet.entrer("adm")
    return autre


def test_nothing_differs(guichet: Guichet) -> None:
    guichet.entrer("adm")
    assert "Comparer les échéances…" in clair(guichet.lire(ADRESSE).text)
    page = comparer(guichet)
    assert "toutes sont à jour des réglages" in page
    assert "Appliquer" not in page
    assert f'href="{ADRESSE}"' in guichet.lire("/admin/echeances").text


def test_gaps_are_told_and_nothing_is_written(guichet: Guichet, change: Portefeuille) -> None:
    page = comparer(guichet)
    assert "écarts avec les réglages du jour" in page
    assert REL1 in page
    assert "annoncé à un tiers" in page
    assert "Le calcul" in page
    assert "_" not in re.sub(r"<[^>]+>", "", page.partition("<tbody>")[2].partition("</tbody>")[0])
    assert due(change, "expiration") == EXPIRATION


def test_a_promise_is_lengthened_with_a_reason_only(guichet: Guichet, change: Portefeuille) -> None:
    page = comparer(guichet)
    refus = appliquer(guichet, page)
    assert refus.status_code == 400
    assert "Il manque le motif" in clair(refus.text)
    assert 'href="#motif"' in refus.text
    trop = appliquer(guichet, page, "a" * 200_000)
    assert trop.status_code == 400
    assert due(change, "expiration") == EXPIRATION

    fait = appliquer(guichet, page, "avenant n° 2")

    assert "ont changé" in clair(fait.text)
    assert due(change, "expiration") == "2025-03-25"
    requete = "SELECT actor FROM journal WHERE event = 'recalculer'"
    (ligne,) = change.rangees(requete)
    assert ligne[0] == "web:adm"
    assert "échéances recalculées" in clair(guichet.lire("/admin/lectures").text)
    assert clair(appliquer(guichet, page, "avenant n° 2").text).count("ont changé") == 1
    assert len(change.rangees(requete)) == 1  # a double click applies once
    assert "toutes sont à jour" in comparer(guichet, "2")


def test_what_was_not_read_is_not_applied(
    guichet: Guichet, change: Portefeuille, site: Site
) -> None:
    page = comparer(guichet)
    ensuite = avec(change, delai_courrier="25 j")
    guichet.client.app.state.site = replace(site, bureau=ensuite.bureau)
    refus = appliquer(guichet, page, "avenant n° 2")
    assert refus.status_code == 409
    assert "ne sont plus ceux que vous avez lus" in clair(refus.text)
    assert "avenant n° 2" in clair(refus.text)
    assert change.rangees("SELECT 1 FROM journal WHERE event = 'recalculer'") == []


def test_a_promise_is_never_shortened(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, site: Site
) -> None:
    courrier_recu(portefeuille_sqlite)
    court = avec(portefeuille_sqlite, delai_courrier="10 j")
    guichet.client.app.state.site = replace(site, bureau=court.bureau)
    guichet.entrer("adm")
    page = comparer(guichet)
    assert "jamais raccourci" in page.partition("<tbody>")[2]
    fait = clair(appliquer(guichet, page).text)
    assert "Aucune échéance n’a changé, 2 sont restées comme elles étaient" in fait
    assert due(court, "expiration") == EXPIRATION


@pytest.mark.parametrize("login", ["fac", "resp", "ref", "compta", "presc"])
def test_nobody_else_has_the_page(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, login: str
) -> None:
    courrier_recu(portefeuille_sqlite)
    if login == "presc":
        guichet.client.cookies.clear()
        assert guichet.lire(ADRESSE).status_code == 303
        return
    guichet.entrer(login)
    donnees = {"_jeton": guichet.jeton("/compte"), "lus": "0"}
    assert guichet.lire(ADRESSE).status_code == 404
    assert guichet.lire(f"{ADRESSE}?lancer=1").status_code == 404
    assert guichet.client.post(ADRESSE, data=donnees).status_code == 404


def test_a_long_comparison_tells_how_far_it_is(
    guichet: Guichet, change: Portefeuille, monkeypatch: pytest.MonkeyPatch
) -> None:
    reprend = Event()

    def lente(*arguments: Any) -> Any:
        arguments[2](1, 3)
        reprend.wait(5)
        return comparer_les_echeances(*arguments)

    monkeypatch.setattr(recalcul, "comparer_les_echeances", lente)
    monkeypatch.setattr(long_pages, "PATIENCE_S", 0)
    page = ""
    for _ in range(ESSAIS):
        page = comparer(guichet, "lente")
        if "sur 3" in page:
            break
    assert "1 dossier sur 3" in page
    reprend.set()
    assert any("écarts avec" in comparer(guichet, "lente") for _ in range(ESSAIS))
    assert "n’est plus suivi" in clair(guichet.lire(f"{ADRESSE}?suivi=0").text)


def test_a_page_shows_the_first_ones(
    guichet: Guichet, change: Portefeuille, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recalcul, "MONTREES", 1)
    page = comparer(guichet)
    assert recalculating_by_page.MONTREES == 300
    assert page.partition("<tbody>")[2].count("<tr>") == 1
    assert "premiers sont montrés ; tous seraient appliqués" in page
