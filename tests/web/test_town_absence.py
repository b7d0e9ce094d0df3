"""Somebody of a buyer is away: declared by themselves, a colleague of their own city stands in."""

from __future__ import annotations

import pytest

from services.register.registering import CompteSaisi, ajouter_compte
from tests.portfolio import VILLE, Portefeuille, mener
from tests.web.conftest import Boite, Guichet
from tests.web.test_team import clair, poster

ADRESSE = "/compte/absence"
DATES = {"du": "03/03/2025", "au": "07/03/2025"}


@pytest.fixture
def avec_nora(portefeuille_sqlite: Portefeuille) -> Portefeuille:
    """A colleague of the same city, and one who sees some marchés only."""
    for login, nom, limite in (("nora", "Nora Vasseur", False), ("luc", "Luc Petit", True)):
        compte = CompteSaisi(
            login=login,
            nom=nom,
            roles=("referent",),
            donneur_ordre=VILLE,
            courriel=f"{login}@exemple.test",
        )
        ajouter_compte(portefeuille_sqlite.bureau.travail, compte)
        if limite:
            with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
                connexion.exec_driver_sql("UPDATE compte SET limite = 1 WHERE login = 'luc'")
    return portefeuille_sqlite


def test_a_colleague_of_the_city_stands_in_and_the_turn_is_ended(
    guichet: Guichet, avec_nora: Portefeuille, boite: Boite
) -> None:
    guichet.entrer("ref")
    assert f'href="{ADRESSE}"' in guichet.lire("/compte").text
    page = guichet.lire(ADRESSE).text
    assert 'value="nora"' in page
    assert [un for un in ("lyon", "luc", "ref", "fac") if f'value="{un}"' in page] == []
    assert "Aucune absence n’est prévue" in clair(page)

    for _ in range(2):  # a double click declares one
        fait = poster(guichet, ADRESSE, **DATES, delegue="nora")
        assert fait.status_code == 303

    fait_page = guichet.lire(fait.headers["location"]).text
    dite = clair(fait_page)
    assert "Votre absence est enregistrée" in dite
    assert "Nora Vasseur vous remplace" in dite
    mener(avec_nora, "courrier_propose")
    boite.lien("nora@exemple.test")  # who stands in is written to, and asked by the link
    montree = {"du": "2025-03-03"}
    assert '<input type="hidden" name="du" value="2025-03-03">' in fait_page
    poster(guichet, ADRESSE, du="10/03/2025", au="14/03/2025", delegue="-")
    retour = poster(guichet, f"{ADRESSE}/fin", **montree)
    assert "revient sur votre bureau" in clair(guichet.lire(retour.headers["location"]).text)
    assert poster(guichet, f"{ADRESSE}/fin", **montree).status_code == 303  # a double click
    restent = avec_nora.rangees("SELECT du FROM absence")
    assert [str(une.du) for une in restent] == ["2025-03-10"]  # ends that one alone


def test_the_link_of_her_turn_is_good_as_long_as_it(
    guichet: Guichet, avec_nora: Portefeuille, boite: Boite
) -> None:
    """As long as a mandate, whose link closes with it."""
    guichet.entrer("ref")
    poster(guichet, ADRESSE, **DATES, delegue="nora")
    mener(avec_nora, "courrier_propose")
    lien = boite.lien("nora@exemple.test")
    assert "Accepter l’envoi du courrier" in clair(guichet.lire(lien).text)
    poster(guichet, f"{ADRESSE}/fin", du="2025-03-03")
    assert "n’est plus celle d’une personne référente" in clair(guichet.lire(lien).text)


@pytest.mark.parametrize("delegue", ["lyon", "luc", "fac", "inconnu", "ref", ""])
def test_nobody_of_elsewhere_stands_in(
    guichet: Guichet, avec_nora: Portefeuille, delegue: str
) -> None:
    """Whether an account of another city exists is not told."""
    guichet.entrer("ref")
    refus = poster(guichet, ADRESSE, **DATES, delegue=delegue)
    assert refus.status_code == 400
    assert "Choisissez une personne de la liste" in clair(refus.text)
    assert 'value="03/03/2025"' in refus.text
    assert avec_nora.rangees("SELECT 1 FROM absence") == []


@pytest.mark.parametrize(
    ("saisies", "dit"),
    [
        ({"du": "bientôt"}, "n’est pas une date"),
        ({"du": "08/03/2025"}, "avant de commencer"),
    ],
)
def test_wrong_dates_are_told(
    guichet: Guichet, avec_nora: Portefeuille, saisies: dict[str, str], dit: str
) -> None:
    guichet.entrer("ref")
    refus = poster(guichet, ADRESSE, **{**DATES, **saisies}, delegue="-")
    assert refus.status_code == 400
    assert dit in clair(refus.text)


@pytest.mark.parametrize("login", ["fac", "resp", "compta", "adm", "ent"])
def test_it_is_the_buyers_page(guichet: Guichet, avec_nora: Portefeuille, login: str) -> None:
    guichet.entrer(login)
    assert ADRESSE not in guichet.lire("/compte").text
    assert guichet.lire(ADRESSE).status_code == 404
    assert poster(guichet, ADRESSE, **DATES, delegue="-").status_code == 404
    assert poster(guichet, f"{ADRESSE}/fin").status_code == 404


def test_one_s_own_absence_alone(guichet: Guichet, avec_nora: Portefeuille) -> None:
    guichet.entrer("ref")
    for login in ("nora", "lyon", "fac"):
        saisies = {**DATES, "login": login, "delegue": "-"}
        assert poster(guichet, "/equipe/absences", **saisies).status_code == 404
        assert poster(guichet, f"/equipe/absences/{login}/fin").status_code == 404
    assert avec_nora.rangees("SELECT 1 FROM absence") == []
