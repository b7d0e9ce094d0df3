"""A référent·e reads, across her own dossiers, the letters and the alerts; nobody else's."""

from __future__ import annotations

import re

import pytest

from services.reading.journal_sheet import du_genre
from services.reading.town_papers import documents
from tests.portfolio import REL1, Portefeuille, mener
from tests.services.clockwork import EXPIRATION, a, courrier_recu
from tests.web.conftest import Guichet
from tests.web.test_acting import clair
from tests.web.test_every_list_exports import lignes
from tests.web.test_every_machine import ouvrir
from tests.web.test_limited_accounts import ne_voir_rien
from tests.web.test_reading import requetes, visiteur
from web.site import Site

PAGES = ("/alertes", "/documents")


@pytest.fixture
def alerte(portefeuille_sqlite: Portefeuille, site: Site) -> Portefeuille:
    """A relation whose company has not answered: the city is alerted."""
    courrier_recu(portefeuille_sqlite)
    a(portefeuille_sqlite, f"{EXPIRATION}T14:00")
    assert portefeuille_sqlite.etat(REL1) == "alerte"
    return portefeuille_sqlite


def test_she_reads_alerts_and_letters_and_opens_them(
    guichet: Guichet, alerte: Portefeuille
) -> None:
    guichet.entrer("ref")
    menu = guichet.lire("/aujourdhui").text
    for une in PAGES:
        assert f'href="{une}"' in menu
    page = clair(guichet.lire("/alertes").text)
    assert f'href="/relations/{REL1}"' in page
    assert "alerte du 19 mars" in page
    assert "Alerte à la ville" in page
    (titres, rangee) = lignes(guichet.lire("/alertes/export.csv").content)
    assert dict(zip(titres, rangee, strict=True))["Dossier"] == REL1
    documents = guichet.lire("/documents").text
    lettres = re.findall(rf'href="(/relations/{REL1}/documents/\d+)"', documents)
    assert lettres
    for une in lettres:
        assert guichet.lire(une).content.startswith(b"%PDF")
    assert len(lignes(guichet.lire("/documents/export.csv").content)) == len(lettres) + 1


def test_a_closed_alert_stays_after_those_that_run(guichet: Guichet, alerte: Portefeuille) -> None:
    alerte.fire(REL1, "classer_alerte", "ref", motif="Nous avons appelé l'entreprise.")
    guichet.entrer("ref")
    page = clair(guichet.lire("/alertes").text)
    assert REL1 in page
    assert "Alerte à la ville" not in page


@pytest.mark.parametrize("adresse", PAGES)
def test_another_city_reads_nothing_of_it(
    guichet: Guichet, alerte: Portefeuille, site: Site, adresse: str
) -> None:
    guichet.entrer("lyon")
    page = clair(guichet.lire(adresse).text)
    assert REL1 not in page
    assert "Aucun" in page
    guichet.client.cookies.clear()
    ne_voir_rien(site)
    guichet.entrer("ref")
    assert REL1 not in guichet.lire(adresse).text  # limited to other marchés than that one


@pytest.mark.parametrize("login", ["fac", "resp", "compta", "adm", "ent"])
def test_they_are_the_buyers_pages(guichet: Guichet, login: str) -> None:
    guichet.entrer(login)
    for une in PAGES:
        assert guichet.lire(une).status_code == 404
        assert guichet.lire(f"{une}/export.xlsx").status_code == 404


@pytest.mark.parametrize("adresse", PAGES)
def test_few_questions(guichet: Guichet, alerte: Portefeuille, site: Site, adresse: str) -> None:
    guichet.entrer("ref")
    guichet.lire(adresse)
    with requetes(site) as dites:
        guichet.lire(f"{adresse}?page=1")
    assert len(dites) <= 10


def test_a_draft_is_there_as_soon_as_it_is_proposed(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    guichet.entrer("ref")
    assert "Aucun document" in clair(guichet.lire("/documents").text)
    mener(portefeuille_sqlite, "courrier_propose")
    assert REL1 in guichet.lire("/documents").text
    assert "Aucun document de plus" in clair(guichet.lire("/documents?page=2").text)


def test_what_was_made_for_the_town_is_there_with_the_letters(
    guichet: Guichet, alerte: Portefeuille
) -> None:
    """A minute, an invoice: under their own name, and they open; a proof stays in its dossier."""
    p = alerte
    piece = {"piece": ("facture 12.pdf", b"%PDF-1 facture")}
    facture = ouvrir(p, "facture", "emise")
    p.fire(facture, "deposer", "compta", deposee_le="2025-03-03", _pieces=piece)
    p.fire(REL1, "noter", texte="vu", _pieces={"fichier": ("note.pdf", b"%PDF-1 note")})
    guichet.entrer("ref")
    page = guichet.lire("/documents").text
    (adresse,) = re.findall(rf'href="(/factures/{facture}/pieces/\w+)"', page)
    assert "· facture 12.pdf" in page
    assert guichet.lire(adresse).content == b"%PDF-1 facture"
    assert "note.pdf" not in page
    titres, *rangees = lignes(guichet.lire("/documents/export.csv").content)
    assert "facture 12.pdf" in {dict(zip(titres, une, strict=True))["Fichier"] for une in rangees}
    guichet.client.cookies.clear()
    guichet.entrer("lyon")
    assert facture not in guichet.lire("/documents").text


def test_a_file_that_was_replaced_or_undone_is_gone_for_the_town(
    guichet: Guichet, alerte: Portefeuille
) -> None:
    p = alerte
    faux, juste = b"%PDF-1 faux", b"%PDF-1 juste"
    facture = ouvrir(p, "facture", "emise")
    deposee = {"deposee_le": "2025-03-03", "_pieces": {"piece": ("faux.pdf", faux)}}
    p.fire(facture, "deposer", "compta", **deposee)
    trouver = re.compile(rf'href="(/factures/{facture}/pieces/\w+)"').findall
    guichet.entrer("ref")
    (vieux,) = trouver(guichet.lire("/documents").text)
    p.fire(
        facture,
        "corriger",
        "resp",
        champ="piece",
        motif="mauvais fichier",
        _pieces={"valeur": ("juste.pdf", juste), "accord_de_correction": ("a.pdf", b"%PDF-1 a")},
    )
    page = guichet.lire("/documents").text
    assert "faux.pdf" not in page
    (neuf,) = trouver(page)
    assert guichet.lire(neuf).content == juste
    assert guichet.lire(vieux).status_code == 404
    p.fire(facture, "retablir", "compta", etat="emise", motif="pas encore déposée")
    assert trouver(guichet.lire("/documents").text) == []
    assert guichet.lire(neuf).status_code == 404


def test_a_devis_is_signed_once_it_is_accepted(guichet: Guichet, alerte: Portefeuille) -> None:
    devis = ouvrir(alerte, "devis", "brouillon")
    piece = {"piece": ("devis.pdf", b"%PDF-1 devis")}
    alerte.fire(devis, "envoyer", envoye_le="2025-03-03", _pieces=piece)
    guichet.entrer("ref")
    assert "Devis · devis.pdf" in clair(guichet.lire("/documents").text)
    alerte.fire(devis, "accepter", "ref", accepte_le="2025-03-03")
    assert "Devis signé · devis.pdf" in clair(guichet.lire("/documents").text)


def test_a_line_that_sends_a_mail_with_a_file_is_a_document_too() -> None:
    fichier = {"champ": "piece", "valeur": f"a.pdf (sha256:{'a' * 64}, {'a' * 12})"}
    ligne = {"evenement": "envoyer", "courriels": [{"sujet": "x"}], "champs": [fichier]}
    nue = {"evenement": "noter", "courriels": [], "champs": []}
    for genre in ("courriels", "documents"):
        assert du_genre([ligne, nue], genre) == [ligne]
    assert du_genre([ligne, nue], "contacts") == []


@pytest.mark.parametrize("effaces", [0, 1, 4])
def test_a_page_is_full_while_there_are_more(
    portefeuille_sqlite: Portefeuille, site: Site, effaces: int
) -> None:
    """Erased files are no rows: they leave no page short, and hide no later one."""
    p = portefeuille_sqlite
    for rang in range(6):
        p.attendre(minutes=1)
        piece = {"piece": (f"facture {rang}.pdf", b"%PDF-1 " + str(rang).encode())}
        p.fire(
            ouvrir(p, "facture", "emise"),
            "deposer",
            "compta",
            deposee_le="2025-03-03",
            _pieces=piece,
        )
    recents = [f"facture {rang}.pdf" for rang in range(5, 5 - effaces, -1)]
    with p.bureau.travail.ecrire() as connexion:
        for nom in recents:
            effacer = "UPDATE contenu SET corps = NULL, efface_le = '2025-03-03' WHERE nom = ?"
            assert connexion.exec_driver_sql(effacer, (nom,)).rowcount == 1
    ref = visiteur(site, "ref")
    tout = [une["nom"] for une in documents(p.bureau, ref, par_page=None)["lignes"]]
    assert tout == [f"facture {rang}.pdf" for rang in range(5 - effaces, -1, -1)]
    pages = [documents(p.bureau, ref, numero, par_page=2) for numero in (1, 2, 3, 4)]
    assert [[une["nom"] for une in page["lignes"]] for page in pages] == [
        tout[debut : debut + 2] for debut in (0, 2, 4, 6)
    ]
    assert [page["suite"] for page in pages] == [len(tout) > fin for fin in (2, 4, 6, 8)]
