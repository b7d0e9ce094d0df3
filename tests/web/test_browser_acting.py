"""A real browser acts: a contact in one form, an answer with its preview, a town that decides."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.portfolio import REL1, Portefeuille, mener
from tests.web.conftest import entrer
from tests.web.test_browser_reading import sans_debordement


def test_a_contact_then_a_courrier_proposed(
    onglet: Page, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "en_difficulte")
    entrer(onglet, "fac")
    for moyen in ("téléphone", "courriel"):
        onglet.goto(f"/relations/{REL1}")
        onglet.get_by_role("link", name="Noter un contact", exact=True).click()
        onglet.get_by_text(moyen, exact=True).click()
        onglet.locator("form").get_by_text("vers l’entreprise").click()
        onglet.locator("form").get_by_text("pas de réponse").click()
        onglet.get_by_role("button", name="Enregistrer").click()
        expect(onglet.get_by_role("status")).to_contain_text("c’est enregistré")
    onglet.get_by_role("link", name="Proposer un courrier").click()
    expect(onglet.get_by_text("Rien n’est encore parti")).to_be_visible()
    expect(onglet.get_by_text("Courrier de rappel des obligations").first).to_be_visible()
    onglet.get_by_role("button", name="Envoyer à Nadia Orsel").dblclick()
    expect(onglet.get_by_role("heading", level=2, name="Journal")).to_be_visible()
    expect(onglet.get_by_text("Courrier proposé, accord attendu").first).to_be_visible()
    assert portefeuille_sqlite.etat(REL1) == "courrier_propose"
    envois = portefeuille_sqlite.rangees(
        "SELECT 1 FROM outbox WHERE message = 'demande_accord_courrier'"
    )
    assert len(envois) == 1


def test_forms_and_previews_fit_a_phone(onglet: Page, portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    onglet.set_viewport_size({"width": 360, "height": 780})
    entrer(onglet, "fac")
    for acte in ("consigner_contact", "recevoir_reponse", "mettre_en_attente", "corriger"):
        onglet.goto(f"/relations/{REL1}/actes/{acte}")
        assert sans_debordement(onglet), acte
    onglet.goto(f"/relations/{REL1}/actes/recevoir_reponse")
    onglet.get_by_label("Réponse reçue le").fill("aujourd’hui")
    onglet.get_by_role("button", name="Voir ce qui va suivre").click()
    expect(onglet.get_by_role("button", name="Envoyer à Nadia Orsel")).to_be_visible()
    assert sans_debordement(onglet)
