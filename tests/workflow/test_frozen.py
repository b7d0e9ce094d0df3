"""Values made in one stroke: what a frozen dataclass promises, they keep."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from workflow.frozen import d_un_trait


@d_un_trait
@dataclass(frozen=True, kw_only=True)
class Valeur:
    """One field of each kind."""

    nom: str
    rang: int = 1
    donnees: dict[str, str] = field(default_factory=dict)


def test_it_compares_prints_and_is_replaced_as_any_dataclass() -> None:
    """What stands on the class is that of the standard library, but for the making."""
    une = Valeur(nom="a")
    assert une == Valeur(nom="a", rang=1, donnees={}) != Valeur(nom="b")
    assert repr(une) == "Valeur(nom='a', rang=1, donnees={})"
    assert replace(une, rang=2) == Valeur(nom="a", rang=2)


def test_it_stays_frozen() -> None:
    """Nobody changes what travels between rooms."""
    with pytest.raises(FrozenInstanceError):
        Valeur(nom="a").rang = 2  # type: ignore[misc]  # what is refused
    with pytest.raises(FrozenInstanceError):
        del Valeur(nom="a").rang


def test_a_default_that_is_made_is_made_for_each() -> None:
    """Two values never share the dictionary that neither was given."""
    assert Valeur(nom="a").donnees is not Valeur(nom="a").donnees


@pytest.mark.parametrize("donnes", [{}, {"nom": "a", "autre": 1}])
def test_a_missing_or_unknown_field_is_refused(donnes: dict[str, object]) -> None:
    """The signature is that of the declared fields."""
    with pytest.raises(TypeError):
        Valeur(**donnes)  # type: ignore[arg-type]  # what is refused


def test_fields_are_given_by_name() -> None:
    """As ``kw_only`` says."""
    with pytest.raises(TypeError):
        Valeur("a")  # type: ignore[misc]  # what is refused
