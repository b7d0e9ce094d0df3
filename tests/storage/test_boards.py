"""What a calendar reads is the same on both engines."""

from __future__ import annotations

from datetime import UTC, datetime

from storage.boards import echeances_armees
from storage.looking import FiltreDossiers
from tests.portfolio import Portefeuille, mener


def test_deadlines_that_are_computed_alike_are_read_together(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_recu")
    du, au = datetime(2025, 3, 1, tzinfo=UTC), datetime(2025, 5, 1, tzinfo=UTC)
    filtre = FiltreDossiers(machine="relation_entreprise")
    with portefeuille.bureau.travail.lire() as connexion:
        lues, total = echeances_armees(connexion, filtre, du, au, premieres=1, total=None)
        vides, sans_echeance = echeances_armees(connexion, filtre, au, au, premieres=1, total=None)
        _, dit = echeances_armees(connexion, filtre, du, au, premieres=1, total=12)
    assert (total, vides, sans_echeance, dit) == (3, [], 3, 12)
    armes = portefeuille.rangees(
        "SELECT t.id, t.due_at FROM timer t JOIN dossier d ON d.id = t.dossier"
        " WHERE d.machine = 'relation_entreprise' AND t.status = 'arme' AND t.rung >= 1"
        " AND t.due_at >= :du AND t.due_at < :au",
        du="2025-03-01",
        au="2025-05-01",
    )
    assert sum(une.en_tout for une in lues) == len(armes) > len(lues)
    assert all(len(une.premieres) == 1 for une in lues)
    assert {cle for une in lues for cle in une.premieres} < {une.id for une in armes}
    assert [une.jour for une in lues] == sorted(une.jour for une in lues)
