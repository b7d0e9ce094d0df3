"""The whole escalation of a relation, by three people, through the pages and the mails' links."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from services.ticking import tick
from tests.portfolio import REL1, Portefeuille
from tests.web.conftest import Boite, entrer
from tests.web.test_browser_reading import sans_debordement


def agir(page: Page, acte: str, **champs: str) -> None:
    """One act, to its end, by the words of the page."""
    page.goto(f"/relations/{REL1}/actes/{acte}")
    for libelle, valeur in champs.items():
        page.get_by_label(libelle.replace("_", " "), exact=False).first.fill(valeur)
    if page.get_by_role("button", name="Voir ce qui va suivre").count():
        page.get_by_role("button", name="Voir ce qui va suivre").click()
    page.locator("main button.principal").click()
    expect(page.get_by_role("status")).to_contain_text("c’est enregistré")


def contact(page: Page, moyen: str) -> None:
    page.goto(f"/relations/{REL1}/actes/consigner_contact")
    for choix in (moyen, "vers l’entreprise", "pas de réponse"):
        page.get_by_text(choix, exact=True).click()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status")).to_contain_text("c’est enregistré")


def test_from_the_first_silence_to_the_failure_notified(
    onglet: Page,
    navigateur: Browser,
    serveur: str,
    portefeuille_sqlite: Portefeuille,
    boite: Boite,
) -> None:
    entrer(onglet, "fac")
    contact(onglet, "téléphone")
    contact(onglet, "courriel")
    agir(onglet, "signaler_difficulte", Motif="Aucune réponse à un appel et à un courriel.")
    agir(onglet, "proposer_courrier")

    ville = navigateur.new_context(base_url=serveur, viewport={"width": 360, "height": 780})
    telephone = ville.new_page()
    telephone.set_default_timeout(8_000)
    telephone.goto(boite.lien("ref@exemple.test"))
    expect(telephone.get_by_role("heading", level=1)).to_contain_text("Votre accord")
    assert sans_debordement(telephone)
    telephone.get_by_role("button", name="Accepter l’envoi du courrier").click()
    expect(telephone.get_by_text("Votre réponse est enregistrée")).to_be_visible()
    assert portefeuille_sqlite.etat(REL1) == "courrier_accepte"

    onglet.goto(f"/relations/{REL1}/actes/envoyer_courrier")
    onglet.get_by_text("lettre recommandée avec avis de réception").click()
    onglet.get_by_label("Courrier envoyé le").fill("aujourd’hui")
    onglet.get_by_label("Numéro de l’envoi").fill("1A 204 118 7732 0")
    onglet.get_by_role("button", name="Voir ce qui va suivre").click()
    onglet.locator("main button.principal").click()
    expect(onglet.get_by_role("status")).to_contain_text("c’est enregistré")
    agir(
        onglet,
        "constater_reception",
        Courrier_reçu_le="aujourd’hui",
        Ou_en_quelques_mots="AR signé",
    )
    expect(onglet.get_by_text("jusqu’au mardi 18 mars à minuit")).to_be_visible()

    portefeuille_sqlite.aller("2025-03-19")
    portefeuille_sqlite.attendre(hours=5)
    tick(portefeuille_sqlite.bureau)
    assert portefeuille_sqlite.etat(REL1) == "alerte"
    telephone.goto(boite.lien("ref@exemple.test"))
    telephone.get_by_text("Notifier la défaillance à l’entreprise").first.click()
    forme = telephone.locator("details[open]", has_text="Notifier la défaillance")
    forme.get_by_label("Défaillance notifiée le").fill("aujourd’hui")
    forme.get_by_role("button", name="Notifier la défaillance").click()
    expect(telephone.get_by_text("Votre réponse est enregistrée")).to_be_visible()
    assert portefeuille_sqlite.etat(REL1) == "defaillance_notifiee"
    ville.close()

    onglet.goto(f"/relations/{REL1}")
    expect(onglet.get_by_text("Nadia Orsel : notifier la défaillance")).to_be_visible()
