"""A marché taken over while it is suspended: since the day of its order, not of its taking over."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.evidence.verifying import verifier
from services.reading.explaining import expliquer_dossier
from tests.portfolio import Portefeuille
from tests.services.asking import en_pause
from tests.services.clockwork import a, courriels
from tests.services.reprise_samples import marche, prendre, relation
from tests.services.test_convention import refuse

ARRETE = {"etat": "suspendu", "etat_depuis": "24/02/2025"}


def reprendre_le_portefeuille(p: Portefeuille, tmp_path: Path, **changes: str) -> tuple[str, str]:
    """The letter was received three days before the suspension; its délai had twelve left."""
    suivie = relation(courrier_envoye_le="19/02/2025", courrier_recu_le="2025-02-21")
    pris = prendre(p, tmp_path, marche(**ARRETE, **changes), suivie)["dossiers"]
    numeros = {un["machine"]: str(un["dossier"]) for un in pris}
    return numeros["marche"], numeros["relation_entreprise"]


def fin(p: Portefeuille, numero: str) -> str:
    dites = expliquer_dossier(p.bureau, numero)["echeances"]
    return next(str(un["dernier_jour"]) for un in dites if un["nom"] == "expiration")


@pytest.mark.parametrize("changes", [{}, {"date_effet": "24/02/2025"}])
@pytest.mark.parametrize(
    ("reprise", "dernier"),
    [("2025-03-03", "2025-03-17"), ("2025-03-05", "2025-03-17"), ("2025-03-17", "2025-03-31")],
)
def test_its_days_are_given_back(
    repris: Portefeuille, tmp_path: Path, changes: dict[str, str], reprise: str, dernier: str
) -> None:
    numero, suivie = reprendre_le_portefeuille(repris, tmp_path, **changes)
    assert suivie in en_pause(repris)
    repris.aller(reprise)
    repris.fire(numero, "reprendre_execution", date_effet=reprise)
    assert fin(repris, suivie) == dernier
    a(repris, "2025-03-14T14:30+01:00")
    assert courriels(repris, "alerte_donneur_ordre") == []
    assert verifier(repris.bureau)["intact"]


def test_it_resumes_no_sooner_than_it_was_suspended(leger: Portefeuille, tmp_path: Path) -> None:
    numero, _ = reprendre_le_portefeuille(leger, tmp_path)
    with refuse("elle n’est suspendue que depuis le 24 février 2025"):
        leger.fire(numero, "reprendre_execution", date_effet="2025-02-10")


def test_a_receipt_typed_after_the_resumption_has_those_days(
    leger: Portefeuille, tmp_path: Path
) -> None:
    posee = relation(etat="courrier_envoye", etat_depuis="19/02/2025",
                     courrier_envoye_le="19/02/2025", courrier_recu_le="")  # fmt: skip
    pris = prendre(leger, tmp_path, marche(**ARRETE), posee)["dossiers"]
    numero, suivie = (str(un["dossier"]) for un in pris)
    leger.aller("2025-03-05")
    leger.fire(numero, "reprendre_execution", date_effet="2025-03-05")
    leger.fire(suivie, "constater_reception", courrier_recu_le="2025-02-21", preuve="AR 1")
    assert fin(leger, suivie) == "2025-03-17"
