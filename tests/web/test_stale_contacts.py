"""A company's contact put right by two people at once: the second is told what the first did."""

from __future__ import annotations

import pytest

from tests.plain_text import clair
from tests.portfolio import Portefeuille
from tests.web.conftest import Guichet, vu
from tests.web.test_register import poster

CONNUES = {"courriel": "jean@btp.test", "telephone": "", "fonction": ""}
REQUETE = "SELECT id, courriel, telephone, du, au FROM interlocuteur ORDER BY id"
MOTS = "SELECT 1 FROM journal WHERE event = 'interlocuteur_modifie'"


@pytest.fixture
def adresse(portefeuille_sqlite: Portefeuille) -> str:
    [jean] = portefeuille_sqlite.rangees("SELECT id, entreprise FROM interlocuteur")[:1]
    return f"/registre/entreprises/{jean.entreprise}/interlocuteur/{jean.id}"


def par_la_responsable(fac: Guichet, adresse: str, **champs: str) -> None:
    """What somebody else does meanwhile."""
    fac.client.cookies.clear()
    fac.entrer("resp")
    assert poster(fac, adresse, **champs).status_code == 303
    fac.client.cookies.clear()
    fac.entrer("fac")


@pytest.mark.parametrize("jour", ["aujourd’hui", "10 mars", "1er janvier 2024"])
def test_the_second_to_put_a_contact_right_is_told_what_the_first_wrote(
    fac: Guichet, portefeuille_sqlite: Portefeuille, adresse: str, jour: str
) -> None:
    """Whether the first opened a period, from today or later, or mended the one that was open."""
    ouverte = vu(fac.lire(adresse).text)
    neuves = {**CONNUES, "courriel": "jean@neuf.test"}
    par_la_responsable(fac, adresse, quoi="corriger", jour=jour, **neuves, vu=ouverte)
    avant = portefeuille_sqlite.rangees(REQUETE)

    tape = {"quoi": "corriger", "jour": jour, **CONNUES, "telephone": "04 72 00 00 09"}
    refus = poster(fac, adresse, **tape, vu=ouverte)

    assert refus.status_code == 409
    page = clair(refus.text)
    assert "Sofia Amrani a changé cette fiche depuis que vous l’avez ouverte" in page
    assert "<s>jean@btp.test</s>" in page
    assert "<strong>jean@neuf.test</strong>" in page
    assert 'value="04 72 00 00 09"' in page  # typed: kept
    assert 'name="courriel" value="jean@neuf.test"' in page  # only shown: follows the register
    assert portefeuille_sqlite.rangees(REQUETE) == avant
    vers = page.partition('<form class="mt-4" method="post" action="')[2].partition('"')[0]
    repris = {**tape, "courriel": "jean@neuf.test"}
    assert poster(fac, vers, **repris, vu=vu(refus.text)).status_code == 303
    derniere = portefeuille_sqlite.rangees(REQUETE)[-1]
    assert (derniere.courriel, derniere.telephone) == ("jean@neuf.test", "04 72 00 00 09")


def test_a_contact_who_answers_no_more_is_not_put_right_by_an_old_form(
    fac: Guichet, portefeuille_sqlite: Portefeuille, adresse: str
) -> None:
    ouverte = vu(fac.lire(adresse).text)
    par_la_responsable(fac, adresse, quoi="finir", jour="hier", vu=ouverte)
    assert fac.lire(adresse).status_code == 404
    tape = {"quoi": "corriger", "jour": "hier", **CONNUES, "telephone": "04 72 00 00 09"}

    refus = poster(fac, adresse, **tape, vu=ouverte)

    assert refus.status_code == 409
    assert "Dernier jour</th><td><s>vide</s></td><td><strong>dimanche 2 mars" in clair(refus.text)
    assert 'value="04 72 00 00 09"' in refus.text
    assert portefeuille_sqlite.rangees(REQUETE)[0].telephone is None


@pytest.mark.parametrize(
    "tape",
    [
        {"quoi": "corriger", "jour": "aujourd’hui", **CONNUES, "courriel": "jean@neuf.test"},
        {"quoi": "corriger", "jour": "1er janvier 2024", **CONNUES, "courriel": "jean@neuf.test"},
        {"quoi": "finir", "jour": "hier"},
        {"quoi": "finir", "jour": "31 mars"},
    ],
)
def test_a_double_click_puts_a_contact_right_once(
    fac: Guichet, portefeuille_sqlite: Portefeuille, adresse: str, tape: dict[str, str]
) -> None:
    ouverte = vu(fac.lire(adresse).text)
    for rang in range(2):
        fait = poster(fac, adresse, **tape, vu=ouverte)
        assert fait.status_code == 303
        assert "Sa fiche est à jour" in clair(fac.client.get(fait.headers["location"]).text)
        if not rang:
            une_fois = portefeuille_sqlite.rangees(REQUETE), portefeuille_sqlite.rangees(MOTS)
    assert (portefeuille_sqlite.rangees(REQUETE), portefeuille_sqlite.rangees(MOTS)) == une_fois
