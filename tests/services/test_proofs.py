"""What proves an entreprise silent: only attempts, since the last exchange, by their day."""

from __future__ import annotations

from typing import Any

import pytest

from tests.portfolio import REL1, Portefeuille
from tests.services.asking import mail, refuse

RIEN = "pas_de_reponse"


@pytest.fixture
def portefeuille(portefeuille_sqlite: Portefeuille) -> Portefeuille:
    """A relation in difficulty, two weeks after the marché was notified (28/02/2025)."""
    portefeuille_sqlite.aller("2025-03-14")
    portefeuille_sqlite.fire(REL1, "signaler_difficulte", motif="rien ne vient")
    return portefeuille_sqlite


def contact(p: Portefeuille, jour: str, moyen: str, resultat: str, sens: str = "sortant") -> Any:
    return p.fire(
        REL1,
        "consigner_contact",
        date=f"2025-03-{jour}",
        moyen=moyen,
        resultat=resultat,
        sens=sens,
    )


def test_calls_of_the_entreprise_are_not_its_silence(portefeuille: Portefeuille) -> None:
    for moyen in ("telephone", "courriel"):
        contact(portefeuille, "10", moyen, "message_laisse", "entrant")
    phrase = refuse(portefeuille, "proposer_courrier")["relance_justifiee"]
    assert "actuellement aucun" in phrase


def test_a_call_of_the_entreprise_ends_a_silence(portefeuille: Portefeuille) -> None:
    contact(portefeuille, "10", "telephone", RIEN)
    contact(portefeuille, "11", "courriel", RIEN)
    contact(portefeuille, "12", "telephone", "message_laisse", "entrant")
    assert "relance_justifiee" in refuse(portefeuille, "proposer_courrier")


def test_a_call_to_refuse_neither_counts_nor_clears(portefeuille: Portefeuille) -> None:
    contact(portefeuille, "10", "courriel", RIEN)
    contact(portefeuille, "11", "telephone", "refus_exprime", "entrant")
    phrase = refuse(portefeuille, "proposer_courrier")["relance_justifiee"]
    assert "actuellement 1, dont 1 écrit" in phrase
    contact(portefeuille, "12", "telephone", RIEN)
    portefeuille.fire(REL1, "proposer_courrier")
    texte = mail(portefeuille, "demande_accord_courrier")
    assert "10 mars" in texte
    assert "11 mars" not in texte


def test_contacts_stand_in_the_order_of_their_days(portefeuille: Portefeuille) -> None:
    contact(portefeuille, "12", "telephone", "joint")
    contact(portefeuille, "05", "telephone", RIEN)  # typed late: before the exchange
    contact(portefeuille, "06", "courriel", RIEN)
    assert "relance_justifiee" in refuse(portefeuille, "proposer_courrier")


def test_an_exchange_typed_late_takes_its_place(portefeuille: Portefeuille) -> None:
    contact(portefeuille, "10", "telephone", RIEN)
    contact(portefeuille, "11", "courriel", RIEN)
    contact(portefeuille, "05", "telephone", "joint")
    portefeuille.fire(REL1, "proposer_courrier")


def test_a_contact_older_than_the_notification_is_refused(portefeuille: Portefeuille) -> None:
    saisies = {"moyen": "telephone", "sens": "sortant", "resultat": RIEN}
    dites = refuse(portefeuille, "consigner_contact", date="2025-02-27", **saisies)
    assert list(dites) == ["contact_depuis_la_notification"]
    assert "27 février 2025" in dites["contact_depuis_la_notification"]
    assert "28 février 2025" in dites["contact_depuis_la_notification"]
    portefeuille.fire(REL1, "consigner_contact", date="2025-02-28", **saisies)


def test_a_notification_corrected_to_later_takes_its_contacts_away(
    portefeuille: Portefeuille,
) -> None:
    contact(portefeuille, "03", "telephone", RIEN)
    contact(portefeuille, "10", "courriel", RIEN)
    portefeuille.fire(
        REL1, "corriger", champ="notifie_le", valeur="2025-03-05", motif="avis de réception"
    )
    phrase = refuse(portefeuille, "proposer_courrier")["relance_justifiee"]
    assert "actuellement 1, dont 1 écrit" in phrase
