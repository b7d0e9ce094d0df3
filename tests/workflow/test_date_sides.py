"""On which side of today a date has to stand, told by the invariant of its field."""

from __future__ import annotations

import pytest

from workflow.explain import AVENIR, PASSE, saisie_attendue
from workflow.expressions import Comparaison, Constante, Et, Expression, Nom, Ou
from workflow.process import AUJOURD_HUI, Champ

A, B, HUI = Nom("a"), Nom("b"), Nom(AUJOURD_HUI)


@pytest.mark.parametrize(
    ("invariant", "cote"),
    [
        (None, ""),
        (Comparaison(A, "<=", HUI), PASSE),
        (Comparaison(A, "<", HUI), PASSE),
        (Comparaison(A, ">=", HUI), AVENIR),
        (Et((Comparaison(A, ">=", B), Comparaison(A, "<=", HUI))), PASSE),
        (Comparaison(A, "!=", HUI), ""),
        (Comparaison(A, ">=", B), ""),
        (Comparaison(A, "<=", Nom(AUJOURD_HUI, 366)), ""),
        (Comparaison(A, "!=", Constante("vide")), ""),
        (Ou((Comparaison(A, "<=", HUI), Comparaison(A, ">=", B))), ""),
    ],
)
def test_the_invariant_says_the_side(invariant: Expression | None, cote: str) -> None:
    champ = Champ(nom="a", type="date", libelle="A", saisi=True, invariant=invariant)
    assert saisie_attendue(champ, obligatoire=True).cote == cote
