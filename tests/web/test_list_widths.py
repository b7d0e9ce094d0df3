"""Lists fit between a phone and a desk: 200 % zoom of a small screen is 640 px (WCAG 1.4.10)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page

from services.importing.decp import importer_decp
from storage import readings
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


@pytest.mark.parametrize("page", ["", "/parcours", "/imports", "/lectures"])
def test_a_figure_keeps_its_heading_on_a_phone(
    onglet: Page, portefeuille_sqlite: Portefeuille, tmp_path: Path, page: str
) -> None:
    """The headings of a table are hidden there: each bare figure says what it counts."""
    _garnir(portefeuille_sqlite, tmp_path)
    entrer(onglet, "adm")
    onglet.set_viewport_size({"width": 360, "height": 700})
    onglet.goto(f"/admin{page}")
    cellules = onglet.locator(".liste td").evaluate_all(_CELLULES)
    assert cellules
    assert [texte for titre, texte in cellules if not titre and len(texte.split()) < 2] == []
    assert sans_debordement(onglet)


def _garnir(portefeuille: Portefeuille, dossier: Path) -> None:
    """An import, and something read."""
    marche = {"id": "2025-99", "_type": "Marché", "acheteur": {"id": "12"}, "objet": "Rien"}
    (dossier / "a.json").write_text(json.dumps({"marches": {"marche": [marche]}}), "utf-8")
    importer_decp(portefeuille.bureau, [dossier / "a.json"])
    with portefeuille.bureau.travail.ecrire() as connexion:
        readings.noter(
            connexion,
            compte=1,
            quoi="dossier",
            objet="CAN-1",
            jour=date(2025, 3, 3),
            now=portefeuille.horloge.maintenant(),
        )


_CELLULES = """les => les.map(un => [
    getComputedStyle(un, "::before").content.replace(/^(none|normal)$/, ""),
    un.innerText.trim(),
])"""


def test_a_telephone_is_a_target_of_24_pixels(
    onglet: Page, portefeuille_sqlite: Portefeuille
) -> None:
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql("UPDATE interlocuteur SET telephone = '04 72 00 00 00'")
    entrer(onglet, "fac")
    onglet.goto("/registre/entreprises")
    hauteurs = onglet.locator('a[href^="tel:"]').evaluate_all(
        "les => les.map(un => un.getBoundingClientRect().height)"
    )
    assert hauteurs
    assert min(hauteurs) >= 24
