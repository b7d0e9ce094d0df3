"""Every address that answers a GET, read from the router: few questions, whoever asks."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

import pytest
from litestar.routes import HTTPRoute

from services.accounts.inviting import inviter
from tests.portfolio import REL1, REL2, Portefeuille, mener
from tests.web.conftest import COMPTES, Boite, Guichet
from tests.web.test_every_machine import ADRESSES, ouvrir
from tests.web.test_passwords import lien as lien_d_acces
from tests.web.test_reading import MAX_DE_REQUETES, requetes
from tests.web.test_shared import adresse_de
from web.app import application
from web.assets import FICHIERS
from web.site import Site

pytestmark = pytest.mark.usefixtures("patience")

A_PART = ("/api/", "/statique/")
"""The API has a test of its own (``test_api.py``); files are read once, from memory."""
POIDS_MAX = 90_000
"""Bytes of a first visit over the wire: well under the 150 kB that were agreed."""
UNE_MACHINE = "relations"
"""Machines share their handlers: one answers for all, and the invoices, that another role reads."""
EN_PLUS = (
    *(f"/relations?{un}" for un in ("vue=tableau", "vue=calendrier", "main=vous&q=a", "clos=oui")),
    *(f"/plusieurs?d={REL1}&d={REL2}", f"/plusieurs?de={REL1}&acte=consigner_contact"),
    "/calendrier?vue=mois&tous=oui",
    *("/aujourdhui?tout=true", "/admin/simulation?lancer=1", f"/relations/{REL1}?journal=tout"),
    "/marches/MAR-2025-00001",
)
"""What a query makes of a page, and the marché, that reads its register: no more questions."""
SANS_REPONSE = frozenset(
    {"/plusieurs", "/compte/second-facteur/qr.svg", "/connexion/code", "/reprise/refus.csv"}
)
"""They answer nothing by themselves: with a query, in the middle of signing in or of a reprise."""


def gabarits(site: Site) -> Iterator[str]:
    """Every path that answers a GET, its parameters in braces; one machine for all."""
    autres = set(ADRESSES.values()) - {UNE_MACHINE, ADRESSES["facture"]}
    for route in application(site).routes:
        lit = isinstance(route, HTTPRoute) and "GET" in route.methods
        if lit and not route.path.startswith(A_PART) and route.path.split("/")[1] not in autres:
            yield route.path


@pytest.fixture
def exemples(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, boite: Boite, site: Site
) -> dict[str, str]:
    """What stands for each parameter of a path, and of a path of its own where it differs."""
    portefeuille_sqlite.fire(REL1, "noter", texte="vu", _pieces={"fichier": ("a.pdf", b"%PDF-1")})
    portefeuille_sqlite.fire(REL1, "nouer_relation")
    inviter(site.bureau, "presc", "Sofia Amrani")
    secrets = (boite.lien("jean@btp.test"), lien_d_acces(boite, "presc@"))  # before any letter
    mener(portefeuille_sqlite, "courrier_recu")
    guichet.entrer("fac")
    page = guichet.lire(f"/relations/{REL1}").text
    agenda = adresse_de(guichet)
    guichet.client.cookies.clear()
    trouves = {
        nom: re.search(rf"/relations/{REL1}/{nom}/([^\"?]+)", page)
        for nom in ("courriels", "documents", "pieces")
    }
    lus = {nom: trouve[1] for nom, trouve in trouves.items() if trouve}
    return {
        "cle": REL1,
        "factures/cle": ouvrir(portefeuille_sqlite, "facture", "brouillon"),
        "acte": "consigner_contact",
        "factures/acte": "noter",
        "courriels/numero": lus["courriels"],
        "documents/numero": lus["documents"],
        "debut": lus["pieces"],
        "genre": "operation",
        "relations/genre": "candidature",
        "login": "fac",
        "machine": "marche",
        "lot": "1",
        "registre/cle": "1",
        "gardee": "1",
        "absorbee": "2",
        "lien/secret": secrets[0].rpartition("/")[2],
        "mot-de-passe/secret": secrets[1].rpartition("/")[2],
        "interlocuteur/fiche": "1",
        "fichier": agenda.rpartition("/")[2],
        "nom": next(iter(FICHIERS)),
    }


def adresse(gabarit: str, exemples: dict[str, str]) -> str:
    """The path with an example in the place of each parameter: a new one asks for its own."""
    morceaux = gabarit.split("/")

    def exemple(rang: int, nom: str) -> str:
        propres = (f"{morceaux[1]}/{nom}", f"{morceaux[rang - 1]}/{nom}", nom)
        return next(exemples[un] for un in propres if un in exemples)

    return "/".join(
        exemple(rang, un[1:].partition(":")[0]) if un.startswith("{") else un
        for rang, un in enumerate(morceaux)
    )


DE_PLUS = (("/pieces/", 1), ("lancer=", 15))
"""Part of an address, and how many questions more it may ask."""


def test_a_number_that_no_row_can_have_is_not_there(guichet: Guichet, site: Site) -> None:
    """Past the largest key of the database: its driver breaks on it, the page must not."""
    numerotees = [un for un in gabarits(site) if ":int}" in un]
    assert numerotees
    for login in ("fac", "adm"):
        guichet.client.cookies.clear()
        guichet.entrer(login)
        for une in numerotees:
            adresse = re.sub(r"\{[^}]*\}", REL1, re.sub(r"\{[^}]*:int\}", "9" * 20, une))
            assert guichet.lire(adresse).status_code == 404, adresse


def test_every_page_asks_few_questions(
    guichet: Guichet, site: Site, exemples: dict[str, str]
) -> None:
    """A file asks one more than the page that names it, its content.

    A simulation is no page: it reads the portfolio once, whatever its size, beside its page.
    """
    tous = {un: adresse(un, exemples) for un in gabarits(site)}
    tous.update((une, une) for une in EN_PLUS)
    restent, trop = set(tous) - SANS_REPONSE, {}
    for login in ("", *COMPTES):
        guichet.client.cookies.clear()
        if login:
            guichet.entrer(login)
        for gabarit, une in tous.items():
            with requetes(site) as dites:
                statut = guichet.lire(une).status_code
            assert statut in {200, 303, 404}, (login, une, statut)
            if statut == 200:
                restent.discard(gabarit)
            if len(dites) > MAX_DE_REQUETES + next((un for nom, un in DE_PLUS if nom in une), 0):
                trop[login, une] = dites
    assert not trop, "\n".join(str((qui, len(dites), *dites)) for qui, dites in trop.items())
    ailleurs = {"/", "/chercher", "/d/{cle:str}"}  # they lead to a page that is asked too
    assert {un for un in restent if not un.startswith("/factures/{cle")} == ailleurs


def test_a_first_visit_is_light(guichet: Guichet, portefeuille_sqlite: Portefeuille) -> None:
    """What a browser fetches, compressed as it travels: a page, its style, font, script, icon."""
    mener(portefeuille_sqlite, "courrier_recu")
    guichet.entrer("fac")
    for page in ("/aujourdhui", "/relations", f"/relations/{REL1}"):
        html = guichet.client.get(page, headers={"accept-encoding": "identity"}).content
        fichiers = {un for un in FICHIERS.values() if un.adresse.encode() in html}
        assert len(fichiers) >= 4
        poids = len(gzip.compress(html, 6)) + sum(len(un.compresse or un.corps) for un in fichiers)
        assert poids < POIDS_MAX, (page, poids)


def test_the_field_of_the_bar_finds_a_number_and_words(guichet: Guichet) -> None:
    guichet.entrer("fac")
    assert guichet.lire(f"/chercher?q={REL1.lower()}").headers["location"] == f"/d/{REL1}"
    assert guichet.lire("/chercher?q=conv-2026-00001").headers["location"] == "/d/CONV-2026-00001"
    page = guichet.lire("/chercher?q=groupe+scolaire").text
    for liste in ("/relations", "/marches"):
        assert f'href="{liste}?q=groupe+scolaire"' in page
    assert guichet.lire("/chercher?q=mar-2025-").headers["location"] == "/marches?q=mar-2025-"
    assert "Aucun dossier ne correspond" in guichet.lire("/chercher?q=introuvable").text
    assert guichet.lire("/chercher?q=").headers["location"] == "/relations"
    guichet.client.cookies.clear()
    guichet.entrer("compta")
    assert guichet.lire("/chercher?q=a").status_code == 404
    assert 'action="/chercher"' not in guichet.lire("/compte").text
