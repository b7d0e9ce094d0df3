"""What is typed after a stop counts as if it had been typed on its day: the stop is given back."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.portfolio import REL1, Portefeuille, mener, ouvrir_bureau
from tests.services.test_stops_of_a_marche import fin, reprendre, suspendre

PREMIER = date(2025, 3, 3)
"""The courrier leaves on that Monday, and may be received from then on."""


def _jour(rang: int) -> str:
    return (PREMIER + timedelta(days=rang)).isoformat()


@pytest.mark.parametrize(
    ("recu_le", "attendu"),
    [
        ("2025-03-05", "2025-03-24"),  # 20 March, and the 4 days from the 10th to the 14th
        ("2025-03-12", "2025-03-31"),  # Saturday 29 March, 2 days of the stop given back with it
        ("2025-03-14", "2025-03-31"),  # Saturday 29 March: the stop was over
    ],
)
def test_a_receipt_typed_after_a_suspension_has_its_days(
    portefeuille: Portefeuille, recu_le: str, attendu: str
) -> None:
    mener(portefeuille, "courrier_envoye")
    portefeuille.aller("2025-03-10")
    suspendre(portefeuille, "2025-03-10")
    portefeuille.aller("2025-03-14")
    reprendre(portefeuille, "2025-03-14")
    portefeuille.aller("2025-03-17")
    portefeuille.fire(REL1, "constater_reception", courrier_recu_le=recu_le, preuve="AR 1")
    assert fin(portefeuille) == attendu


@pytest.fixture
def envoye(portefeuille_sqlite: Portefeuille) -> Path:
    """The base of a portfolio whose first courrier has left, closed: each life copies it."""
    mener(portefeuille_sqlite, "courrier_envoye")
    portefeuille_sqlite.fermer()
    return Path(str(portefeuille_sqlite.bureau.travail.moteurs.ecriture.url.database))


def _vie(base: Path, recu: int, debut: int, duree: int, saisie: int) -> str:
    """The end of the délai: received, stopped and resumed on those days, the receipt typed then."""
    copie = base.with_name("copie.db")
    shutil.copy(base, copie)
    p = ouvrir_bureau(f"sqlite:///{copie}")
    actes = [
        (debut, 1, lambda: suspendre(p, _jour(debut))),
        (debut + duree, 2, lambda: reprendre(p, _jour(debut + duree))),
        (saisie, 0 if saisie == recu else 3, lambda: _recevoir(p, recu)),
    ]
    for rang, _, acte in sorted(actes, key=lambda une: une[:2]):
        p.aller(_jour(rang))
        acte()
    dernier = fin(p)
    p.fermer()
    return dernier


def _recevoir(p: Portefeuille, recu: int) -> None:
    p.fire(REL1, "constater_reception", courrier_recu_le=_jour(recu), preuve="AR 1")


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(recu=st.integers(0, 4), attente=st.integers(1, 4), duree=st.integers(1, 5))
def test_the_order_of_typing_changes_nothing(
    envoye: Path, recu: int, attente: int, duree: int
) -> None:
    debut = recu + attente
    a_temps = _vie(envoye, recu, debut, duree, saisie=recu)
    assert _vie(envoye, recu, debut, duree, saisie=debut + duree) == a_temps
