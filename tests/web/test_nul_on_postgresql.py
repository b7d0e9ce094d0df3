"""U+0000 in an address or a form: PostgreSQL takes it in no text, and no page asks it to."""

from __future__ import annotations

import pytest

from tests.portfolio import REL1, Portefeuille
from tests.web.conftest import Guichet
from tests.web.test_acting import clair
from tests.web.test_api import Appels, jeton, refus
from web.site import Site

ANONYMES = ("/lien/a%00b", "/connexion?suite=%00", "/feuillet/a%00", "/calendrier/a%00.ics")
CONNUES = (
    "/chercher?q=a%00b",
    "/relations?q=%00",
    "/relations/a%00b",
    f"/relations/{REL1}?a%00b=1",
    "/plusieurs?de=%00",
    "/marches/export.csv?q=%00",
)
REGISTRE = ("/admin/comptes/a%00", "/admin/lectures?q=%00")


@pytest.fixture
def portefeuille_sqlite(portefeuille_postgresql: Portefeuille) -> Portefeuille:
    """What the pages of these tests are made on: SQLite says nothing of it."""
    return portefeuille_postgresql


def dit_pourquoi(lue: object) -> None:
    texte = clair(str(getattr(lue, "text", "")))
    assert getattr(lue, "status_code", 0) == 400, texte
    assert "(U+0000)" in texte


def test_no_address_holds_it(guichet: Guichet) -> None:
    for une in ANONYMES:
        lue = guichet.lire(une)
        assert lue.status_code in {400, 404}, une
    dit_pourquoi(guichet.lire("/lien/a%00b"))
    for login, adresses in (("fac", CONNUES), ("adm", REGISTRE)):
        guichet.client.cookies.clear()
        guichet.entrer(login)
        for une in adresses:
            dit_pourquoi(guichet.lire(une))
        assert guichet.lire("/chercher?q=a%2500b").status_code == 200 or login == "adm"


@pytest.mark.parametrize(
    ("adresse", "champs"),
    [
        ("/connexion", {"login": "fa\x00c", "mot_de_passe": "x"}),
        ("/connexion", {"login": "fac", "mot_de_passe": "\x00"}),
        ("/mot-de-passe-oublie", {"login": "\x00"}),
    ],
)
def test_no_form_holds_it(guichet: Guichet, adresse: str, champs: dict[str, str]) -> None:
    dit_pourquoi(guichet.envoyer(adresse, adresse, **champs))


def test_no_form_with_files_holds_it(guichet: Guichet) -> None:
    guichet.entrer("fac")
    page = f"/relations/{REL1}/actes/noter"
    lue = guichet.client.post(
        page,
        data={"_jeton": guichet.jeton(page), "texte": "a\x00b"},
        files={"fichier": ("a.pdf", b"%PDF-1 \x00")},
    )
    dit_pourquoi(lue)


def test_a_program_is_told_in_its_form(guichet: Guichet, site: Site) -> None:
    fac = Appels(guichet.client, jeton(site))
    for une in ("dossiers?q=%00", "dossiers/a%00b", "dossiers/a%00b/journal"):
        assert "(U+0000)" in refus(fac.lire(une), 400)["detail"]
        refus(guichet.lire(f"/api/v1/{une}"), 401)
    envoi = fac.envoyer(REL1, "noter", saisies={"texte": "a\x00b"})
    assert "(U+0000)" in refus(envoi, 422)["detail"]
    assert fac.envoyer(REL1, "no\x00ter", saisies={}).status_code in {400, 409, 422}
