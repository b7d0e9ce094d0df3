"""The page of duplicates: what is found, what would move, the act, and who may."""

from __future__ import annotations

import re

import pytest

from services.register.register_entreprises import EntrepriseSaisie, ajouter_entreprise
from services.register.register_identities import IdentiteSaisie
from tests.plain_text import clair
from tests.portfolio import REL1, A, Portefeuille
from tests.web.conftest import COMPTES, Guichet
from tests.web.test_reading import requetes
from tests.web.test_team import poster
from web.site import Site

JUMELLE = "51944339400027"
PAGE = "/equipe/doublons"


@pytest.fixture
def paire(portefeuille_sqlite: Portefeuille) -> str:
    """Address of the preview where the first company is joined to a new entry of its own."""
    saisie = EntrepriseSaisie("Bâtir et Couvrir", (IdentiteSaisie(JUMELLE),))
    fait = ajouter_entreprise(portefeuille_sqlite.bureau.travail, saisie)
    requete = "SELECT entreprise FROM dossier WHERE numero = :n"
    (sienne,) = portefeuille_sqlite.rangees(requete, n=REL1)
    return f"{PAGE}/{fait.objet.id}/{sienne.entreprise}"


def inverse(adresse: str) -> str:
    gauche, gardee, absorbee = adresse.rsplit("/", 2)
    return f"{gauche}/{absorbee}/{gardee}"


@pytest.mark.parametrize("login", ["fac", "resp"])
def test_the_page_shows_the_duplicates_in_few_questions(
    guichet: Guichet, site: Site, paire: str, login: str
) -> None:
    guichet.entrer(login)
    assert PAGE in guichet.lire("/equipe").text
    for adresse, attendu in ((PAGE, inverse(paire)), (paire, f'/{REL1}">{REL1}</a>')):
        with requetes(site) as dites:
            lue = guichet.lire(adresse)
        assert attendu in lue.text
        assert len(dites) <= 10, dites


def test_a_reason_is_asked_then_it_is_done_and_told(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, paire: str
) -> None:
    guichet.entrer("fac")
    apercu = clair(guichet.lire(paire).text)
    assert "1 dossier ouvert change" in apercu
    assert "Cela ne se défait pas" in apercu
    avant = portefeuille_sqlite.journal(REL1)
    refuse = poster(guichet, paire, motif=" ")
    assert (refuse.status_code, "Il manque le motif" in refuse.text) == (400, True)
    assert portefeuille_sqlite.journal(REL1) == avant
    assert poster(guichet, paire, motif="même SIREN").headers["location"] == paire
    lignes = portefeuille_sqlite.journal(REL1)
    assert lignes[-1].event == "entreprise_reunie"
    encore = poster(guichet, paire, motif="même SIREN")  # a double click
    assert (encore.status_code, encore.headers["location"]) == (303, paire)
    assert portefeuille_sqlite.journal(REL1) == lignes
    faite = clair(guichet.lire(paire).text)
    assert "Cette fiche est réunie" in faite
    assert "même SIREN" in faite
    assert "Fiches déjà réunies" in guichet.lire(PAGE).text
    assert "a réuni l’entreprise avec une autre fiche" in guichet.lire(f"/relations/{REL1}").text
    assert "déjà réunie" in clair(guichet.lire(inverse(paire)).text)
    ailleurs = f"{PAGE}/2/{paire.rsplit('/', 1)[1]}"
    assert guichet.lire(ailleurs).headers["location"] == paire


def test_two_live_relations_are_told_and_nothing_can_be_sent(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    guichet.entrer("fac")
    avant = portefeuille_sqlite.journal(REL1)
    lue = guichet.lire(f"{PAGE}/1/2").text
    assert "relation ouverte avec le même marché" in lue
    assert 'name="motif"' not in lue
    refuse = poster(guichet, f"{PAGE}/1/2", motif="x")
    assert refuse.status_code == 400
    assert portefeuille_sqlite.journal(REL1) == avant
    assert guichet.lire(f"{PAGE}/1/1").status_code == 403


@pytest.mark.parametrize("login", [une for une in COMPTES if une not in {"fac", "resp"}])
def test_nobody_else_reads_or_joins(guichet: Guichet, paire: str, login: str) -> None:
    guichet.entrer(login)
    assert guichet.lire(PAGE).status_code == 404
    assert guichet.lire(paire).status_code == 404
    assert poster(guichet, paire, motif="x").status_code == 404


def test_two_companies_that_do_not_look_alike_are_chosen_by_hand(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    saisie = EntrepriseSaisie("Toitures du Rhône", (IdentiteSaisie("38012986648625"),))
    neuve = ajouter_entreprise(portefeuille_sqlite.bureau.travail, saisie).objet.id
    guichet.entrer("fac")
    assert "deux fiches d’une même entreprise" in clair(guichet.lire(PAGE).text)
    fait = guichet.lire(f"{PAGE}?q-gardee={A}&q-absorbee=toitures")
    assert fait.status_code == 303
    assert fait.headers["location"].endswith(f"/{neuve}")
    assert "Toitures du Rhône" in clair(guichet.lire(fait.headers["location"]).text)
    seule = clair(guichet.lire(f"{PAGE}?q-gardee={A}&q-absorbee=rien-de-tel").text)
    assert "Aucune entreprise ne correspond à « rien-de-tel »" in seule
    assert f'value="{A}"' in seule
    deux = guichet.lire(f"{PAGE}?q-gardee=toitures&q-absorbee=toitures")
    assert "deux fois la même fiche" in clair(deux.text)
    plusieurs = guichet.lire(f"{PAGE}?q-gardee=toitures&q-absorbee=0")
    assert 'name="absorbee"' in plusieurs.text
    cles = re.findall(r'name="absorbee" value="(\d+)"', plusieurs.text)
    autre = next(un for un in cles if un != str(neuve))
    choisie = guichet.lire(f"{PAGE}?q-gardee=toitures&q-absorbee=0&absorbee={autre}")
    assert choisie.headers["location"] == f"{PAGE}/{neuve}/{autre}"
