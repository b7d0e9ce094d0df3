"""The second factor: a code that serves once, ten codes on paper, roles that need it."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from dataclasses import replace

import pyotp
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from litestar.testing import TestClient

from services.accounts.attempts import PAR_COMPTE_ET_ADRESSE
from services.accounts.encrypting import Chiffreur
from services.accounts.second_factor import retirer
from states.roles import ADMIN
from tests.plain_text import clair
from tests.web.conftest import MOT_DE_PASSE, Guichet, pages_de
from web.site import Site

FACTEUR = "/compte/second-facteur"


def secret_montre(guichet: Guichet) -> str:
    page = guichet.lire(FACTEUR).text
    return "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page))


def code(site: Site, secret: str, pas: int = 0) -> str:
    instant = site.bureau.horloge.reelle()
    return pyotp.TOTP(secret).at(instant, counter_offset=pas)


def mettre_en_service(guichet: Guichet, site: Site) -> tuple[str, list[str]]:
    """Put it in force; the secret and the codes on paper."""
    assert guichet.envoyer(f"{FACTEUR}/commencer", FACTEUR, actuel=MOT_DE_PASSE).status_code == 303
    secret = secret_montre(guichet)
    donne = guichet.envoyer(f"{FACTEUR}/activer", FACTEUR, code=code(site, secret, -1))
    assert donne.status_code in {200, 201}
    return secret, re.findall(r'class="cle">([a-z2-9]{6}-[a-z2-9]{6})<', donne.text)


def sortir(guichet: Guichet) -> None:
    guichet.client.cookies.clear()


def donner(guichet: Guichet, valeur: str) -> int:
    return int(guichet.envoyer("/connexion/code", "/connexion/code", code=valeur).status_code)


def test_a_code_is_asked_for_after_the_password(guichet: Guichet, site: Site) -> None:
    guichet.entrer("fac")
    secret, codes = mettre_en_service(guichet, site)
    assert len(set(codes)) == 10
    sortir(guichet)
    porte = guichet.entrer("fac", suite="/relations")
    assert porte.headers["location"] == "/connexion/code?suite=%2Frelations"
    assert guichet.lire("/compte").status_code == 303  # the password alone opens nothing
    ouverte = guichet.envoyer(
        "/connexion/code",
        "/connexion/code?suite=%2Frelations",
        code=code(site, secret),
        suite="/relations",
    )
    assert ouverte.headers["location"] == "/relations"
    assert guichet.lire("/compte").status_code == 200


def test_a_code_serves_once(guichet: Guichet, site: Site) -> None:
    guichet.entrer("fac")
    secret, _ = mettre_en_service(guichet, site)
    bon = code(site, secret)
    for attendu in (303, 400):
        sortir(guichet)
        guichet.entrer("fac")
        assert donner(guichet, bon) == attendu


def test_the_code_that_put_it_in_force_does_not_serve_again(guichet: Guichet, site: Site) -> None:
    guichet.entrer("fac")
    secret, _ = mettre_en_service(guichet, site)
    sortir(guichet)
    guichet.entrer("fac")
    assert donner(guichet, code(site, secret, -1)) == 400


def test_a_code_of_a_minute_ago_is_refused(guichet: Guichet, site: Site) -> None:
    guichet.entrer("fac")
    secret, _ = mettre_en_service(guichet, site)
    with site.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql("UPDATE second_facteur SET dernier_pas = NULL")
    sortir(guichet)
    guichet.entrer("fac")
    assert donner(guichet, code(site, secret, -3)) == 400
    assert donner(guichet, code(site, secret, 2)) == 400


def test_a_code_on_paper_replaces_the_telephone_once(guichet: Guichet, site: Site) -> None:
    guichet.entrer("fac")
    _, codes = mettre_en_service(guichet, site)
    for attendu in (303, 400):
        sortir(guichet)
        guichet.entrer("fac")
        assert donner(guichet, codes[0].upper()) == attendu
    sortir(guichet)
    guichet.entrer("fac")
    donner(guichet, codes[1])
    assert "8 codes de secours" in clair(guichet.lire("/compte").text)


def test_other_codes_on_paper_end_the_first_ones(guichet: Guichet, site: Site) -> None:
    guichet.entrer("fac")
    _, codes = mettre_en_service(guichet, site)
    assert guichet.envoyer(f"{FACTEUR}/codes", FACTEUR, actuel="rate").status_code == 400
    autres = guichet.envoyer(f"{FACTEUR}/codes", FACTEUR, actuel=MOT_DE_PASSE).text
    sortir(guichet)
    guichet.entrer("fac")
    assert donner(guichet, codes[0]) == 400
    neuf = re.findall(r'class="cle">([^<]+)<', autres)[0]
    assert donner(guichet, neuf) == 303


def test_wrong_codes_are_counted_and_paper_still_passes(guichet: Guichet, site: Site) -> None:
    guichet.entrer("fac")
    _, codes = mettre_en_service(guichet, site)
    sortir(guichet)
    guichet.entrer("fac")
    assert [donner(guichet, "000000") for _ in range(PAR_COMPTE_ET_ADRESSE)] == [
        400
    ] * PAR_COMPTE_ET_ADRESSE
    assert donner(guichet, "000000") == 429
    assert donner(guichet, codes[0]) == 303


def test_nothing_of_it_is_readable_in_the_database(guichet: Guichet, site: Site) -> None:
    guichet.entrer("fac")
    secret, codes = mettre_en_service(guichet, site)
    with site.bureau.travail.lire() as connexion:
        lus = connexion.exec_driver_sql("SELECT empreinte FROM code_de_secours").scalars().all()
        [scelle] = connexion.exec_driver_sql("SELECT secret FROM second_facteur").scalars()
    assert secret not in scelle
    assert secret.encode() not in urlsafe_b64decode(scelle)
    assert len(lus) == 10
    assert all(un.startswith("$argon2id$") for un in lus)
    assert not any(code[2:] in "".join(lus) for code in codes)


def test_under_another_secret_paper_still_opens(
    site: Site, guichet: Guichet, monkeypatch: pytest.MonkeyPatch
) -> None:
    guichet.entrer("fac")
    secret, papier = mettre_en_service(guichet, site)
    sortir(guichet)
    guichet.entrer("fac")
    monkeypatch.setattr(Chiffreur, "_cles", lambda _: [AESGCM(bytes(32))])
    refus = guichet.envoyer("/connexion/code", "/connexion/code", code=code(site, secret))
    assert refus.status_code == 403
    assert "Un code de secours passe encore" in clair(refus.text)
    assert donner(guichet, papier[0]) == 303


def test_the_secret_is_shown_until_it_is_in_force(guichet: Guichet, site: Site) -> None:
    guichet.entrer("fac")
    assert guichet.lire(f"{FACTEUR}/qr.svg").status_code == 404
    guichet.envoyer(f"{FACTEUR}/commencer", FACTEUR, actuel=MOT_DE_PASSE)
    image = guichet.lire(f"{FACTEUR}/qr.svg")
    assert image.headers["content-type"] == "image/svg+xml"
    assert "<path" in image.text
    assert guichet.envoyer(f"{FACTEUR}/activer", FACTEUR, code="000000").status_code == 400
    secret = secret_montre(guichet)
    guichet.envoyer(f"{FACTEUR}/activer", FACTEUR, code=code(site, secret))
    assert guichet.lire(f"{FACTEUR}/qr.svg").status_code == 404
    assert secret not in guichet.lire(FACTEUR).text


def test_beginning_asks_for_the_password(guichet: Guichet) -> None:
    guichet.entrer("fac")
    assert guichet.envoyer(f"{FACTEUR}/commencer", FACTEUR, actuel="rate").status_code == 400
    assert secret_montre(guichet) == ""


def test_its_owner_withdraws_it_where_it_is_not_compulsory(guichet: Guichet, site: Site) -> None:
    guichet.entrer("fac")
    mettre_en_service(guichet, site)
    retrait = guichet.envoyer(f"{FACTEUR}/retirer", FACTEUR, actuel_retrait=MOT_DE_PASSE)
    assert retrait.headers["location"] == "/connexion"
    assert guichet.lire("/compte").status_code == 303
    assert guichet.entrer("fac").headers["location"] == "/"


@pytest.fixture
def exigeant(site: Site) -> Iterator[Guichet]:
    """Pages whose admin needs a second factor."""
    with TestClient(pages_de(replace(site, second_facteur_pour=frozenset({ADMIN})))) as client:
        yield Guichet(client)


@pytest.mark.parametrize("adresse", ["/", "/compte", "/aujourdhui", "/relations"])
def test_a_role_that_needs_it_reaches_nothing_before(exigeant: Guichet, adresse: str) -> None:
    exigeant.entrer("adm")
    assert exigeant.lire(adresse).headers["location"] == FACTEUR
    exigeant.client.cookies.clear()
    exigeant.entrer("fac")
    assert exigeant.lire(adresse).headers.get("location") != FACTEUR


def test_a_role_that_needs_it_puts_it_in_force_and_keeps_it(exigeant: Guichet, site: Site) -> None:
    exigeant.entrer("adm")
    mettre_en_service(exigeant, site)
    assert exigeant.lire("/compte").status_code == 200
    jeton = exigeant.jeton("/compte")
    refuse = exigeant.client.post(
        f"{FACTEUR}/retirer", data={"_jeton": jeton, "actuel_retrait": MOT_DE_PASSE}
    )
    assert refuse.status_code == 409
    retirer(site.bureau, "adm")  # what another admin does for a lost telephone
    exigeant.client.cookies.clear()
    exigeant.entrer("adm")
    assert exigeant.lire("/compte").headers["location"] == FACTEUR
