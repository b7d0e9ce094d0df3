"""What a simulation opens behind a marché has the days of its stops, as the clock gives them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from services.office import Bureau
from tests.portfolio import Portefeuille
from workflow.decision import Arret, Snapshot
from workflow.simulated import Simule
from workflow.simulated_links import Reseau
from workflow.simulated_stops import arrets_a_l_ouverture
from workflow.values import Ligne


def _ligne(seq: int, acte: str, de: str, vers: str, effet: date) -> Ligne:
    le = datetime(effet.year, effet.month, effet.day, 9, tzinfo=UTC)
    return Ligne(
        seq=seq,
        evenement=acte,
        de=de,
        vers=vers,
        role="facilitateur",
        at=le,
        recorded_at=le,
        donnees={"date_effet": effet},
    )


def _suspendu(bureau: Bureau) -> Simule:
    journal = (
        _ligne(2, "suspendre", "lance", "suspendu", date(2025, 3, 5)),
        _ligne(3, "reprendre_execution", "suspendu", "lance", date(2025, 3, 12)),
    )
    return Simule(
        numero="MAR-2025-00001",
        compilee=bureau.machines.courantes["marche"],
        snapshot=Snapshot(numero="MAR-2025-00001", etat="lance"),
        temps=bureau.calendriers("metropole"),
        journal=journal,
    )


def test_only_what_counts_its_stops_has_those_of_before(portefeuille_sqlite: Portefeuille) -> None:
    bureau = portefeuille_sqlite.bureau
    marche, neuves = _suspendu(bureau), bureau.machines.courantes
    reseau = Reseau([marche])
    vus = arrets_a_l_ouverture(neuves["annee_insertion"], marche, "annees", reseau)
    assert vus == [Arret(date(2025, 3, 5), date(2025, 3, 12))]
    assert arrets_a_l_ouverture(neuves["facture"], marche, "factures", reseau) == []
