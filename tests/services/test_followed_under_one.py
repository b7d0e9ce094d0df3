"""A marché is followed under one agreement: asked for under another, it is refused by name."""

from __future__ import annotations

import pytest

from services.register.follow import Suivi, suivre_marche
from services.register.register_conventions import ajouter_convention, lire_convention
from tests.portfolio import _CONVENTION, MAR, MARCHE, Portefeuille
from workflow.errors import ValeurInvalide


def test_another_agreement_is_refused_and_nothing_is_written(
    portefeuille_sqlite: Portefeuille,
) -> None:
    p = portefeuille_sqlite
    autre = _CONVENTION.replace("OULLINS-2022", "OULLINS-2024").replace("2022-07-25", "2024-07-25")
    ajouter_convention(p.bureau.travail, lire_convention(autre))
    avant = p.tout()
    suivi = Suivi(marche=MARCHE, convention="OULLINS-2024", facilitateur="fac", acteur="cli:test")
    with pytest.raises(ValeurInvalide) as refus:
        suivre_marche(p.bureau, suivi)
    assert f"déjà suivi (dossier {MAR}) sous la convention « OULLINS-2022 »" in str(refus.value)
    assert p.tout() == avant
    assert p.suivre()["dossier"] == MAR
