"""Whoever stands in for somebody sees as theirs what is entrusted to that person, and no longer."""

from __future__ import annotations

from datetime import date

import pytest

from services.accounts import absences
from services.accounts.signing_in import poser_mot_de_passe
from services.reading.day import journee
from services.reading.team import equipe
from services.register.registering import CompteSaisi, ajouter_compte
from tests.plain_text import clair
from tests.portfolio import REL1, REL2, Portefeuille, mener
from tests.web.conftest import COFFRE, MOT_DE_PASSE, Guichet
from tests.web.test_reading import visiteur
from web.site import Site

A_VOUS = "/relations?main=vous"


@pytest.fixture
def delegue(site: Site, portefeuille_sqlite: Portefeuille) -> Portefeuille:
    """A second facilitateur, who owns nothing, and stands in for the first from 10 March on."""
    p = portefeuille_sqlite
    mener(p, "en_difficulte")
    saisie = CompteSaisi(login="fac2", nom="Leïla Sorin", roles=("facilitateur",))
    ajouter_compte(p.bureau.travail, saisie)
    poser_mot_de_passe(p.bureau, COFFRE, "fac2", MOT_DE_PASSE)
    absences.declarer(
        p.bureau, login="fac", delegue="fac2", du=date(2025, 3, 10), au=date(2025, 3, 21)
    )
    return p


def test_what_is_delegated_is_a_vous_while_it_lasts(
    guichet: Guichet, delegue: Portefeuille
) -> None:
    guichet.entrer("fac2")
    assert REL1 not in guichet.lire(A_VOUS).text
    delegue.aller("2025-03-11")
    assert REL1 in guichet.lire(A_VOUS).text
    assert "La main est à vous" in clair(guichet.lire(f"/relations/{REL1}").text)
    delegue.aller("2025-03-24")
    assert REL1 not in guichet.lire(A_VOUS).text
    assert "La main est à vous" not in clair(guichet.lire(f"/relations/{REL1}").text)


def test_the_mails_to_come_of_whom_one_stands_in_for_are_on_one_s_day(
    guichet: Guichet, delegue: Portefeuille
) -> None:
    """Under the name of the person whose dossier it is; one's own under none."""
    mener(delegue, "courrier_propose", REL2)
    delegue.aller("2025-03-07")
    guichet.entrer("fac2")
    assert REL2 not in envois_prevus(guichet)
    delegue.aller("2025-03-10")
    prevus = envois_prevus(guichet)
    assert REL2 in prevus
    assert "à la place de Camille Daubrac" in prevus
    guichet.client.cookies.clear()
    guichet.entrer("fac")
    prevus = envois_prevus(guichet)
    assert REL2 in prevus
    assert "à la place de" not in prevus


def envois_prevus(guichet: Guichet) -> str:
    return clair(guichet.lire("/aujourdhui").text).partition("Envois prévus")[2]


def test_the_team_s_page_shows_late_points_on_who_has_them_now(
    delegue: Portefeuille, site: Site
) -> None:
    p = delegue
    p.aller("2025-03-11")
    personnes = {une["login"]: une for une in equipe(p.bureau, visiteur(site, "resp"))["personnes"]}
    assert personnes["fac2"]["en_retard"] > 0
    assert personnes["fac2"]["taches"] >= personnes["fac2"]["en_retard"]
    assert (personnes["fac"]["taches"], personnes["fac"]["en_retard"]) == (0, 0)
    assert personnes["fac"]["dossiers"] == 4  # a portfolio does not change hands
    assert personnes["fac"]["remplacant"] == "Leïla Sorin"
    en_retard = journee(p.bureau, visiteur(site, "resp"))["equipe"]["en_retard"]
    assert [une.login for une in en_retard] == ["fac2"]
    p.aller("2025-03-24")
    personnes = {une["login"]: une for une in equipe(p.bureau, visiteur(site, "resp"))["personnes"]}
    assert personnes["fac"]["en_retard"] > 0
    assert personnes["fac2"]["taches"] == 0
    assert personnes["fac"]["remplacant"] is None
