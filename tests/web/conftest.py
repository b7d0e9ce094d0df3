"""The pages on a small portfolio: by a client without a browser, and by Chromium."""

from __future__ import annotations

import html
import logging
import os
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from litestar import Litestar
from litestar.testing import TestClient
from playwright.sync_api import Browser, Page, sync_playwright

from jalon.serving import juger_un_essai, scenarios_du_site
from notifications.captured import BoiteCapturee
from services.accounts.passwords import Coffre
from services.accounts.signing_in import poser_mot_de_passe
from services.mail.delivering import livrer
from tests.fixtures.ports import bound_socket
from tests.portfolio import Portefeuille
from web import long_pages
from web.api.pace import Rythme
from web.app import application
from web.site import Site

ADRESSE = "http://testserver.local"
MOT_DE_PASSE = "quatre mots sans lien"
COFFRE = Coffre(faible=True)
COMPTES = ("fac", "resp", "ref", "lyon", "ent", "compta", "adm")
_LIEN = re.compile(rf"{ADRESSE}(/lien/\S+)")
_JETON = re.compile(r'name="_jeton" value="([^"]+)"')


@dataclass
class Guichet:
    """A client that signs in and sends forms with the token of the page that shows them."""

    client: TestClient[Any]

    def lire(self, adresse: str, **options: Any) -> Any:
        return self.client.get(adresse, follow_redirects=False, **options)

    def jeton(self, adresse: str) -> str:
        trouve = _JETON.search(self.lire(adresse).text)
        assert trouve is not None
        return trouve[1]

    def envoyer(self, adresse: str, page: str, **champs: Any) -> Any:
        """Send a form of a page."""
        donnees = {"_jeton": self.jeton(page), **champs}
        return self.client.post(adresse, data=donnees, follow_redirects=False)

    def entrer(self, login: str, mot_de_passe: str = MOT_DE_PASSE, suite: str = "") -> Any:
        return self.envoyer(
            "/connexion", "/connexion", login=login, mot_de_passe=mot_de_passe, suite=suite
        )


def texte_du_courriel(courriel: EmailMessage) -> str:
    """What its plain part says."""
    corps = courriel.get_body(("plain",))
    assert corps is not None
    return str(corps.get_content())


@dataclass
class Boite:
    """Delivers what is due, and finds in what left the link that somebody was sent."""

    portefeuille: Portefeuille
    dossier: Path

    def relever(self) -> list[EmailMessage]:
        """Deliver, then read every mail that has left, oldest first."""
        livrer(self.portefeuille.bureau, BoiteCapturee(self.dossier))
        lus = (
            message_from_bytes(un.read_bytes(), policy=policy.default)
            for un in sorted(self.dossier.glob("*.eml"))
        )
        return [un for un in lus if isinstance(un, EmailMessage)]

    def lien(self, a: str, sujet: str = "") -> str:
        """Path of the last link sent to an address, under a subject that holds those words."""
        for courriel in reversed(self.relever()):
            trouve = _LIEN.search(texte_du_courriel(courriel))
            if a in str(courriel["To"]) and sujet in str(courriel["Subject"]) and trouve:
                return trouve[1]
        raise AssertionError(a)


_BATIES: dict[tuple[object, ...], Litestar] = {}


def pages_de(site: Site) -> Litestar:
    """The application of a site; of all the sites that look alike, one after the other.

    To build one takes longer than most tests. What a request reads of its site stands in the
    state, so that one application serves many tests as it serves many visitors; sites that may
    live in the same test differ by what names an application here.
    """
    aspect = (
        site.adresse,
        tuple(site.adresses.values()),
        site.demonstration is not None,
        site.mentions,
        site.second_facteur_pour,
    )
    pages = _BATIES.get(aspect)
    if pages is None:
        pages = _BATIES[aspect] = application(site)
    pages.state.site = site
    pages.state.rythme = Rythme(site.appels_par_minute)
    return pages


def vu(page: str) -> str:
    """What a form says that it has shown."""
    return html.unescape(page.partition('name="vu" value="')[2].partition('"')[0])


@pytest.fixture
def site(portefeuille_sqlite: Portefeuille) -> Site:
    """The pages of the portfolio, its accounts with a password."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    bureau = portefeuille_sqlite.bureau
    reglages = replace(bureau.reglages, adresse_des_pages=ADRESSE)
    portefeuille_sqlite.bureau = replace(bureau, reglages=reglages)
    for login in COMPTES:
        poser_mot_de_passe(portefeuille_sqlite.bureau, COFFRE, login, MOT_DE_PASSE)
    bureau = portefeuille_sqlite.bureau
    return Site(
        bureau=bureau,
        coffre=COFFRE,
        adresse=ADRESSE,
        scenarios=scenarios_du_site(bureau),
        juger=juger_un_essai,
    )


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for it reads what a long work gives: a slow machine must not answer "en cours"."""
    monkeypatch.setattr(long_pages, "PATIENCE_S", 60)


@pytest.fixture
def boite(portefeuille_sqlite: Portefeuille, site: Site, tmp_path: Path) -> Boite:
    """The mails that leave."""
    return Boite(portefeuille_sqlite, tmp_path / "courriels")


@pytest.fixture
def guichet(site: Site) -> Iterator[Guichet]:
    """Nobody has signed in yet."""
    with TestClient(pages_de(site)) as client:
        yield Guichet(client)


@pytest.fixture
def fac(guichet: Guichet) -> Guichet:
    """The facilitatrice has signed in."""
    guichet.entrer("fac")
    return guichet


@pytest.fixture(scope="module")
def navigateur() -> Iterator[Browser]:
    """Chromium of the system."""
    options = ["--lang=fr", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    if os.geteuid() == 0:
        options.append("--no-sandbox")
    with sync_playwright() as joueur:
        lance = joueur.chromium.launch(executable_path=shutil.which("chromium"), args=options)
        yield lance
        lance.close()


@pytest.fixture
def serveur(site: Site) -> Iterator[str]:
    """The pages on a port of this machine; its address."""
    prise = bound_socket()
    reglages = uvicorn.Config(pages_de(site), log_config=None, access_log=False)
    lance = uvicorn.Server(reglages)
    fil = threading.Thread(target=lance.run, kwargs={"sockets": [prise]})
    fil.start()
    yield f"http://127.0.0.1:{prise.getsockname()[1]}"
    lance.should_exit = True
    fil.join()
    prise.close()


@pytest.fixture
def onglet(navigateur: Browser, serveur: str) -> Iterator[Page]:
    """A page of the browser that fails on any error of a script or a blocked resource."""
    contexte = navigateur.new_context(base_url=serveur, locale="fr-FR")
    page = contexte.new_page()
    page.set_default_timeout(8_000)
    fautes: list[str] = []
    page.on("pageerror", lambda erreur: fautes.append(str(erreur)))
    page.on("console", lambda dit: fautes.append(dit.text) if dit.type == "error" else None)
    yield page
    contexte.close()
    assert fautes == []


def entrer(page: Page, login: str) -> None:
    """Sign in through the door."""
    page.goto("/connexion")
    page.get_by_label("Identifiant").fill(login)
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Se connecter").click()
