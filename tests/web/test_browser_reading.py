"""A real browser on the first pages: signs in, finds a dossier, reads where it stands."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.portfolio import REL1, Portefeuille, mener
from tests.services.test_candidatures import proposer
from tests.web.conftest import entrer


def sans_debordement(page: Page) -> bool:
    """Whether nothing is wider than the screen."""
    largeur = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    page.wait_for_function("document.readyState === 'complete'")  # a click may have left the page
    return bool(page.evaluate(largeur))


def test_from_the_door_to_a_dossier(onglet: Page, portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    entrer(onglet, "fac")
    expect(onglet.get_by_role("heading", level=1)).to_have_text("Lundi 3 mars")
    onglet.get_by_role("link", name="Relations").first.click()
    expect(onglet.get_by_role("status")).to_contain_text("3 dossiers")
    onglet.get_by_label("Où on en est").select_option("courrier_recu")
    onglet.get_by_role("button", name="Filtrer").click()
    expect(onglet.get_by_role("status")).to_contain_text("1 dossier sur 3")
    assert "etat=courrier_recu" in onglet.url  # htmx pushed the address
    onglet.get_by_role("row").nth(1).get_by_role("link").first.click()
    expect(onglet.get_by_text("jusqu’au mardi 18 mars à minuit")).to_be_visible()
    expect(onglet.get_by_text("Avis de réception", exact=False).first).to_be_attached()
    onglet.go_back()
    expect(onglet.get_by_role("status")).to_contain_text("1 dossier sur 3")


def test_a_phone_shows_every_page_whole(onglet: Page, portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    onglet.set_viewport_size({"width": 360, "height": 780})
    entrer(onglet, "fac")
    for adresse in ("/aujourdhui", "/relations", f"/relations/{REL1}", "/compte"):
        onglet.goto(adresse)
        assert sans_debordement(onglet), adresse
    onglet.get_by_text("Menu").click()
    onglet.get_by_role("navigation", name="Menu").get_by_role("link", name="Relations").click()
    expect(onglet.get_by_role("heading", level=1)).to_have_text("Relations")


def test_at_200_per_cent_a_task_keeps_the_width_of_its_sentence(
    onglet: Page, portefeuille_sqlite: Portefeuille
) -> None:
    """1280 px at 200 %: the button stands under the sentence, not in its way."""
    proposer(portefeuille_sqlite)
    portefeuille_sqlite.attendre(days=7)  # its papers should have been asked for
    onglet.set_viewport_size({"width": 640, "height": 450})
    entrer(onglet, "fac")
    onglet.goto("/aujourdhui")
    assert sans_debordement(onglet)
    rang = onglet.locator(".tache:not(.mince)").filter(has=onglet.locator(".btn")).first
    quoi, bouton = rang.locator(".quoi").bounding_box(), rang.locator(".btn").bounding_box()
    assert quoi is not None
    assert bouton is not None
    assert bouton["y"] >= quoi["y"] + quoi["height"]


def test_without_scripts_the_list_filters_all_the_same(
    navigateur: Browser, serveur: str, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "en_difficulte")
    contexte = navigateur.new_context(base_url=serveur, java_script_enabled=False)
    page = contexte.new_page()
    entrer(page, "fac")
    page.goto("/relations")
    page.get_by_label("Où on en est").select_option("en_difficulte")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.get_by_role("status")).to_contain_text("1 dossier sur 3")
    contexte.close()


def test_a_mail_as_its_reader_saw_it(
    navigateur: Browser, serveur: str, portefeuille_sqlite: Portefeuille
) -> None:
    """Drawn with its own style, and inert: its button leads nowhere, which the browser logs."""
    mener(portefeuille_sqlite, "courrier_propose")
    contexte = navigateur.new_context(base_url=serveur, locale="fr-FR")
    onglet = contexte.new_page()
    entrer(onglet, "fac")
    onglet.goto(f"/relations/{REL1}")
    onglet.locator("section a[href*='/courriels/']").first.click()
    onglet.get_by_role("link", name="Mis en page").click()
    cadre = onglet.frame_locator("iframe.recu")
    expect(cadre.locator("body")).to_have_css("background-color", "rgb(247, 245, 240)")
    adresse = onglet.url
    cadre.locator("a.bouton").click()
    expect(cadre.locator("a.bouton")).to_be_visible()
    assert onglet.url == adresse
    onglet.get_by_role("link", name="Texte", exact=True).click()
    expect(onglet.locator("iframe")).to_have_count(0)
    contexte.close()


@pytest.mark.parametrize("largeur", [1280, 360])
def test_a_framed_mail_is_whole_and_stays_paper_in_the_dark(
    navigateur: Browser, serveur: str, portefeuille_sqlite: Portefeuille, largeur: int
) -> None:
    """The page asks its frame for nothing: the mail's text, unseen, tells how high it stands."""
    mener(portefeuille_sqlite, "courrier_propose")
    contexte = navigateur.new_context(
        base_url=serveur, color_scheme="dark", viewport={"width": largeur, "height": 900}
    )
    onglet = contexte.new_page()
    entrer(onglet, "fac")
    onglet.goto(f"/relations/{REL1}/courriels/1?forme=html")
    cadre, corps = (
        onglet.locator("iframe.recu"),
        onglet.frame_locator("iframe.recu").locator("body"),
    )
    expect(corps).to_have_css("background-color", "rgb(247, 245, 240)")
    expect(corps).to_have_css("color", "rgb(29, 36, 34)")
    haut, dedans = cadre.bounding_box(), corps.bounding_box()
    assert haut is not None
    assert dedans is not None
    assert dedans["height"] <= haut["height"] <= dedans["height"] + 200
    expect(onglet.locator(".mesure")).not_to_be_visible()
    onglet.emulate_media(media="print")  # a frame is cut at the end of a sheet; its text is not
    expect(cadre).not_to_be_visible()
    expect(onglet.locator(".mesure")).to_contain_text("Bonjour")
    expect(onglet.locator(".mesure")).to_be_visible()
    contexte.close()
