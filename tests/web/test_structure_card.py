"""The structure's card by a page, and the mails that wait for the address it gives."""

from __future__ import annotations

from typing import Any

import pytest

from tests.plain_text import clair
from tests.portfolio import Portefeuille
from tests.web.conftest import Boite, Guichet, vu
from tests.web.test_admin import NOUVEAU

FICHE = "/registre/structures/1"
CARTE = {"adresse": "1 rue Neuve", "telephone": "04 00 00 00 00", "courriel": "nous@exemple.test"}


def fiche(p: Portefeuille) -> tuple[str, ...]:
    (ligne,) = p.rangees("SELECT adresse, telephone, courriel FROM structure WHERE id = 1")
    return tuple(ligne)


def enregistrer(guichet: Guichet, **changes: str) -> Any:
    donnees = {"_jeton": guichet.jeton(FICHE), **CARTE, **changes}
    return guichet.client.post(FICHE, data=donnees, follow_redirects=False)


@pytest.mark.parametrize("login", ["adm", "resp"])
def test_the_card_is_changed_and_the_list_says_so(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, login: str
) -> None:
    guichet.entrer(login)
    assert f'href="{FICHE}"' in guichet.lire("/registre/conventions").text
    fait = enregistrer(guichet)
    assert fait.status_code == 303
    assert "La fiche de la structure est à jour" in guichet.lire(fait.headers["location"]).text
    assert fiche(portefeuille_sqlite) == tuple(CARTE.values())
    assert 'value="nous@exemple.test"' in guichet.lire(FICHE).text
    notees = "SELECT sum(fois) FROM acces WHERE quoi = 'registre'"
    for _ in range(2):  # the same again changes nothing
        assert portefeuille_sqlite.rangees(notees) == [(1,)]
        assert enregistrer(guichet).status_code == 303


def test_a_wrong_address_is_refused_and_kept_in_the_form(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    guichet.entrer("adm")
    avant = fiche(portefeuille_sqlite)
    refus = enregistrer(guichet, courriel="nous")
    assert refus.status_code == 400
    assert "« nous » n’est pas une adresse électronique" in clair(refus.text)
    assert 'value="nous"' in refus.text
    assert fiche(portefeuille_sqlite) == avant


def test_nobody_else_opens_it(guichet: Guichet, portefeuille_sqlite: Portefeuille) -> None:
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql("INSERT INTO structure (siret, nom, zone) VALUES ('1', 'A', 'm')")
        connexion.exec_driver_sql("UPDATE compte SET structure = 1 WHERE login = 'resp'")
    for login, adresse, statut in (
        ("fac", FICHE, 404),
        ("compta", FICHE, 404),
        ("ref", FICHE, 404),
        ("resp", "/registre/structures/2", 404),
        ("resp", "/registre/structures/9", 404),
        ("adm", "/registre/structures/2", 200),
        ("adm", "/registre/structures/9", 404),
    ):
        guichet.client.cookies.clear()
        guichet.entrer(login)
        assert guichet.lire(adresse).status_code == statut, (login, adresse)
    guichet.client.cookies.clear()
    guichet.entrer("fac")
    assert "/registre/structures" not in guichet.lire("/registre/conventions").text


def test_an_invitation_that_cannot_leave_says_so_and_leaves_once_it_can(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, boite: Boite
) -> None:
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql("UPDATE structure SET courriel = NULL")
    guichet.entrer("adm")
    fait = guichet.envoyer("/admin/comptes/nouveau", "/admin/comptes/nouveau", **NOUVEAU)
    page = clair(guichet.lire(fait.headers["location"]).text)
    assert "L’invitation ne peut pas encore partir" in page
    assert f'href="{FICHE}"' in page
    assert "invitation retenue" in page
    assert "L’invitation part" not in page
    assert boite.relever() == []
    enregistrer(guichet)
    assert [str(un["To"]) for un in boite.relever()] == ["Ada Neuve <ada@exemple.test>"]
    page = clair(guichet.lire("/admin/comptes/ada").text)
    assert "ne peut pas encore partir" not in page
    assert "invitation envoyée" in page


def test_without_a_structure_the_first_agreement_is_the_remedy(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.senders.structure_qui_signe", lambda *_: None)
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql("UPDATE structure SET courriel = NULL")
    guichet.entrer("adm")
    fait = guichet.envoyer("/admin/comptes/nouveau", "/admin/comptes/nouveau", **NOUVEAU)
    page = guichet.lire(fait.headers["location"]).text
    assert 'href="/registre/conventions/ajouter"' in page
    assert "Ajoutez la première convention" in page


def test_two_people_on_one_card_the_second_sees_what_the_first_has_changed(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    guichet.entrer("resp")
    ouverte = vu(guichet.lire(FICHE).text)
    guichet.client.cookies.clear()
    guichet.entrer("adm")
    avant = fiche(portefeuille_sqlite)
    assert enregistrer(guichet, telephone="04 72 00 00 09", vu=ouverte).status_code == 303
    guichet.client.cookies.clear()
    guichet.entrer("resp")
    tape = {"adresse": "2 rue <Haute>", "telephone": str(avant[1]), "courriel": str(avant[2])}

    refus = enregistrer(guichet, **tape, vu=ouverte)

    assert refus.status_code == 409
    page = clair(refus.text)
    assert "La fiche a changé pendant que vous écriviez" in page
    assert "Admin a changé cette fiche depuis que vous l’avez ouverte. Rien n’est écrit" in page
    assert '<th scope="row">Téléphone</th><td><s>04 00 00 00 00</s></td>' in page
    assert "<strong>04 72 00 00 09</strong>" in page
    assert fiche(portefeuille_sqlite) == ("1 rue Neuve", "04 72 00 00 09", CARTE["courriel"])
    assert 'value="2 rue &lt;Haute&gt;"' in page  # typed: kept
    assert 'name="telephone" value="04 72 00 00 09"' in page  # only shown: follows the register
    repris = {**tape, "telephone": "04 72 00 00 09"}
    for _ in range(2):  # a double click is no conflict with oneself
        assert enregistrer(guichet, **repris, vu=vu(refus.text)).status_code == 303
    assert fiche(portefeuille_sqlite) == tuple(repris.values())


def test_a_form_left_open_in_another_page_says_that_it_was_oneself(guichet: Guichet) -> None:
    guichet.entrer("adm")
    ouverte = vu(guichet.lire(FICHE).text)
    assert enregistrer(guichet, vu=ouverte).status_code == 303
    refus = enregistrer(guichet, adresse="3 rue Basse", vu=ouverte)
    assert refus.status_code == 409
    assert "Vous avez changé cette fiche" in clair(refus.text)


@pytest.mark.parametrize("casse", ["{", "[]", "null", '{"le": 3}', '{"le": "x", "valeurs": {}}'])
def test_what_no_form_of_ours_has_written_is_not_read(guichet: Guichet, casse: str) -> None:
    guichet.entrer("adm")
    assert enregistrer(guichet, vu=casse).status_code == 303
