"""Invitations and forgotten passwords: a link by mail, once, that says nothing to others."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from notifications.catalogue import INVITATION, OUBLI
from services.accounts.attempts import PAR_COMPTE_ET_ADRESSE
from services.accounts.inviting import ENTRE_DEUX, VALIDITES, inviter
from services.errors import Interdit
from storage.column_types import ecrire_instant
from tests.plain_text import clair
from tests.web.conftest import ADRESSE, Boite, Guichet, texte_du_courriel
from web.site import Site

NEUF = "encore quatre autres mots"
_CLE = re.compile(rf"{ADRESSE}(/mot-de-passe/\S+)")


def lien(boite: Boite, a: str) -> str:
    """Path of the last link to choose a password that was sent to an address."""
    for courriel in reversed(boite.relever()):
        trouve = _CLE.search(texte_du_courriel(courriel))
        if a in str(courriel["To"]) and trouve:
            return trouve[1]
    raise AssertionError(a)


def demander(guichet: Guichet, qui: str) -> str:
    reponse = guichet.envoyer("/mot-de-passe-oublie", "/mot-de-passe-oublie", qui=qui)
    assert reponse.status_code in {200, 201}
    return str(reponse.text)


def choisir(guichet: Guichet, adresse: str, nouveau: str = NEUF, encore: str = NEUF) -> int:
    return int(guichet.envoyer(adresse, adresse, nouveau=nouveau, encore=encore).status_code)


def vieillir(site: Site, **duree: float) -> None:
    """Keys were asked for, and end, that much earlier."""
    with site.bureau.travail.ecrire() as connexion:
        avant = ecrire_instant(site.bureau.horloge.reelle() - timedelta(**duree))
        connexion.exec_driver_sql(f"UPDATE cle_de_compte SET cree_le = '{avant}'")  # noqa: S608 # our own


def test_an_invitation_opens_the_choice_of_a_password(
    guichet: Guichet, site: Site, boite: Boite
) -> None:
    assert inviter(site.bureau, "presc", "Sofia Amrani") == {
        "login": "presc",
        "adresse": "presc@exemple.test",
    }
    adresse = lien(boite, "presc@")
    assert "Bienvenue dans Jalon" in guichet.lire(adresse).text
    assert choisir(guichet, adresse) == 303
    assert guichet.entrer("presc", NEUF).status_code == 303


@pytest.mark.parametrize("dit", ["fac", "FAC@exemple.test "])
def test_a_forgotten_password_is_replaced_by_a_link(
    guichet: Guichet, boite: Boite, dit: str
) -> None:
    guichet.entrer("fac")
    ouverte = guichet.client.cookies["jalon-session"]
    guichet.client.cookies.clear()
    demander(guichet, dit)
    assert choisir(guichet, lien(boite, "fac@")) == 303
    assert guichet.entrer("fac").status_code == 400
    assert guichet.entrer("fac", NEUF).status_code == 303
    guichet.client.cookies.set("jalon-session", ouverte)
    assert guichet.lire("/compte").status_code == 303


def test_whoever_asks_learns_nothing(guichet: Guichet, boite: Boite) -> None:
    neutre = str.maketrans("", "", "0123456789abcdef")  # the form's token changes each time
    assert demander(guichet, "fac").translate(neutre) == demander(guichet, "personne").translate(
        neutre
    )
    partis = [un for un in boite.relever() if "Choisir un nouveau" in str(un["Subject"])]
    assert [str(un["To"]) for un in partis] == ["Camille Daubrac <fac@exemple.test>"]


def test_a_link_serves_once(guichet: Guichet, boite: Boite) -> None:
    demander(guichet, "fac")
    adresse = lien(boite, "fac@")
    assert choisir(guichet, adresse) == 303
    assert "Ce lien a déjà servi" in clair(guichet.lire(adresse).text)
    jeton = guichet.jeton("/connexion")
    donnees = {"_jeton": jeton, "nouveau": "un tout autre texte", "encore": "un tout autre texte"}
    assert guichet.client.post(adresse, data=donnees).status_code == 409
    assert guichet.entrer("fac", NEUF).status_code == 303


@pytest.mark.parametrize("genre", [INVITATION.nom, OUBLI.nom])
def test_a_link_ends_by_itself(guichet: Guichet, site: Site, boite: Boite, genre: str) -> None:
    if genre == INVITATION.nom:
        inviter(site.bureau, "fac", "Sofia Amrani")
    else:
        demander(guichet, "fac")
    adresse = lien(boite, "fac@")
    with site.bureau.travail.ecrire() as connexion:
        lue = connexion.exec_driver_sql("SELECT genre, expire_le FROM cle_de_compte").one()
        connexion.exec_driver_sql(
            "UPDATE cle_de_compte SET expire_le = '2020-01-01T00:00:00.000000Z'"
        )
    assert lue[0] == genre
    assert lue[1] > ecrire_instant(
        site.bureau.horloge.reelle() + VALIDITES[genre] - timedelta(minutes=5)
    )
    assert "n’est plus valable" in clair(guichet.lire(adresse).text)
    jeton = guichet.jeton("/connexion")
    assert guichet.client.post(adresse, data={"_jeton": jeton}).status_code == 409


def test_a_newer_demand_ends_the_older_link(guichet: Guichet, site: Site, boite: Boite) -> None:
    demander(guichet, "fac")
    premier = lien(boite, "fac@")
    demander(guichet, "fac")  # so soon: nothing more leaves
    assert lien(boite, "fac@") == premier
    vieillir(site, minutes=ENTRE_DEUX.total_seconds() / 60 + 1)
    demander(guichet, "fac")
    second = lien(boite, "fac@")
    assert second != premier
    assert "a déjà servi" in clair(guichet.lire(premier).text)
    assert choisir(guichet, second) == 303


def test_a_password_that_would_be_guessed_leaves_the_link_whole(
    guichet: Guichet, boite: Boite
) -> None:
    demander(guichet, "fac")
    adresse = lien(boite, "fac@")
    assert choisir(guichet, adresse, "azerty123456", "azerty123456") == 400
    assert choisir(guichet, adresse, NEUF, "autre chose ici") == 400
    assert choisir(guichet, adresse) == 303


def test_asking_too_often_is_refused(guichet: Guichet) -> None:
    for _ in range(2 * PAR_COMPTE_ET_ADRESSE):
        demander(guichet, "personne")
    dernier = guichet.envoyer("/mot-de-passe-oublie", "/mot-de-passe-oublie", qui="fac")
    assert dernier.status_code == 429


def test_the_database_holds_no_key(guichet: Guichet, site: Site, boite: Boite) -> None:
    demander(guichet, "fac")
    secret = lien(boite, "fac@").rpartition("/")[2]
    with site.bureau.travail.lire() as connexion:
        lues = connexion.exec_driver_sql("SELECT cle FROM cle_de_compte").scalars().all()
        corps = connexion.exec_driver_sql(
            "SELECT corps FROM contenu WHERE genre = 'courriel:mot_de_passe_oublie'"
        ).scalar_one()
    assert secret not in lues
    assert secret.encode() not in bytes(corps)


@pytest.mark.parametrize("adresse", ["/mot-de-passe/inconnu", "/mot-de-passe/votre-lien-personnel"])
def test_an_unknown_link_opens_nothing(guichet: Guichet, boite: Boite, adresse: str) -> None:
    demander(guichet, "fac")
    boite.relever()
    assert guichet.lire(adresse).status_code == 404


def test_a_closed_account_chooses_nothing(guichet: Guichet, site: Site, boite: Boite) -> None:
    demander(guichet, "fac")
    adresse = lien(boite, "fac@")
    with site.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql("UPDATE compte SET actif = 0 WHERE login = 'fac'")
    assert guichet.lire(adresse).status_code == 404


def test_a_mail_about_an_account_does_not_wait_for_the_office(
    guichet: Guichet, site: Site, boite: Boite
) -> None:
    boite.portefeuille.horloge.instant += timedelta(hours=13)
    demander(guichet, "fac")
    assert lien(boite, "fac@")


def test_nobody_is_invited_without_an_address(site: Site) -> None:
    with site.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql("UPDATE compte SET courriel = NULL WHERE login = 'fac'")
    with pytest.raises(Interdit):
        inviter(site.bureau, "fac", "Sofia Amrani")
