"""The pages that the law asks for: open to all, from the settings, linked from everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from litestar.testing import TestClient

from jalon.settings import Mentions as Reglees
from states.french import typographie
from tests.web.conftest import Guichet, pages_de
from tests.web.test_every_machine import MACHINES
from web.rendering import ICI
from web.site import Mentions, Site

PAGES = ("/accessibilite", "/mentions-legales", "/donnees-personnelles")
DITES = Mentions(
    editeur="Maison de l’emploi de Valbrenne",
    adresse="8 rue du Bac",
    telephone="04 00 00 00 00",
    courriel="contact@valbrenne.test",
    publication="la présidence",
    hebergeur="Hébergeur d’exemple, Lyon",
    donnees="dpo@valbrenne.test",
)


@pytest.fixture
def renseigne(site: Site) -> Iterator[Guichet]:
    with TestClient(pages_de(replace(site, mentions=DITES))) as client:
        yield Guichet(client)


@pytest.mark.parametrize("adresse", PAGES)
def test_they_are_open_and_every_page_leads_to_them(guichet: Guichet, adresse: str) -> None:
    assert guichet.lire(adresse).status_code == 200
    assert f'href="{adresse}"' in guichet.lire("/connexion").text


def test_they_say_what_the_settings_say(renseigne: Guichet) -> None:
    legales = renseigne.lire("/mentions-legales").text
    assert all(valeur in legales for valeur in (DITES.editeur, DITES.hebergeur, DITES.publication))
    assert "mailto:dpo@valbrenne.test" in renseigne.lire("/donnees-personnelles").text
    assert "mailto:contact@valbrenne.test" in renseigne.lire("/accessibilite").text
    assert f"Jalon, pour {DITES.editeur}" in renseigne.lire("/connexion").text


def test_what_is_missing_is_seen(guichet: Guichet) -> None:
    assert guichet.lire("/mentions-legales").text.count("à compléter par la structure") == 6


def test_the_settings_and_the_pages_know_the_same_mentions() -> None:
    assert set(Reglees.model_fields) == set(Mentions.__dataclass_fields__)


def test_every_component_is_shown_once(guichet: Guichet) -> None:
    """A macro that a page uses is on the page of the components, or tells nothing by itself."""
    muets = {"jeton_cache", "gardes", "mesure", "texte_du_courriel", "vers_le_dossier"}
    macros = re.findall(r"{% macro (\w+)\(", (ICI / "composants.html").read_text("utf-8"))
    page = (ICI / "aide" / "composants.html").read_text("utf-8")
    assert [un for un in macros if un not in muets and f"c.{un}(" not in page] == []
    lue = guichet.lire("/aide/composants")
    assert lue.status_code == 200
    assert "None" not in lue.text
    assert 'href="/aide/composants"' in guichet.lire("/aide").text


def test_the_help_says_the_words_to_anybody_and_the_steps_to_their_readers(
    guichet: Guichet,
) -> None:
    ouverte = guichet.lire("/aide")
    assert ouverte.status_code == 200
    assert "La main" in ouverte.text
    assert "Les étapes de chaque genre de dossier" not in ouverte.text
    assert 'href="/aide"' in guichet.lire("/connexion").text
    guichet.entrer("fac")
    page = guichet.lire("/aide").text
    for machine in MACHINES.values():
        for etat in machine.etats.values():
            assert typographie(etat.libelle) in unescape(page), etat.libelle
    guichet.client.cookies.clear()
    guichet.entrer("ref")
    assert "Candidatures" not in guichet.lire("/aide").text
