"""The donneur d'ordre signs on paper: the facilitateur records it, with the signed page alone."""

from __future__ import annotations

import pytest

from services.errors import Interdit, Refused
from tests.fixtures.files import un_pdf
from tests.plain_text import clair
from tests.portfolio import REL1, Portefeuille, mener
from tests.web.conftest import Guichet

FICHE = f"/relations/{REL1}"
ACTE = f"{FICHE}/actes/accepter_courrier"
SIGNE = {"piece": ("accord.pdf", un_pdf("bon pour accord"))}


def test_the_page_leads_to_it_and_asks_for_the_paper(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    guichet.entrer("fac")
    fiche = clair(guichet.lire(FICHE).text)
    assert "Le donneur d’ordre a répondu sur papier" in fiche
    assert ACTE in fiche
    assert "Cette décision est celle du donneur d’ordre" in clair(guichet.lire(ACTE).text)
    for champs in ({}, {"piece_dit": "elle est d’accord"}):
        refuse = guichet.envoyer(ACTE, ACTE, etape="apercu", **champs)
        assert refuse.status_code in {400, 422}
    assert portefeuille_sqlite.etat(REL1) == "courrier_propose"


def test_it_is_recorded_with_its_proof_and_the_journal_says_so(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    guichet.entrer("fac")
    donnees = {"_jeton": guichet.jeton(ACTE), "etape": "faire", "cle": "k", "rev": ""}
    fait = guichet.client.post(ACTE, data=donnees, files=SIGNE, follow_redirects=False)
    assert fait.status_code == 303, clair(fait.text)
    assert portefeuille_sqlite.etat(REL1) == "courrier_accepte"
    ligne = next(
        une for une in portefeuille_sqlite.journal(REL1) if une.event == "accepter_courrier"
    )
    assert (ligne.role, ligne.actor, ligne.on_behalf_of) == ("referent", "web:fac", "fac")
    assert "accord.pdf (sha256:" in ligne.payload
    assert "sur l’accord écrit du donneur d’ordre" in guichet.lire(FICHE).text


@pytest.mark.parametrize(
    ("acte", "by", "pieces", "refus"),
    [
        ("accepter_courrier", "fac", {}, Interdit),
        ("accepter_courrier", "resp", SIGNE, Refused),
        ("accepter_courrier", "lyon", SIGNE, Refused),
        ("delai_expire", "fac", SIGNE, Refused),
    ],
)
def test_nobody_else_and_nothing_else(
    portefeuille_sqlite: Portefeuille, acte: str, by: str, pieces: object, refus: type[Exception]
) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    with pytest.raises(refus):
        portefeuille_sqlite.fire(REL1, acte, by, _accord_ecrit=True, _pieces=pieces)
    assert portefeuille_sqlite.etat(REL1) == "courrier_propose"


def test_a_guard_that_does_not_hold_is_no_paper_s_matter(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    guichet.entrer("fac")
    assert "répondu sur papier" not in clair(guichet.lire(FICHE).text)
