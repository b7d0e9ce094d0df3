"""A task that stands on its desk is not announced as given anew: since when, for which day."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from tests.portfolio import REL1, REL2, Portefeuille, mener

ADRESSE = "completer_adresse"


def _sans_referent(p: Portefeuille) -> None:
    with p.bureau.travail.ecrire() as connexion:
        connexion.execute(text("DELETE FROM referent"))


def _adresses(dite: dict[str, Any]) -> list[tuple[str | None, str | None]]:
    return [
        (une.get("depuis"), une["echeance"]) for une in dite["taches"] if une["code"] == ADRESSE
    ]


def test_a_second_mail_without_an_address_announces_no_past_day(portefeuille: Portefeuille) -> None:
    p = portefeuille
    dite = p.fire(REL2, "passer_la_main", compte="resp", motif="départ")
    assert _adresses(dite) == [(None, "2025-03-05")]
    p.aller("2025-04-23")
    dite = p.fire(REL2, "passer_la_main", by="resp", compte="fac", motif="retour")
    assert _adresses(dite) == [("2025-03-03", "2025-03-05")]


def test_a_move_tells_the_day_that_stands_too(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    _sans_referent(p)
    mener(p, "courrier_propose")
    p.aller("2025-03-06")
    p.fire(REL1, "refuser_courrier", by="ref", motif="pas encore")
    assert _adresses(p.fire(REL1, "proposer_courrier")) == [("2025-03-03", "2025-03-05")]
