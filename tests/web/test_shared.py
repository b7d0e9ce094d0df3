"""Tokens and calendars through their pages: made, shown once, followed, taken back."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
import vobject

from services.accounts import absences
from services.personal_links.shared_calendars import creer
from services.register.registering import CompteSaisi, ajouter_compte
from tests.portfolio import REL1, Portefeuille, mener
from tests.web.conftest import ADRESSE, COMPTES, Guichet
from tests.web.test_api import RACINE
from tests.web.test_reading import visiteur
from web.site import Site

JETONS, CALENDRIERS = "/compte/jetons", "/compte/calendriers"
DELAI = f"{REL1}.expiration.1@testserver.local"


def suivre(guichet: Guichet, adresse: str) -> dict[str, Any]:
    """What an agenda understands of an address: its events by UID, read by another library."""
    lu = guichet.lire(adresse.removeprefix(ADRESSE))
    assert lu.status_code == 200
    assert lu.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "\r\n" in lu.text
    assert all(len(ligne.encode()) <= 75 for ligne in lu.text.split("\r\n"))
    fichier = vobject.readOne(lu.text)
    fichier.validate(raiseException=True)
    return {un.uid.value: un for un in fichier.contents.get("vevent", [])}


def adresse_de(guichet: Guichet, pour: str = "") -> str:
    page = guichet.envoyer(CALENDRIERS, CALENDRIERS, pour=pour)
    trouve = re.search(rf"{ADRESSE}(/calendrier/[\w-]+\.ics)", page.text)
    assert trouve is not None
    return trouve[1]


def test_an_agenda_follows_the_deadlines(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    guichet.entrer("fac")
    adresse = adresse_de(guichet)
    assert adresse not in guichet.lire(CALENDRIERS).text
    guichet.client.cookies.clear()  # an agenda has no session
    avant = suivre(guichet, adresse)
    delai = avant[DELAI]
    assert delai.dtstart.value == date(2025, 3, 18)
    assert delai.dtend.value == date(2025, 3, 19)
    assert "15 jours" in delai.description.value.replace("\u00a0", " ")
    assert delai.url.value == f"{ADRESSE}/d/{REL1}"

    portefeuille_sqlite.attendre(days=1)
    corrige = {"champ": "courrier_recu_le", "valeur": "2025-03-04", "motif": "avis relu"}
    portefeuille_sqlite.fire(REL1, "corriger", **corrige)
    apres = suivre(guichet, adresse)
    assert apres[DELAI].dtstart.value == date(2025, 3, 19)
    assert int(apres[DELAI].sequence.value) > int(delai.sequence.value)
    for uid in avant.keys() & apres.keys() - {DELAI}:
        if avant[uid].dtstart.value == apres[uid].dtstart.value:
            continue
        assert int(apres[uid].sequence.value) > int(avant[uid].sequence.value), uid

    portefeuille_sqlite.fire(REL1, "recevoir_reponse", recue_le="2025-03-04")
    assert DELAI not in suivre(guichet, adresse)


def test_a_hold_takes_the_dates_out(guichet: Guichet, portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    guichet.entrer("fac")
    adresse = adresse_de(guichet)
    assert DELAI in suivre(guichet, adresse)
    portefeuille_sqlite.fire(REL1, "mettre_en_attente", mode="temps_restant", motif="essai")
    assert DELAI not in suivre(guichet, adresse)
    portefeuille_sqlite.attendre(days=3)
    portefeuille_sqlite.fire(REL1, "reprendre")
    assert suivre(guichet, adresse)[DELAI].dtstart.value == date(2025, 3, 21)


def test_whoever_stands_in_follows_what_falls_in_the_absence(
    guichet: Guichet, site: Site, portefeuille_sqlite: Portefeuille
) -> None:
    p = portefeuille_sqlite
    mener(p, "courrier_recu")  # the délai ends on 18 March
    saisie = CompteSaisi(login="fac2", nom="Leïla Sorin", roles=("facilitateur",))
    ajouter_compte(p.bureau.travail, saisie)
    adresse = f"/calendrier/{creer(site.bureau, visiteur(site, 'fac2'), '')}.ics"
    sienne = f"/calendrier/{creer(site.bureau, visiteur(site, 'fac'), '')}.ics"
    assert suivre(guichet, adresse) == {}
    for du, au in ((date(2025, 3, 10), date(2025, 3, 14)), (date(2025, 3, 17), date(2025, 3, 21))):
        absences.declarer(p.bureau, login="fac", delegue="fac2", du=du, au=au)
        assert (DELAI in suivre(guichet, adresse)) == (au.day == 21)
    lus = suivre(guichet, adresse)
    assert DELAI in lus.keys() & suivre(guichet, sienne).keys()
    assert all(un.dtstart.value <= date(2025, 3, 21) for un in lus.values())
    p.aller("2025-03-20")  # late, and nobody has rung it yet
    assert DELAI in suivre(guichet, adresse)
    p.aller("2025-03-24")
    assert DELAI not in suivre(guichet, adresse)


def test_a_buyer_s_calendar_holds_its_own(
    guichet: Guichet, site: Site, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    guichet.entrer("ref")
    page = guichet.lire(CALENDRIERS).text
    (cle,) = re.findall(r'<option value="(\d+)">', page)
    assert DELAI in suivre(guichet, adresse_de(guichet, cle))
    assert guichet.envoyer(CALENDRIERS, CALENDRIERS, pour="999").status_code == 400
    secret = creer(site.bureau, visiteur(site, "lyon"), "")
    assert suivre(guichet, f"/calendrier/{secret}.ics") == {}


def test_an_address_is_taken_back(guichet: Guichet, portefeuille_sqlite: Portefeuille) -> None:
    guichet.entrer("ref")
    (cle,) = re.findall(r'<option value="(\d+)">', guichet.lire(CALENDRIERS).text)
    ville, sienne = adresse_de(guichet, cle), adresse_de(guichet)
    adresse_de(guichet)
    assert guichet.lire(sienne).status_code == 404  # another one has taken its place
    numero = re.findall(r"calendriers/(\d+)/retirer", guichet.lire(CALENDRIERS).text)[0]
    guichet.client.cookies.clear()
    guichet.entrer("lyon")
    guichet.envoyer(f"{CALENDRIERS}/{numero}/retirer", CALENDRIERS)
    assert guichet.lire(ville).status_code == 200  # another buyer's does nothing
    guichet.client.cookies.clear()
    guichet.entrer("fac")  # the team takes back what it sees
    assert guichet.envoyer(f"{CALENDRIERS}/{numero}/retirer", CALENDRIERS).status_code == 303
    assert guichet.lire(ville).status_code == 404


def test_a_closed_account_s_calendar_is_closed(
    guichet: Guichet, site: Site, portefeuille_sqlite: Portefeuille
) -> None:
    secret = creer(site.bureau, visiteur(site, "fac"), "")
    assert secret not in str(portefeuille_sqlite.tout())
    assert guichet.lire(f"/calendrier/{secret}.ics").status_code == 200
    with site.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql("UPDATE compte SET actif = 0 WHERE login = 'fac'")
    assert guichet.lire(f"/calendrier/{secret}.ics").status_code == 404


def test_a_token_is_made_shown_once_and_taken_back(guichet: Guichet) -> None:
    guichet.entrer("fac")
    faux = guichet.envoyer(JETONS, JETONS, nom=" ", portee="lecture", duree="90")
    assert faux.status_code == 400
    assert "Le nom du jeton" in faux.text
    assert guichet.envoyer(JETONS, JETONS, nom="x", portee="tout", duree="90").status_code == 400
    fait = guichet.envoyer(JETONS, JETONS, nom="Tableau de bord", portee="lecture", duree="30")
    trouve = re.search(r"<code>(jalon_[\w-]+)</code>", fait.text)
    assert trouve is not None
    page = guichet.lire(JETONS).text
    assert "Tableau de bord" in page
    assert trouve[1] not in page
    entetes = {"Authorization": f"Bearer {trouve[1]}"}
    assert guichet.client.get(f"{RACINE}/conventions", headers=entetes).status_code == 200
    (numero,) = re.findall(r"jetons/(\d+)/retirer", page)
    assert guichet.envoyer(f"{JETONS}/{numero}/retirer", JETONS).status_code == 303
    assert guichet.client.get(f"{RACINE}/conventions", headers=entetes).status_code == 401


def test_tokens_are_counted(guichet: Guichet) -> None:
    guichet.entrer("fac")
    statuts = [
        guichet.envoyer(JETONS, JETONS, nom=f"n° {rang}", portee="actes", duree="365").status_code
        for rang in range(21)
    ]
    assert statuts == [200] * 20 + [400]


@pytest.mark.parametrize("login", COMPTES)
def test_only_readers_of_dossiers_share_them(guichet: Guichet, login: str) -> None:
    guichet.entrer(login)
    lit = login in {"fac", "resp", "ref", "lyon"}
    assert guichet.lire(CALENDRIERS).status_code == (200 if lit else 404)
    assert guichet.lire(JETONS).status_code == (200 if lit else 404)
    assert ("/compte/jetons" in guichet.lire("/compte").text) is lit
