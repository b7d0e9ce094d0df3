"""What is typed after a stop counts as if it had been typed on its day: the stop is given back."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.reading.explaining import expliquer_dossier
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


@pytest.mark.parametrize(
    ("stop", "typed_on", "received", "corrected", "last_day"),
    [
        (("2025-03-10", "2025-03-14"), "2025-03-17", "2025-03-17", "2025-03-05", "2025-03-24"),
        (("2025-03-10", "2025-03-14"), "2025-03-14", "2025-03-14", "2025-03-05", "2025-03-24"),
        (("2025-03-06", "2025-03-10"), "2025-03-12", "2025-03-12", "2025-03-05", "2025-03-24"),
        (("2025-03-10", "2025-03-14"), "2025-03-17", "2025-03-05", "2025-03-17", "2025-04-01"),
    ],
)
def test_a_corrected_receipt_has_the_days_of_the_stop_that_it_comes_before(
    portefeuille: Portefeuille,
    stop: tuple[str, str],
    typed_on: str,
    received: str,
    corrected: str,
    last_day: str,
) -> None:
    p = portefeuille
    mener(p, "courrier_envoye")
    p.aller(stop[0])
    suspendre(p, stop[0])
    p.aller(stop[1])
    reprendre(p, stop[1])
    p.aller(typed_on)
    p.fire(REL1, "constater_reception", courrier_recu_le=received, preuve="AR 1")
    faute = {"champ": "courrier_recu_le", "valeur": corrected, "motif": "faute de frappe"}
    p.fire(REL1, "corriger", **faute)
    assert fin(p) == last_day


def test_a_receipt_typed_during_a_stop_then_corrected_to_before_it(
    portefeuille: Portefeuille,
) -> None:
    p = portefeuille
    mener(p, "courrier_envoye")
    p.aller("2025-03-10")
    suspendre(p, "2025-03-10")
    p.aller("2025-03-12")
    p.fire(REL1, "constater_reception", courrier_recu_le="2025-03-12", preuve="AR 1")
    p.aller("2025-03-14")
    reprendre(p, "2025-03-14")
    faute = {"champ": "courrier_recu_le", "valeur": "2025-03-06", "motif": "faute de frappe"}
    p.fire(REL1, "corriger", **faute)
    assert fin(p) == "2025-03-25"  # the 21st, and the 4 days from the 10th to the 14th
    p.aller("2025-03-18")
    suspendre(p, "2025-03-18")
    p.aller("2025-03-19")
    p.fire(REL1, "corriger", champ="courrier_recu_le", valeur="2025-03-05", motif="l’AR le dit")
    reprendre(p, "2025-03-19")
    assert fin(p) == "2025-03-25"  # the 20th, 4 days, and the one from the 18th to the 19th


@pytest.mark.parametrize(
    ("received", "reminder"),
    [("2025-03-05", "2025-03-21"), ("2025-03-12", "2025-03-28"), ("2025-03-11", "2025-03-28")],
)
def test_the_reminder_before_the_end_counts_from_the_end_with_the_stop(
    portefeuille: Portefeuille, received: str, reminder: str
) -> None:
    p = portefeuille
    mener(p, "courrier_envoye")
    p.aller("2025-03-10")
    suspendre(p, "2025-03-10")
    p.aller("2025-03-14")
    reprendre(p, "2025-03-14")
    p.aller("2025-03-17")
    p.fire(REL1, "constater_reception", courrier_recu_le=received, preuve="AR 1")
    dites = expliquer_dossier(p.bureau, REL1)["echeances"]
    assert [un["dernier_jour"] for un in dites if un["nom"] == "fin_proche"] == [reminder]
