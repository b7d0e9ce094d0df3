"""The form of a correction offers no field that nothing would follow."""

from __future__ import annotations

from tests.portfolio import REL1, Portefeuille, mener
from tests.web.conftest import Guichet

PAUSE = {"mode": "temps_restant", "jusqu_au": "2025-03-20", "motif": "congés"}


def test_the_page_does_not_offer_it(guichet: Guichet, portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    portefeuille_sqlite.fire(REL1, "mettre_en_attente", **PAUSE)
    guichet.entrer("fac")
    forme = guichet.lire(f"/relations/{REL1}/actes/corriger").text
    assert 'value="jusqu_au"' not in forme
    assert 'value="courrier_recu_le"' in forme
