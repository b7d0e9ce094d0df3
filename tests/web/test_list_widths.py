"""Lists fit between a phone and a desk: 200 % zoom of a small screen is 640 px (WCAG 1.4.10)."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.portfolio import Portefeuille, mener
from tests.web.conftest import entrer
from tests.web.test_browser_reading import sans_debordement

LARGEURS = (360, 640, 700, 768, 900, 1000)


def test_no_list_runs_off_the_screen(onglet: Page, portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    entrer(onglet, "fac")
    larges = []
    for adresse in ("/relations", "/marches", "/a-facturer"):
        onglet.goto(adresse)
        for largeur in LARGEURS:
            onglet.set_viewport_size({"width": largeur, "height": 700})
            larges += [] if sans_debordement(onglet) else [(adresse, largeur)]
    assert larges == []
