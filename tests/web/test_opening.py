"""Opening a dossier by hand: in another one, or under a convention."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.portfolio import MAR, REL1, Portefeuille
from tests.web.conftest import COMPTES, Guichet


def forme(guichet: Guichet, adresse: str, **saisies: str) -> dict[str, str]:
    """Hidden fields of the page's form, with what is typed."""
    page = guichet.lire(adresse).text
    depuis = page[page.index('name="cle"') - 400 :]
    caches = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', depuis))
    return {**caches, **saisies}


def poster(guichet: Guichet, adresse: str, donnees: dict[str, str]) -> Any:
    return guichet.client.post(adresse, data=donnees, follow_redirects=False)


def nombre(portefeuille: Portefeuille, machine: str) -> int:
    requete = "SELECT count(*) FROM dossier WHERE machine = :m"
    return int(portefeuille.rangees(requete, m=machine)[0][0])


def test_a_demand_opens_in_a_relation_once(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    guichet.entrer("fac")
    page = guichet.lire(f"/relations/{REL1}").text
    adresse = f"/relations/{REL1}/ouvrir/demande_recrutement"
    assert f'href="{adresse}"' in page
    rempli = forme(guichet, adresse, poste="maçon", nombre_de_postes="2", demandee_le="aujourd’hui")
    premiere, seconde = (poster(guichet, adresse, rempli) for _ in range(2))
    assert premiere.status_code == 303
    assert premiere.headers["location"] == seconde.headers["location"]
    assert nombre(portefeuille_sqlite, "demande_recrutement") == 1
    ouvert = guichet.lire(premiere.headers["location"]).text
    assert "maçon" in ouvert
    assert "c’est enregistré" in ouvert
    autre = poster(guichet, adresse, {**rempli, "poste": "peintre"})
    assert autre.status_code == 409
    assert "celui-ci ne l’est pas" in autre.text
    assert nombre(portefeuille_sqlite, "demande_recrutement") == 1


def test_what_an_opening_sends_is_shown_before(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    guichet.entrer("ref")
    adresse = f"/marches/{MAR}/ouvrir/point_etape"
    apercu = poster(guichet, adresse, forme(guichet, adresse, demande="où en est-on ?"))
    assert apercu.status_code == 200
    assert "Rien n’est encore" in apercu.text
    assert nombre(portefeuille_sqlite, "point_etape") == 0
    caches = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', apercu.text))
    assert poster(guichet, adresse, caches).status_code == 303
    assert nombre(portefeuille_sqlite, "point_etape") == 1


def test_a_root_opens_under_a_convention(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    guichet.entrer("fac")
    assert 'href="/ouvrir/operation"' in guichet.lire("/operations").text
    rempli = forme(guichet, "/ouvrir/operation", nom="Le quartier", convention="OULLINS-2022")
    assert poster(guichet, "/ouvrir/operation", rempli).status_code == 303
    assert nombre(portefeuille_sqlite, "operation") == 1


@pytest.mark.parametrize(
    ("convention", "nom", "dit"),
    [
        ("", "x", "Il manque"),
        ("AILLEURS", "x", "n’existe pas"),
        ("OULLINS-2022", "", "Il manque"),
    ],
)
def test_what_is_missing_is_told_beside_its_field(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, convention: str, nom: str, dit: str
) -> None:
    guichet.entrer("fac")
    rempli = forme(guichet, "/ouvrir/operation", nom=nom, convention=convention)
    refuse = poster(guichet, "/ouvrir/operation", rempli)
    assert refuse.status_code == 400
    assert dit in refuse.text
    assert nombre(portefeuille_sqlite, "operation") == 0


@pytest.mark.parametrize("login", COMPTES)
def test_only_the_roles_of_an_opening_see_its_form(guichet: Guichet, login: str) -> None:
    guichet.entrer(login)
    attendus = {
        f"/marches/{MAR}/ouvrir/point_etape": {"fac", "ref"},
        f"/relations/{REL1}/ouvrir/candidature": {"fac"},
        f"/relations/{REL1}/ouvrir/marche": set(),
        f"/marches/{REL1}/ouvrir/candidature": set(),
        "/ouvrir/operation": {"fac", "resp"},
        "/ouvrir/relation_entreprise": set(),
        "/ouvrir/rien": set(),
    }
    for adresse, roles in attendus.items():
        assert guichet.lire(adresse).status_code == (200 if login in roles else 404), adresse
