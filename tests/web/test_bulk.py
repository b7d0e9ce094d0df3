"""One act on several dossiers: tried on each, done where it fits, once; the refusals say why."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import update

from services.counter.bulk import agir_en_lot, essayer_le_lot
from storage import dossiers as depot
from storage import tables as t
from tests.portfolio import MAR, REL1, REL2, REL3, Portefeuille, mener
from tests.web.conftest import COMPTES, Guichet
from tests.web.test_team import clair
from web.pages import plusieurs

CONTACT = {"date": "hier", "moyen": "telephone", "sens": "sortant", "resultat": "joint"}


def adresse(acte: str, *numeros: str) -> str:
    return "/plusieurs?" + "&".join([f"acte={acte}", *(f"d={un}" for un in numeros)])


def champs(texte: str) -> dict[str, Any]:
    """Every field that the form of a page already holds, those of the same name together."""
    forme = texte[texte.index('action="/plusieurs"') :]
    trouves: dict[str, Any] = {}
    for nom, valeur in re.findall(
        r'type="(?:hidden|checkbox)" name="([^"]+)" value="([^"]*)"', forme
    ):
        trouves.setdefault(nom, []).append(valeur)
    return trouves


def poster(guichet: Guichet, donnees: dict[str, Any]) -> Any:
    return guichet.client.post("/plusieurs", data=donnees, follow_redirects=False)


def contacts(portefeuille: Portefeuille, numero: str) -> int:
    return sum(une.event == "consigner_contact" for une in portefeuille.journal(numero))


def test_rows_are_chosen_then_an_act_that_fits(fac: Guichet) -> None:
    liste = fac.lire("/relations").text
    assert liste.count('name="d"') == 3
    page = fac.lire(f"/plusieurs?d={REL1}&d={REL2}").text
    assert "Agir sur 2 dossiers" in page.replace("\u00a0", " ")
    assert 'name="acte" value="consigner_contact"' in page
    assert 'name="acte" value="corriger"' not in page


def test_a_contact_for_several_is_tried_then_done_once(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    forme = champs(fac.lire(adresse("consigner_contact", REL1, REL2)).text)
    apercu = poster(fac, {**forme, **CONTACT})
    assert "2 dossiers passent" in apercu.text.replace("\u00a0", " ")
    assert contacts(portefeuille_sqlite, REL1) == 0
    confirme = champs(apercu.text)
    for _ in range(2):
        bilan = poster(fac, confirme)
        assert bilan.status_code == 200
        assert "Enregistré sur 2 dossiers" in bilan.text.replace("\u00a0", " ")
    assert [contacts(portefeuille_sqlite, un) for un in (REL1, REL2, REL3)] == [1, 1, 0]


def test_a_second_click_tells_what_the_first_did(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    """Even where the act now suits none of the dossiers, and one had been refused."""
    mener(portefeuille_sqlite, "en_difficulte", REL3)
    essai = fac.lire(adresse("nouer_relation", REL1, REL2, REL3)).text
    confirme = champs(poster(fac, champs(essai)).text)
    dits = [clair(poster(fac, confirme).text) for _ in range(2)]
    for dit in dits:
        assert "Enregistré sur 2 dossiers, 1 refusé" in dit
    assert sum(une.event == "nouer_relation" for une in portefeuille_sqlite.journal(REL1)) == 1


def test_a_click_that_meets_the_first_one_at_work_tells_the_same(
    fac: Guichet, portefeuille_sqlite: Portefeuille, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first one acts while the second looks at what would follow."""
    essai = fac.lire(adresse("nouer_relation", REL1, REL2)).text
    confirme = champs(poster(fac, champs(essai)).text)

    def pendant_ce_temps(*args: Any) -> Any:
        monkeypatch.setattr(plusieurs, "essayer_le_lot", essayer_le_lot)
        agir_en_lot(*args, {})
        return essayer_le_lot(*args)

    monkeypatch.setattr(plusieurs, "essayer_le_lot", pendant_ce_temps)
    assert "Enregistré sur 2 dossiers" in clair(poster(fac, confirme).text)
    assert sum(une.event == "nouer_relation" for une in portefeuille_sqlite.journal(REL1)) == 1


def test_what_does_not_fit_says_why_and_the_rest_passes(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "en_difficulte")
    forme = champs(fac.lire(adresse("signaler_difficulte", REL1, REL2)).text)
    apercu = poster(fac, {**forme, "motif": "rien"})
    texte = apercu.text.replace("\u00a0", " ")
    assert "1 dossier passe" in texte
    assert "1 est refusé" in texte
    bilan = poster(fac, champs(apercu.text)).text
    assert "Refusés" in bilan
    assert portefeuille_sqlite.etat(REL2) == "en_difficulte"


def test_what_was_tried_is_what_is_done(fac: Guichet, portefeuille_sqlite: Portefeuille) -> None:
    forme = champs(fac.lire(adresse("nouer_relation", REL1, REL2)).text)
    confirme = champs(poster(fac, forme).text)
    change = poster(fac, {**confirme, "vu": "autre chose"})
    assert "Quelque chose a changé" in change.text
    assert portefeuille_sqlite.etat(REL1) == "a_contacter"


def test_a_value_that_fits_none_is_told_beside_its_field(fac: Guichet) -> None:
    forme = champs(fac.lire(adresse("consigner_contact", REL1, REL2)).text)
    refuse = poster(fac, {**forme, **CONTACT, "date": "32/13/2025"})
    assert refuse.status_code == 400
    assert "n’est pas une date" in refuse.text.replace("\u00a0", " ")
    vide = poster(fac, {**forme, **CONTACT, "moyen": ""})
    assert "Il manque : Comment" in vide.text.replace("\u00a0", " ")


def test_one_contact_for_every_marche_of_a_company(
    fac: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    with portefeuille_sqlite.bureau.travail.ecrire() as connexion:
        un, autre = (depot.par_cle(connexion, cle) for cle in (REL1, REL2))
        assert un is not None
        assert autre is not None
        meme = {"entreprise": un.entreprise}
        connexion.execute(update(t.dossier).where(t.dossier.c.id == autre.id).values(meme))
    lien = f"/plusieurs?de={REL1}&amp;acte=consigner_contact"
    assert lien in fac.lire(f"/relations/{REL1}").text
    forme = champs(fac.lire(lien.replace("&amp;", "&")).text)
    assert set(forme["d"]) == {REL1, REL2}
    poster(fac, champs(poster(fac, {**forme, **CONTACT}).text))
    assert [contacts(portefeuille_sqlite, un) for un in (REL1, REL2, REL3)] == [1, 1, 0]


@pytest.mark.parametrize(
    "mauvaise",
    [
        "/plusieurs?d=REL-2025-09999",
        adresse("voler", REL1),
        adresse("delai_expire", REL1),
        f"/plusieurs?de={MAR}&acte=noter",
    ],
)
def test_a_lot_of_nothing_is_not_there(fac: Guichet, mauvaise: str) -> None:
    assert fac.lire(mauvaise).status_code == 404


@pytest.mark.parametrize("vide", ["/plusieurs", "/plusieurs?"])
def test_a_lot_that_nobody_ticked_says_so(fac: Guichet, vide: str) -> None:
    lue = fac.lire(vide)
    assert lue.status_code == 200
    assert "Aucun dossier n’est coché" in lue.text


def test_a_lot_is_of_one_kind_and_bounded(fac: Guichet) -> None:
    assert fac.lire(adresse("noter", REL1, MAR)).status_code == 400
    assert fac.lire(adresse("noter", *(f"REL-2025-{un:05}" for un in range(51)))).status_code == 400


@pytest.mark.parametrize("login", COMPTES)
def test_a_lot_holds_one_s_own_dossiers_and_acts(guichet: Guichet, login: str) -> None:
    guichet.entrer(login)
    voit = login in {"fac", "resp", "ref"}
    assert guichet.lire(f"/plusieurs?d={REL1}").status_code == (200 if voit else 404)
    agit = login == "fac"
    assert guichet.lire(adresse("nouer_relation", REL1)).status_code == (200 if agit else 404)
