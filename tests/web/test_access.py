"""The door: who comes in, who does not, and what every answer carries."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from litestar.testing import TestClient

from services.accounts.attempts import (
    PAR_ADRESSE,
    PAR_COMPTE_ET_ADRESSE,
    a_la_porte,
    attente,
    compter,
)
from services.accounts.signing_in import DUREE_MAX, INACTIVITE, entrer, poser_mot_de_passe
from storage.column_types import ecrire_instant
from tests.web.conftest import COMPTES, MOT_DE_PASSE, Guichet
from web.app import application
from web.headers import ENTETES
from web.page import adresse_locale
from web.site import Site
from workflow.errors import ValeurInvalide

PAGES = (
    "/",
    "/aujourdhui",
    "/relations",
    "/relations/REL-2025-00001",
    "/marches",
    "/compte",
    "/compte/jetons",
    *("/equipe/doublons", "/equipe/doublons/1/2"),
    *("/compte/second-facteur", "/compte/second-facteur/qr.svg", "/admin", "/admin/comptes/fac"),
)


@pytest.mark.parametrize("adresse", PAGES)
def test_every_page_but_the_door_asks_for_a_session(guichet: Guichet, adresse: str) -> None:
    lue = guichet.lire(adresse)
    assert lue.status_code == 303
    assert lue.headers["location"].startswith("/connexion")


def test_the_door_leads_back_to_the_page_that_was_asked(guichet: Guichet) -> None:
    porte = guichet.lire("/relations?main=vous").headers["location"]
    assert porte == "/connexion?suite=%2Frelations%3Fmain%3Dvous"
    assert guichet.entrer("fac", suite="/relations?main=vous").headers["location"] == (
        "/relations?main=vous"
    )


@pytest.mark.parametrize(
    "ailleurs",
    ["https://ailleurs.test/", "//ailleurs.test", "/\\ailleurs.test", "javascript:x", "", "/\n/x"],
)
def test_no_address_leads_out_of_the_site(ailleurs: str) -> None:
    assert adresse_locale(ailleurs) == "/"


def test_an_unknown_login_and_a_wrong_password_are_answered_alike(guichet: Guichet) -> None:
    inconnu = guichet.entrer("nobody").text.replace("nobody", "")
    faux = guichet.entrer("fac", "un autre mot de passe").text.replace("fac", "")
    neutre = str.maketrans("", "", "0123456789abcdef")  # the form's token changes each time
    assert inconnu.translate(neutre) == faux.translate(neutre)


def test_wrong_tries_close_the_door_to_that_address_alone(guichet: Guichet, site: Site) -> None:
    for _ in range(PAR_COMPTE_ET_ADRESSE):
        assert guichet.entrer("fac", "rate").status_code == 400
    assert guichet.entrer("fac").status_code == 429
    assert guichet.entrer("resp").status_code == 303  # another account, from the same place

    assert entrer(
        site.bureau, site.coffre, "fac", MOT_DE_PASSE, "192.0.2.7"
    )  # the owner, elsewhere


def test_the_right_password_passes_once_the_wait_is_over(guichet: Guichet, site: Site) -> None:
    """A minute at first, twice as long after each wrong try; never more than a quarter."""

    def reculer(minutes: float) -> None:
        dernier = ecrire_instant(site.bureau.horloge.reelle() - timedelta(minutes=minutes))
        with site.bureau.travail.ecrire() as connexion:
            connexion.exec_driver_sql(f"UPDATE tentative SET dernier = '{dernier}'")  # noqa: S608 # an instant that the test writes itself

    for _ in range(PAR_COMPTE_ET_ADRESSE):
        guichet.entrer("fac", "rate")
    reculer(1.1)
    assert guichet.entrer("fac", "rate").status_code == 400
    reculer(1.1)
    assert guichet.entrer("fac").status_code == 429
    reculer(2.1)
    assert guichet.entrer("fac").status_code == 303
    assert [attente(un) for un in (0, 3, 4, 10_000)] == [
        timedelta(minutes=un) for un in (1, 8, 15, 15)
    ]


def test_a_known_browser_is_not_shut_out_by_its_neighbours(guichet: Guichet, site: Site) -> None:
    """Whoever tries at the same address, on the account or on others; another's cookie is none."""
    guichet.entrer("resp")
    autre = guichet.client.cookies["jalon-appareil"]
    guichet.client.cookies.clear()
    guichet.entrer("fac")
    connu = guichet.client.cookies["jalon-appareil"]
    guichet.client.cookies.clear()
    with site.bureau.travail.ecrire() as connexion:
        ailleurs = {**a_la_porte("fac", "testclient"), **a_la_porte("nobody", "testclient")}
        for _ in range(PAR_ADRESSE):
            compter(connexion, ailleurs, site.bureau.horloge.reelle())
    assert guichet.entrer("fac").status_code == guichet.entrer("resp").status_code == 429
    for faux in (autre, "x", "é"):
        guichet.client.cookies.clear()
        guichet.client.cookies.set("jalon-appareil", faux.encode("ascii", "ignore").decode())
        assert guichet.entrer("fac").status_code == 429
    guichet.client.cookies.clear()
    guichet.client.cookies.set("jalon-appareil", connu)
    assert guichet.entrer("fac").status_code == 303


def test_a_known_browser_does_not_guess_for_ever(guichet: Guichet) -> None:
    guichet.entrer("fac")
    connu = guichet.client.cookies["jalon-appareil"]
    guichet.client.cookies.clear()
    guichet.client.cookies.set("jalon-appareil", connu)
    for _ in range(PAR_COMPTE_ET_ADRESSE):
        assert guichet.entrer("fac", "rate").status_code == 400
    assert guichet.entrer("fac").status_code == 429


def test_a_closed_account_opens_nothing(guichet: Guichet, site: Site) -> None:
    guichet.entrer("fac")
    assert guichet.lire("/compte").status_code == 200
    with site.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql("UPDATE compte SET actif = 0 WHERE login = 'fac'")
    assert guichet.lire("/compte").status_code == 303
    assert guichet.entrer("fac").status_code == 400


def test_a_session_is_renewed_at_login_and_ends_on_the_server(guichet: Guichet) -> None:
    guichet.entrer("fac")
    premiere = guichet.client.cookies["jalon-session"]
    assert guichet.envoyer("/deconnexion", "/compte").status_code == 303
    guichet.client.cookies.set("jalon-session", premiere)
    assert guichet.lire("/compte").status_code == 303
    guichet.client.cookies.clear()
    guichet.entrer("fac")
    assert guichet.client.cookies["jalon-session"] != premiere


@pytest.mark.parametrize("age", [("ouverte_le", DUREE_MAX), ("vue_le", INACTIVITE)])
def test_a_session_ends_by_itself(guichet: Guichet, site: Site, age: tuple[str, timedelta]) -> None:
    guichet.entrer("fac")
    avant = ecrire_instant(site.bureau.horloge.reelle() - age[1] - timedelta(seconds=1))
    with site.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql(f"UPDATE session SET {age[0]} = '{avant}'")  # noqa: S608 # our names
    assert guichet.lire("/compte").status_code == 303


def test_the_database_holds_no_secret(guichet: Guichet, site: Site) -> None:
    guichet.entrer("fac")
    with site.bureau.travail.lire() as connexion:
        lues = connexion.exec_driver_sql("SELECT cle FROM session").all()
        mots = connexion.exec_driver_sql("SELECT empreinte FROM mot_de_passe").all()
    assert guichet.client.cookies["jalon-session"] not in {une[0] for une in lues}
    assert all(un[0].startswith("$argon2id$") for un in mots)


def test_a_form_without_its_token_does_nothing(guichet: Guichet) -> None:
    guichet.entrer("fac")
    assert guichet.client.post("/deconnexion", follow_redirects=False).status_code == 403
    assert guichet.lire("/compte").status_code == 200


def test_a_form_from_another_site_does_nothing(guichet: Guichet) -> None:
    guichet.entrer("fac")
    jeton = guichet.jeton("/compte")
    ailleurs = guichet.client.post(
        "/deconnexion", data={"_jeton": jeton}, headers={"sec-fetch-site": "cross-site"}
    )
    assert ailleurs.status_code == 403
    assert guichet.lire("/compte").status_code == 200


def test_the_token_of_another_session_does_not_serve(guichet: Guichet) -> None:
    guichet.entrer("resp")
    autre = guichet.jeton("/compte")
    guichet.client.cookies.clear()
    guichet.entrer("fac")
    refuse = guichet.client.post("/deconnexion", data={"_jeton": autre}, follow_redirects=False)
    assert refuse.status_code == 403


def test_an_address_of_nothing_keeps_the_menu_of_who_has_signed_in(guichet: Guichet) -> None:
    assert "Aller à la page de connexion" in guichet.lire("/nulle/part").text
    guichet.entrer("fac")
    page = guichet.lire("/nulle/part")
    assert page.status_code == 404
    assert "Revenir à la première page" in page.text
    assert 'href="/aujourdhui"' in page.text


@pytest.mark.parametrize("adresse", ["/connexion", "/nulle-part", "/statique/x/jalon.css"])
def test_every_answer_carries_the_security_headers(guichet: Guichet, adresse: str) -> None:
    lue = guichet.lire(adresse)
    attendus = {nom: val for nom, val in ENTETES.items() if nom != "Cache-Control"}
    assert {nom: lue.headers.get(nom) for nom in attendus} == attendus


def test_over_tls_browsers_come_back_by_tls_alone(site: Site) -> None:
    with TestClient(application(replace(site, adresse="https://testserver.local"))) as client:
        lue = client.get("/connexion")
    assert lue.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert all(un.startswith("__Host-") for un in lue.headers.get_list("set-cookie"))
    assert lue.headers.get_list("set-cookie")


def test_trace_is_not_answered(guichet: Guichet) -> None:
    assert guichet.client.request("TRACE", "/connexion").status_code == 405


def test_every_page_lets_its_reader_out(guichet: Guichet) -> None:
    guichet.entrer("fac")
    for adresse in ("/aujourdhui", "/relations", "/compte"):
        assert guichet.lire(adresse).text.count('action="/deconnexion"') == 1, adresse


def test_cookies_are_out_of_reach_of_scripts(guichet: Guichet) -> None:
    pose = guichet.entrer("fac").headers.get_list("set-cookie")
    session = next(un for un in pose if un.startswith("jalon-session="))
    assert "HttpOnly" in session
    assert "SameSite=lax" in session


def test_another_host_is_refused(guichet: Guichet) -> None:
    assert guichet.lire("/connexion", headers={"host": "ailleurs.test"}).status_code == 400


@pytest.mark.parametrize("login", COMPTES)
def test_everybody_has_a_first_page(guichet: Guichet, login: str) -> None:
    guichet.entrer(login)
    premiere = guichet.client.get("/")
    assert premiere.status_code == 200


def test_a_new_password_ends_every_session(guichet: Guichet, site: Site) -> None:
    guichet.entrer("fac")
    poser_mot_de_passe(site.bureau, site.coffre, "fac", "encore quatre autres mots")
    assert guichet.lire("/compte").status_code == 303
    assert guichet.entrer("fac").status_code == 400
    assert guichet.entrer("fac", "encore quatre autres mots").status_code == 303


@pytest.mark.parametrize(
    "faible", ["court", "azerty123456", "password1234", "aaaaaaaaaaaa", "fac000000000", "x" * 129]
)
def test_a_password_that_would_be_guessed_is_refused(site: Site, faible: str) -> None:
    with pytest.raises(ValeurInvalide):
        poser_mot_de_passe(site.bureau, site.coffre, "fac", faible)
