"""The whole escalation of a relation, by three people, through the pages and the mails' links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from services.clock.ticking import tick
from tests.portfolio import REL1, Portefeuille
from tests.web.conftest import Boite, entrer
from tests.web.test_browser_reading import sans_debordement

REF, JEAN = "ref@exemple.test", "jean@btp.test"
FICHE = f"/relations/{REL1}"


@dataclass
class Trois:
    """The facilitatrice at her desk, the town and the entreprise on their phones."""

    bureau: Page
    ville: Page
    entreprise: Page
    portefeuille: Portefeuille
    boite: Boite

    def etat(self) -> str:
        return self.portefeuille.etat(REL1)

    def agir(self, acte: str, *, choix: str = "", **champs: str) -> None:
        """One act of the facilitatrice, to its end, by the words of the page."""
        self.bureau.goto(f"{FICHE}/actes/{acte}")
        if choix:
            self.bureau.get_by_text(choix, exact=True).click()
        for libelle, valeur in champs.items():
            self.bureau.get_by_label(libelle.replace("_", " "), exact=False).first.fill(valeur)
        if self.bureau.get_by_role("button", name="Voir ce qui va suivre").count():
            self.bureau.get_by_role("button", name="Voir ce qui va suivre").click()
        self.bureau.locator("main button.principal").click()
        self.enregistre()

    def enregistre(self) -> None:
        expect(self.bureau.get_by_role("status").first).to_contain_text("c’est enregistré")

    def contact(self, moyen: str) -> None:
        self.bureau.goto(f"{FICHE}/actes/consigner_contact")
        for choix in (moyen, "vers l’entreprise", "pas de réponse"):
            self.bureau.locator("form").get_by_text(choix, exact=True).click()
        self.bureau.get_by_role("button", name="Enregistrer").click()
        self.enregistre()

    def ouvrir(self, qui: Page, adresse: str, sujet: str = "") -> None:
        """The last link that somebody was sent."""
        qui.goto(self.boite.lien(adresse, sujet))
        assert sans_debordement(qui)

    def repondre(self, acte: str, **champs: str) -> None:
        """The town answers by the link in front of it."""
        forme = self.ville.locator(f'details:has(form[action$="/{acte}"])')
        if forme.get_attribute("open") is None:
            forme.locator("summary").click()
        for libelle, valeur in champs.items():
            forme.get_by_label(libelle.replace("_", " "), exact=False).first.fill(valeur)
        forme.locator("input[name=qui]").first.check()
        forme.locator("button.btn").click()
        expect(self.ville.get_by_text("Votre réponse est enregistrée")).to_be_visible()

    def jusqu_au(self, jour: str) -> None:
        """The clock goes on to an afternoon."""
        self.portefeuille.aller(jour)
        tick(self.portefeuille.bureau)
        self.portefeuille.attendre(hours=5)
        tick(self.portefeuille.bureau)


@pytest.fixture
def trois(
    onglet: Page,
    navigateur: Browser,
    serveur: str,
    portefeuille_sqlite: Portefeuille,
    boite: Boite,
) -> Iterator[Trois]:
    telephones: list[BrowserContext] = [
        navigateur.new_context(base_url=serveur, viewport={"width": 360, "height": 780})
        for _ in range(2)
    ]
    ville, entreprise = (un.new_page() for un in telephones)
    for une in (ville, entreprise):
        une.set_default_timeout(8_000)
    onglet.set_viewport_size({"width": 1280, "height": 860})
    entrer(onglet, "fac")
    yield Trois(onglet, ville, entreprise, portefeuille_sqlite, boite)
    for un in telephones:
        un.close()


def jusqu_a_la_defaillance(jeu: Trois) -> None:
    """From the first silence to the failure that the town notifies, by its links alone."""
    jeu.agir("nouer_relation")
    jeu.contact("téléphone")
    jeu.contact("courriel")
    jeu.contact("courriel")
    jeu.agir("signaler_difficulte", Motif="Aucune réponse à un appel et à deux courriels.")
    jeu.agir("proposer_courrier")
    assert jeu.etat() == "courrier_propose"

    jeu.ouvrir(jeu.ville, REF)
    expect(jeu.ville.get_by_role("heading", level=1)).to_contain_text("Acceptez-vous")
    jeu.repondre("accepter_courrier")
    assert jeu.etat() == "courrier_accepte"

    jeu.agir(
        "envoyer_courrier",
        choix="lettre recommandée avec avis de réception",
        Courrier_envoyé_le="aujourd’hui",
        Numéro_de="1A 204 118 7732 0",
    )
    jeu.agir(
        "constater_reception",
        Courrier_reçu_le="aujourd’hui",
        Ou_son_numéro="AR 1A 204 118, classeur de l’équipe",
    )
    expect(jeu.bureau.get_by_text("jusqu’au mardi 18 mars à minuit")).to_be_visible()
    jeu.bureau.goto(FICHE)

    jeu.jusqu_au("2025-03-19")
    assert jeu.etat() == "alerte"
    jeu.ouvrir(jeu.ville, REF)
    jeu.repondre("accuser_alerte")
    jeu.ville.get_by_role("button", name="Recevoir un nouveau lien").click()
    jeu.ouvrir(jeu.ville, REF)
    jeu.repondre("notifier_defaillance", Défaillance_notifiée_le="aujourd’hui")
    assert jeu.etat() == "defaillance_notifiee"


def test_from_the_first_silence_to_a_plan(trois: Trois) -> None:
    jusqu_a_la_defaillance(trois)
    trois.agir("proposer_rencontre")
    trois.agir("tenir_rencontre", Rencontre_tenue_le="aujourd’hui")
    trois.agir("convenir_plan", Échéance_du_plan="30/04/2025")
    assert trois.etat() == "plan_rattrapage"
    trois.bureau.goto(FICHE)
    journal = trois.bureau.locator("#journal")
    expect(journal).to_contain_text("Nadia Orsel a notifié la défaillance")
    expect(journal).to_contain_text("Nadia Orsel a accusé réception de l’alerte")


def test_from_the_failure_to_a_penalty(trois: Trois) -> None:
    jusqu_a_la_defaillance(trois)
    entrer(trois.ville, "ref")  # penalties are decided with an account or by link: here the account
    trois.ville.goto(f"{FICHE}/actes/engager_penalites")
    trois.ville.get_by_label("Montant de la pénalité").fill("1200,50")
    trois.ville.get_by_label("Faits reprochés").fill("Aucune heure réalisée.")
    trois.ville.get_by_label("Invitation reçue par l’entreprise le").fill("aujourd’hui")
    trois.ville.get_by_label("Ou son numéro, et où la pièce est gardée").first.fill("AR 2")
    trois.ville.get_by_role("button", name="Voir ce qui va suivre").click()
    assert sans_debordement(trois.ville)
    trois.ville.locator("main button.principal").click()
    assert trois.etat() == "observations"
    trois.jusqu_au("2025-04-07")
    trois.ouvrir(trois.ville, REF, "Observations terminées")
    trois.repondre("decider_penalite", Motif="Pas d’observations, pas d’heures.")
    assert trois.etat() == "penalite_decidee"


def test_an_answer_by_its_link_stops_it_all(trois: Trois) -> None:
    trois.agir("nouer_relation")
    adresse = trois.boite.lien(JEAN)
    trois.contact("téléphone")
    trois.contact("courriel")
    trois.agir("signaler_difficulte", Motif="Aucune réponse.")
    trois.agir("proposer_courrier")
    trois.ouvrir(trois.ville, REF)
    trois.repondre("accepter_courrier")
    trois.agir(
        "envoyer_courrier",
        choix="lettre recommandée avec avis de réception",
        Courrier_envoyé_le="aujourd’hui",
        Numéro_de="1A 1",
    )
    trois.agir(
        "constater_reception",
        Courrier_reçu_le="aujourd’hui",
        Ou_son_numéro="AR 1A 204 118, classeur de l’équipe",
    )
    trois.entreprise.goto(adresse)
    assert sans_debordement(trois.entreprise)
    trois.entreprise.get_by_label("Message", exact=False).first.fill("Deux recrutements en avril.")
    trois.entreprise.get_by_text("oui", exact=True).click()
    trois.entreprise.locator("input[name=qui]").first.check()
    trois.entreprise.get_by_role("button", name="Répondre à l’équipe").click()
    expect(trois.entreprise.get_by_text("Votre réponse est enregistrée")).to_be_visible()
    trois.jusqu_au("2025-03-19")
    assert trois.etat() == "courrier_recu"  # read first: an unread answer is no silence
    trois.bureau.goto(FICHE)
    expect(trois.bureau.get_by_text("Deux recrutements en avril.").first).to_be_visible()
    expect(trois.bureau.locator("h2", has_text="L’entreprise vous a écrit")).to_be_visible()
    trois.bureau.get_by_role("link", name="L’entreprise a répondu").first.click()
    trois.bureau.get_by_role("button", name="Voir ce qui va suivre").click()
    trois.bureau.locator("main button.principal").click()
    trois.enregistre()
    assert trois.etat() == "en_relation"
