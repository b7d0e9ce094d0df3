"""The structure's card by a page, and the mails that wait for the address it gives."""

from __future__ import annotations

from typing import Any

import pytest

from tests.plain_text import clair
from tests.portfolio import Portefeuille
from tests.web.conftest import Boite, Guichet
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
