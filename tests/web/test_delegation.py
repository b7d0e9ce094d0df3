"""Whoever stands in for somebody sees as theirs what is entrusted to that person, and no longer."""

from __future__ import annotations

from datetime import date

import pytest

from services.accounts import absences
from services.accounts.signing_in import poser_mot_de_passe
from services.register.registering import CompteSaisi, ajouter_compte
from tests.plain_text import clair
from tests.portfolio import REL1, Portefeuille, mener
from tests.web.conftest import COFFRE, MOT_DE_PASSE, Guichet
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
