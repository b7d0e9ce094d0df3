"""The admin's pages: accounts invited, changed and closed; what waits, what failed, tried again."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from services.accounts.inviting import inviter
from services.accounts.reading_log import lectures
from services.importing.decp import importer_decp
from storage import incidents
from tests.plain_text import clair
from tests.portfolio import REL1, Portefeuille, mener
from tests.web.conftest import COMPTES, Boite, Guichet, vu
from tests.web.test_passwords import choisir, lien
from web.site import Site

pytestmark = pytest.mark.usefixtures("patience")

PAGES = (
    *("/admin", "/admin/comptes", "/admin/comptes/nouveau", "/admin/comptes/fac"),
    *("/admin/incidents", "/admin/courriels", "/admin/echeances", "/admin/imports"),
    *("/admin/imports/1", "/admin/imports/suivi", "/admin/lectures"),
    *("/admin/parcours", "/admin/parcours/marche"),
    *("/admin/parametres", "/admin/simulation", "/admin/simulation?lancer=oui"),
    *("/admin/recalculer", "/admin/recalculer?lancer=oui"),
)
NOUVEAU: dict[str, Any] = {
    "nom": "Ada Neuve",
    "login": "ada",
    "courriel": "ada@exemple.test",
    "roles": ["facilitateur"],
}


@pytest.mark.parametrize("login", [un for un in COMPTES if un != "adm"])
@pytest.mark.parametrize("adresse", PAGES)
def test_the_admin_s_pages_are_not_there_for_others(
    guichet: Guichet, login: str, adresse: str
) -> None:
    guichet.entrer(login)
    assert guichet.lire(adresse).status_code == 404


@pytest.mark.parametrize("login", [un for un in COMPTES if un != "adm"])
def test_nobody_else_acts_as_admin(guichet: Guichet, login: str, site: Site) -> None:
    guichet.entrer(login)
    jeton = guichet.jeton("/compte")
    for adresse in (
        "/admin/comptes/nouveau",
        "/admin/comptes/resp",
        *(f"/admin/comptes/resp/{un}" for un in ("inviter", "fermer", "sessions", "facteur")),
        *("/admin/incidents/1", "/admin/imports"),
    ):
        refus = guichet.client.post(adresse, data={"_jeton": jeton, **NOUVEAU})
        assert (adresse, refus.status_code) == (adresse, 404)
    assert lectures(site.bureau)["total"] == 0
    guichet.client.cookies.clear()
    assert guichet.entrer("resp").status_code == 303


@pytest.mark.parametrize("adresse", PAGES)
def test_every_page_opens_for_the_admin(guichet: Guichet, adresse: str) -> None:
    guichet.entrer("adm")
    assert guichet.lire(adresse).status_code == 200


def test_an_account_is_opened_by_invitation(guichet: Guichet, boite: Boite) -> None:
    guichet.entrer("adm")
    cree = guichet.envoyer("/admin/comptes/nouveau", "/admin/comptes/nouveau", **NOUVEAU)
    assert cree.headers["location"].startswith("/admin/comptes/ada?fait=invite.")
    assert "invitation envoyée" in clair(guichet.lire("/admin/comptes/ada").text)
    guichet.client.cookies.clear()
    assert choisir(guichet, lien(boite, "ada@")) == 303
    assert guichet.entrer("ada", "encore quatre autres mots").status_code == 303
    assert guichet.lire("/relations").status_code == 200


@pytest.mark.parametrize(
    ("champ", "valeur", "dit"),
    [
        ("login", "fac", "déjà pris"),
        ("login", "Éa !", "ne convient pas"),
        ("courriel", "", "L’adresse manque"),
        ("courriel", "ada", "n’est pas une adresse"),
        ("roles", [], "Aucun rôle"),
        ("roles", ["referent"], "relève d’un donneur d’ordre"),
        ("structure", "999", "n’est pas dans la liste"),
        ("telephone", "x", "n’est pas un numéro"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(
    guichet: Guichet, champ: str, valeur: Any, dit: str
) -> None:
    guichet.entrer("adm")
    refus = guichet.envoyer(
        "/admin/comptes/nouveau", "/admin/comptes/nouveau", **{**NOUVEAU, champ: valeur}
    )
    assert refus.status_code == 400
    assert dit in clair(refus.text)
    assert guichet.lire("/admin/comptes/ada").status_code == 404


def test_changing_an_account_ends_its_sessions_and_its_rights(guichet: Guichet, site: Site) -> None:
    guichet.entrer("resp")
    ouverte = guichet.client.cookies["jalon-session"]
    guichet.client.cookies.clear()
    guichet.entrer("adm")
    adresse = "/admin/comptes/resp"
    change = guichet.envoyer(
        adresse, adresse, nom="Sofia Amrani", courriel="s@exemple.test", roles=["comptable"]
    )
    assert change.status_code == 303
    guichet.client.cookies.clear()
    guichet.client.cookies.set("jalon-session", ouverte)
    assert guichet.lire("/compte").status_code == 303
    guichet.client.cookies.clear()
    guichet.entrer("resp")
    assert guichet.lire("/relations").status_code == 404
    faits = [une.objet for une in lectures(site.bureau)["lignes"]]
    assert faits == ["compte resp changé : comptable"]


def test_two_admins_on_one_account_the_second_sees_what_the_first_has_changed(
    guichet: Guichet,
) -> None:
    guichet.entrer("adm")
    adresse = "/admin/comptes/resp"
    champs = {"nom": "Sofia Amrani", "courriel": "s@exemple.test"}
    ouverte = vu(guichet.lire(adresse).text)
    premier = guichet.envoyer(
        adresse, adresse, **champs, roles=["comptable"], telephone="04 72 00 00 09", vu=ouverte
    )
    assert premier.status_code == 303
    perime = {**champs, "roles": ["responsable"], "telephone": "0478000000"}
    refus = guichet.envoyer(adresse, adresse, **perime, vu=ouverte)
    assert refus.status_code == 409
    page = clair(refus.text)
    assert "Vous avez changé cette fiche depuis que vous l’avez ouverte. Rien n’est écrit." in page
    change = page.split("<h2>Ce qui a changé</h2>", 1)[1].split("</section>", 1)[0]
    assert [un for un in ("04 72 00 00 09", "la comptabilité") if un not in change] == []
    assert "Structure" not in change
    assert 'value="0478000000"' in page  # typed: kept
    assert 'id="role-comptable" value="comptable" checked' in page  # untouched: as it is now
    repris = {**champs, "roles": ["comptable"], "telephone": "0478000000"}
    for _ in range(2):  # a double click is no conflict with oneself
        fait = guichet.envoyer(adresse, adresse, **repris, vu=vu(refus.text))
        assert fait.status_code == 303


def test_a_role_that_opens_no_page_is_not_offered(guichet: Guichet) -> None:
    guichet.entrer("adm")
    page = guichet.lire("/admin/comptes/nouveau").text
    assert 'id="role-referent"' in page
    assert [un for un in ("entreprise", "prescripteur") if f'id="role-{un}"' in page] == []
    assert 'id="role-prescripteur" value="prescripteur" checked' in (
        guichet.lire("/admin/comptes/presc").text
    )


def test_a_closed_account_opens_again_with_its_password(guichet: Guichet) -> None:
    for acte, attendu in (("fermer", 400), ("rouvrir", 303)):
        guichet.entrer("adm")
        fait = guichet.envoyer(f"/admin/comptes/fac/{acte}", "/admin/comptes/fac")
        assert fait.status_code == 303
        guichet.client.cookies.clear()
        assert guichet.entrer("fac").status_code == attendu
        guichet.client.cookies.clear()


def test_closing_an_account_ends_its_invitation(guichet: Guichet, site: Site, boite: Boite) -> None:
    inviter(site.bureau, "presc", "Admin")
    adresse = lien(boite, "presc@")
    guichet.entrer("adm")
    for acte in ("fermer", "rouvrir"):
        guichet.envoyer(f"/admin/comptes/presc/{acte}", "/admin/comptes/presc")
    assert "a déjà servi" in clair(guichet.lire(adresse).text)


def test_the_last_admin_stays(guichet: Guichet) -> None:
    guichet.entrer("adm")
    ferme = guichet.envoyer("/admin/comptes/adm/fermer", "/admin/comptes/adm")
    assert "le seul compte qui administre" in clair(ferme.text)
    role = guichet.envoyer(
        "/admin/comptes/adm", "/admin/comptes/adm", nom="Admin", roles=["comptable"]
    )
    assert role.status_code == 400
    assert guichet.lire("/admin").status_code == 200


def test_a_failed_deadline_is_tried_again(
    guichet: Guichet, site: Site, portefeuille_sqlite: Portefeuille
) -> None:
    with site.bureau.travail.ecrire() as connexion:
        timer = connexion.exec_driver_sql("SELECT min(id) FROM timer WHERE status = 'arme'")
        numero = timer.scalar_one()
        connexion.exec_driver_sql(
            f"UPDATE timer SET attempts = 3, retry_at = '2099-01-01T00:00:00.000000Z' WHERE id = {numero}"  # noqa: E501, S608 # our own
        )
        incidents.ouvrir(
            connexion,
            cle=incidents.cle_echeance(numero),
            genre=incidents.ECHEANCE,
            message="L’échéance « x » n’a pas pu être traitée.",
            now=site.bureau.horloge.maintenant(),
        )
        incidents.ouvrir(
            connexion, cle="x", genre="autre", message="Autre", now=site.bureau.horloge.maintenant()
        )
    guichet.entrer("adm")
    page = guichet.lire("/admin/incidents").text
    assert page.count("Réessayer") == 1
    assert guichet.envoyer("/admin/incidents/1", "/admin/incidents").status_code == 303
    requete = "SELECT retry_at FROM timer WHERE id = :n"
    assert portefeuille_sqlite.rangees(requete, n=numero)[0][0] is None
    assert guichet.envoyer("/admin/incidents/2", "/admin/incidents").status_code == 404


def test_mails_and_deadlines_are_listed_without_their_text(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    guichet.entrer("adm")
    courriels = guichet.lire("/admin/courriels?statut=pret").text
    assert REL1 in courriels
    assert "Madame" not in courriels
    assert REL1 not in guichet.lire("/admin/courriels?statut=envoye").text
    assert REL1 in guichet.lire("/admin/echeances").text
    assert 'href="/admin/courriels?statut=pret"' in guichet.lire("/admin").text


def test_an_import_shows_what_it_set_aside(guichet: Guichet, site: Site, tmp_path: Path) -> None:
    mauvais = tmp_path / "mauvais.json"
    marche = {"id": "2025-99", "_type": "Marché", "acheteur": {"id": "12"}, "objet": "Rien"}
    mauvais.write_text(json.dumps({"marches": {"marche": [marche]}}), "utf-8")
    importer_decp(site.bureau, [mauvais])
    guichet.entrer("adm")
    page = clair(guichet.lire("/admin/imports").text)
    assert "marchés publiés" in page
    lot = re.findall(r'href="(/admin/imports/\d+)">mauvais.json', page)[0]
    assert "acheteur" in guichet.lire(lot).text
