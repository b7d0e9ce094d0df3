"""An issued invoice is undone by an avoir alone: no return frees its milestone twice."""

from __future__ import annotations

import pytest

from services.errors import Refused
from tests.portfolio import MAR, Portefeuille
from tests.services.test_participation import deviser, emettre, factures


def refus(p: Portefeuille, numero: str, by: str, etat: str) -> str:
    """What a return to that state is answered."""
    with pytest.raises(Refused) as pris:
        p.fire(numero, "retablir", by, etat=etat, motif="x")
    return " ".join(une.phrase for une in pris.value.refus.conditions)


@pytest.fixture
def emise(portefeuille_sqlite: Portefeuille) -> tuple[Portefeuille, str]:
    """The first half, issued, deposited, at the buyer's disposal."""
    p = portefeuille_sqlite
    deviser(p)
    ((numero, *_),) = factures(p)
    emettre(p, numero, "1250.51")
    p.fire(numero, "deposer", "compta", deposee_le="2025-03-03")
    p.fire(numero, "constater_mise_a_disposition", "compta", mise_a_disposition_le="2025-03-03")
    return p, numero


@pytest.mark.parametrize("by", ["fac", "resp", "compta"])
def test_an_issued_invoice_never_is_a_draft_again(emise: tuple[Portefeuille, str], by: str) -> None:
    p, numero = emise
    assert "seul un avoir l’annule" in refus(p, numero, by, "brouillon")


def test_the_accounts_alone_put_back_what_they_did(emise: tuple[Portefeuille, str]) -> None:
    p, numero = emise
    assert "cela revient à la comptabilité" in refus(p, numero, "fac", "deposee")
    dite = p.fire(numero, "retablir", "compta", etat="deposee", motif="autre facture")
    assert dite["vers"] == "deposee"


def test_an_avoir_frees_the_milestone_for_good(emise: tuple[Portefeuille, str]) -> None:
    p, numero = emise
    p.fire(numero, "annuler_par_avoir", "compta", numero_avoir="A1", motif="montant")
    p.fire(MAR, "demander_facture")
    assert "nouvelle facture" in refus(p, numero, "compta", "recue")
    assert [etat for _, etat, *_ in factures(p)] == ["annulee", "brouillon"]


def test_a_draft_given_up_does_not_come_back_beside_the_next(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    deviser(p)
    ((numero, *_),) = factures(p)
    p.fire(numero, "renoncer", "compta", motif="attendre")
    p.fire(MAR, "demander_facture")
    assert "nouvelle facture" in refus(p, numero, "compta", "brouillon")
    assert [etat for _, etat, *_ in factures(p)] == ["renoncee", "brouillon"]
