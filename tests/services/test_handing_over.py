"""Nobody takes a colleague's dossier behind their back."""

from __future__ import annotations

from datetime import date

import pytest

from services.accounts import absences
from services.errors import Refused
from services.reading.explaining import expliquer_dossier
from services.register.registering import CompteSaisi, ajouter_compte
from tests.portfolio import MAR, REL1, Portefeuille


@pytest.fixture
def deux(leger: Portefeuille) -> Portefeuille:
    """« fac » follows everything; « fac2 » nothing."""
    saisi = CompteSaisi(login="fac2", nom="Leïla Sorin", roles=("facilitateur",))
    ajouter_compte(leger.bureau.travail, saisi)
    return leger


ACTES = [(MAR, "affecter", {}), (REL1, "affecter", {}), (REL1, "passer_la_main", {"motif": "x"})]


def possibles(p: Portefeuille, dossier: str, login: str) -> set[str]:
    return {un["evenement"] for un in expliquer_dossier(p.bureau, dossier, login)["possibles"]}


@pytest.mark.parametrize(("dossier", "acte", "saisies"), ACTES)
def test_a_colleague_s_dossier_is_not_taken(
    deux: Portefeuille, dossier: str, acte: str, saisies: dict[str, str]
) -> None:
    avant = deux.tout()
    with pytest.raises(Refused) as erreur:
        deux.fire(dossier, acte, "fac2", compte="fac2", **saisies)
    [refus] = erreur.value.refus.conditions
    assert "la personne responsable le confient" in refus.phrase
    assert deux.tout() == avant
    assert acte not in possibles(deux, dossier, "fac2")
    assert "noter" in possibles(deux, dossier, "fac2")


@pytest.mark.parametrize("login", ["fac", "resp"])
@pytest.mark.parametrize(("dossier", "acte", "saisies"), ACTES)
def test_one_s_own_is_handed_over_and_a_responsable_hands_over_any(
    deux: Portefeuille, login: str, dossier: str, acte: str, saisies: dict[str, str]
) -> None:
    assert acte in possibles(deux, dossier, login)
    deux.fire(dossier, acte, login, compte="fac2", **saisies)
    assert acte in possibles(deux, dossier, "fac2")  # hers, now


def test_who_stands_in_hands_over(deux: Portefeuille) -> None:
    jour = date(2025, 3, 3)
    absences.declarer(deux.bureau, login="fac", delegue="fac2", du=jour, au=jour)
    deux.fire(MAR, "affecter", "fac2", compte="fac2")
