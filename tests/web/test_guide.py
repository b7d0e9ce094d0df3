"""The guide of the first week: walked through on the demonstration; its pictures are light."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from jalon.assembly import assembler
from jalon.clock import HorlogeFigee
from jalon.demo import folder, people, run
from jalon.demo.building import DEPART
from notifications.captured import BoiteCapturee
from services.mail.delivering import livrer
from services.office import Bureau
from tests.fixtures.ports import bound_socket
from tests.web.conftest import COFFRE
from tests.web.shots import GUIDE, photographier
from tests.web.test_browser_reading import sans_debordement
from web.app import application
from web.site import Demonstration, Site

TEXTE = (GUIDE.parent / "guide.md").read_text("utf-8")
IMAGES = re.findall(r"!\[([^\]]+)\]\(guide/([\w-]+)\.png\)", TEXTE)
POIDS_MAX = 150_000
_LIEN = re.compile(r"https?://\S+?(/lien/\S+)")


@pytest.mark.parametrize(("dit", "nom"), IMAGES)
def test_each_picture_is_there_is_light_and_is_said_in_words(dit: str, nom: str) -> None:
    assert (GUIDE / f"{nom}.png").stat().st_size < POIDS_MAX
    assert len(dit.split()) > 3


def test_no_picture_is_left_over() -> None:
    assert {un.stem for un in GUIDE.glob("*.png")} == {nom for _, nom in IMAGES}


def test_the_guide_names_accounts_of_the_demonstration() -> None:
    assert {people.CAMILLE, people.NADIA, people.SOLENE} <= set(re.findall(r"`(\w+)`", TEXTE))
    assert people.MOT_DE_PASSE in TEXTE


@dataclass
class Semaine:
    """The demonstration's first morning, served; the facilitatrice's browser and a phone."""

    bureau: Bureau
    boite: Path
    ecran: Page
    telephone: Page

    def lien(self, a: str, sujet: str) -> str:
        """The last link that somebody was sent under a subject."""
        livrer(self.bureau, BoiteCapturee(self.boite))
        for fichier in sorted(self.boite.glob("*.eml"), reverse=True):
            lu = message_from_bytes(fichier.read_bytes(), policy=policy.default)
            corps = lu.get_body(("plain",)) if isinstance(lu, EmailMessage) else None
            trouve = _LIEN.search(corps.get_content()) if corps else None
            if a in str(lu["To"]) and sujet in str(lu["Subject"]) and trouve:
                return trouve[1]
        raise AssertionError((a, sujet))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> folder.Dossier:
    """The demonstration that ``make demo`` shows, at its first morning."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(folder.VARIABLE, str(tmp_path_factory.mktemp("guide") / "demo"))
        run.lancer(une_fois=True, dire=lambda _ligne: None)
        return folder.dossier()


@pytest.fixture
def semaine(demo: folder.Dossier, navigateur: Browser) -> Iterator[Semaine]:
    reglages = demo.reglages()
    bureau = replace(assembler(reglages), horloge=HorlogeFigee(DEPART))
    prise = bound_socket()
    adresse = f"http://127.0.0.1:{prise.getsockname()[1]}"
    bureau = replace(bureau, reglages=replace(bureau.reglages, adresse_des_pages=adresse))
    jouee = Demonstration(
        comptes=people.EQUIPE, mot_de_passe=people.MOT_DE_PASSE, boite=reglages.courriel.boite
    )
    site = Site(bureau=bureau, coffre=COFFRE, adresse=adresse, demonstration=jouee)
    serveur = uvicorn.Server(uvicorn.Config(application(site), log_config=None, access_log=False))
    fil = threading.Thread(target=serveur.run, kwargs={"sockets": [prise]})
    fil.start()
    contextes = [
        navigateur.new_context(base_url=adresse, locale="fr-FR", viewport=vue)
        for vue in ({"width": 1180, "height": 760}, {"width": 360, "height": 780})
    ]
    pages = [un.new_page() for un in contextes]
    for une in pages:
        une.set_default_timeout(8_000)
    yield Semaine(bureau, reglages.courriel.boite, *pages)
    for un in contextes:
        un.close()
    serveur.should_exit = True
    fil.join()
    prise.close()
    bureau.travail.moteurs.fermer()


def test_the_first_week(semaine: Semaine) -> None:
    ecran = semaine.ecran
    lundi(ecran)
    mardi(ecran)
    mercredi(semaine)
    jeudi(semaine)
    vendredi(ecran)


def lundi(ecran: Page) -> None:
    """Signing in, and the day."""
    ecran.goto("/connexion")
    photographier(ecran, "connexion")
    ecran.get_by_label("Identifiant").fill(people.CAMILLE)
    ecran.get_by_label("Mot de passe").fill(people.MOT_DE_PASSE)
    ecran.get_by_role("button", name="Se connecter").click()
    expect(ecran.get_by_role("heading", level=1)).to_have_text("Lundi 3 mars")
    photographier(ecran, "aujourdhui")


def mardi(ecran: Page) -> None:
    """The dossiers: a list, a délai and its working."""
    ecran.goto("/relations")
    photographier(ecran, "relations")
    ecran.get_by_role("link", name="FRANCIOLI").first.click()
    expect(ecran.get_by_text("Le calcul de cette date")).to_be_visible()
    photographier(ecran, "delai")


def mercredi(semaine: Semaine) -> None:
    """A first contact, then the relation: seen before it leaves."""
    ecran = semaine.ecran
    ecran.goto("/relations/REL-2025-00022/actes/consigner_contact")
    for choix in ("téléphone", "vers l’entreprise", "joint"):
        ecran.get_by_text(choix, exact=True).click()
    photographier(ecran, "contact")
    ecran.get_by_role("button", name="Enregistrer").click()
    expect(ecran.get_by_role("status").first).to_contain_text("c’est enregistré")
    ecran.goto("/relations/REL-2025-00022/actes/nouer_relation")
    photographier(ecran, "apercu")
    ecran.locator("main button.principal").click()
    expect(ecran.get_by_role("status").first).to_contain_text("c’est enregistré")


def jeudi(semaine: Semaine) -> None:
    """The town agrees by its link; the entreprise writes by its own."""
    telephone = semaine.telephone
    telephone.goto(semaine.lien("bruno", "Votre accord"))
    expect(telephone.get_by_role("heading", level=1)).to_contain_text("Acceptez-vous")
    assert sans_debordement(telephone)
    photographier(telephone, "accord")
    telephone.goto(semaine.lien("", "Structures d’insertion"))
    telephone.get_by_label("Message", exact=False).first.fill(
        "Nous cherchons deux personnes pour avril. Quand pouvons-nous en parler ?"
    )
    telephone.get_by_text("oui", exact=True).click()
    telephone.get_by_label("Message", exact=False).first.scroll_into_view_if_needed()
    photographier(telephone, "entreprise")
    telephone.locator("input[name=qui]").first.check()
    telephone.get_by_role("button", name="Répondre à l’équipe").click()
    expect(telephone.get_by_text("Votre réponse est enregistrée")).to_be_visible()
    semaine.ecran.goto("/relations/REL-2025-00022")
    expect(semaine.ecran.locator("h2", has_text="L’entreprise vous a écrit")).to_be_visible()
    photographier(semaine.ecran, "proposition")


def vendredi(ecran: Page) -> None:
    """Looking over the portfolio."""
    ecran.goto("/relations?vue=tableau")
    photographier(ecran, "tableau")
    ecran.goto("/relations?vue=calendrier&mois=2025-03")
    photographier(ecran, "calendrier")
