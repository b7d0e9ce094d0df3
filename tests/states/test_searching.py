"""A text as it is searched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.searching import cherchable


@pytest.mark.parametrize(
    ("ecrit", "cherche"),
    [
        ("Écully", "ecully"),
        ("L’Épée  à cœur", "l'epee a coeur"),
        ("Réhabilitation n° 7", "rehabilitation n° 7"),
        ("STRAẞE", "strasse"),
        ("e\u0301cole", "ecole"),
        ("", ""),
    ],
)
def test_case_accents_and_ligatures_are_left_out(ecrit: str, cherche: str) -> None:
    assert cherchable(ecrit) == cherche


@given(st.text())
def test_what_is_searchable_stays_so(texte: str) -> None:
    une = cherchable(texte)
    assert cherchable(une) == une
    assert une == " ".join(une.split())
