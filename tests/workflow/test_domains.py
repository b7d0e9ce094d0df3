"""The values tried are enough: no larger search says otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from tests.workflow.support import definition
from workflow.domains import TropGrand, affectations, sans_bornes
from workflow.expressions import evaluer, noms
from workflow.parsing import analyser
from workflow.process import Definition

DEFINITION = definition(
    """
parametres:
  p: {type: entier, defaut: 2, min: 1, max: 4, source: s}
  grand: {type: entier, defaut: 100, min: 0, max: 1000, source: s}
  c: {type: choix, defaut: a, valeurs: [a, b], source: s}
contexte:
  n: {type: entier, fait: nombre_d_essais, min: 0, max: 6}
  g: {type: entier, fait: age, min: 0, max: 2000}
  m: {type: decimal, saisi: oui, min: 0, max: 10}
  illimite: {type: entier, saisi: oui, min: 3}
  d: {type: date, saisi: oui}
  f: {type: date, saisi: oui}
  i: {type: instant, saisi: oui}
  b: {type: booleen, saisi: oui}
  t: {type: texte, saisi: oui}
  choix: {type: choix, saisi: oui, valeurs: [x, y]}
etats:
  un: {libelle: Un, initial: oui, detenteur: agent, sans_echeance: x}
  deux: {libelle: Deux, final: oui}
evenements:
  essayer: {libelle: Essayer, de: [un], vers: deux, par: [agent]}
"""
)
MOTS = frozenset({"a", "b", "x", "y", "un", "deux"}) - frozenset({"b"})


def domaine(texte: str, nom: str) -> list[Any]:
    condition = analyser(texte, mots=MOTS)
    toutes = affectations(DEFINITION, [condition], noms(condition))
    return list(dict.fromkeys(valeurs[nom] for valeurs in toutes))


@pytest.mark.parametrize(
    ("texte", "nom", "attendu"),
    [
        ("n > 3", "n", [0, 1, 2, 3, 4, 5, 6]),
        ("n != vide", "n", [0, 1, 2, 3, 4, 5, 6, None]),
        ("g > 300", "g", [0, 1, 299, 300, 301, 1999, 2000]),
        ("g + 1 > 300", "g", [0, 1, 298, 299, 300, 1999, 2000]),
        ("g in [5, 7]", "g", [0, 1, 4, 5, 6, 7, 8, 1999, 2000]),
        ("g > p + 10", "g", [0, 1, 10, 11, 12, 13, 14, 15, 1999, 2000]),
        ("grand < g - 5", "grand", [0, 1, 999, 1000]),
        ("grand > 5 and n > p", "grand", [0, 1, 4, 5, 6, 999, 1000]),
        (
            "m > 1",
            "m",
            [Decimal(un) for un in ("0", "0.01", "0.99", "1", "1.01", "9.99", "10")] + [None],
        ),
        ("illimite != vide", "illimite", [3, None]),
        ("b", "b", [True, False, None]),
        ("t == 'oui'", "t", ["oui", "un autre texte", None]),
        ("choix == x", "choix", ["x", "y", None]),
        ("c == a", "c", ["a", "b"]),
        ("etat == un", "etat", ["un", "deux"]),
    ],
)
def test_a_variable_takes_the_values_that_matter(texte: str, nom: str, attendu: list[Any]) -> None:
    assert domaine(texte, nom) == attendu


def test_constants_are_met_through_other_variables() -> None:
    condition = analyser("g == grand + 300 and grand == p + 100 and p == 3", mots=MOTS)
    valeurs = affectations(DEFINITION, [condition], noms(condition))
    tenues = [une for une in valeurs if evaluer(condition, une)]
    assert tenues == [{"g": 403, "grand": 103, "p": 3}]


def test_numbers_and_dates_compared_side_by_side_are_both_tried() -> None:
    condition = analyser("g > grand and d > f", mots=MOTS)
    valeurs = affectations(DEFINITION, [condition], noms(condition))
    tenue = next(une for une in valeurs if None not in une.values() and evaluer(condition, une))
    assert (tenue["g"] > tenue["grand"], tenue["d"] > tenue["f"]) == (True, True)


def test_dates_are_tried_around_each_other_and_around_what_is_written() -> None:
    jours = domaine("d > f + 5", "d")
    assert jours[-1] is None
    assert {(jour - date(2026, 1, 1)).days for jour in jours[:-1]} == {
        -400, -6, -5, -4, -1, 0, 1, 4, 5, 6, 400,
    }  # fmt: skip
    assert date(2030, 5, 1) in domaine("d >= 2030-05-01", "d")
    assert date(2030, 5, 2) in domaine("d in [2030-05-01, 2031-01-01]", "d")
    assert None not in domaine("aujourd_hui > d", "aujourd_hui")
    assert domaine("i > i - 1", "i")[0].tzinfo is not None


def test_only_numbers_that_are_weighed_need_bounds() -> None:
    def manque(texte: str) -> list[str]:
        return sans_bornes(DEFINITION, analyser(texte, mots=MOTS))

    assert manque("illimite != vide") == []
    assert manque("illimite > 3") == ["illimite"]
    assert manque("n > illimite") == ["illimite"]
    assert manque("illimite in [1]") == ["illimite"]
    assert manque("n > p and d > f and etat == un and d > aujourd_hui") == []


def test_too_many_values_are_not_tried() -> None:
    condition = analyser(
        "d > 1 and f > 1 and i > 1 and t == 'x' and m > 1 and g > 1 and n > 1 and choix == x and b",
        mots=MOTS,
    )
    with pytest.raises(TropGrand):
        list(affectations(DEFINITION, [condition], noms(condition)))


def test_a_large_proof_first_tries_fewer_values() -> None:
    texte = "\n".join(
        ["contexte:"]
        + [f"  n{k}: {{type: entier, saisi: oui, min: 0, max: 40}}" for k in range(4)]
        + ["etats:", "  u: {libelle: U, initial: oui, detenteur: agent, sans_echeance: x}"]
        + ["  v: {libelle: V, final: oui}", "evenements:"]
        + ["  e: {libelle: E, de: [u], vers: v, par: [agent]}", ""]
    )
    condition = analyser("n0 > 3 and n1 > 3 and n2 > 3 and n3 > 3")
    valeurs = list(affectations(definition(texte), [condition], noms(condition)))
    assert {une["n0"] for une in valeurs} == {0, 1, 2, 3, 4, 39, 40, None}


def verdicts(definition_: Definition, texte: str, domaines: dict[str, Sequence[Any]]) -> set[bool]:
    """What a guard says over wide domains, by brute force."""
    condition = analyser(texte, mots=MOTS)
    lus = sorted(noms(condition))
    return {
        evaluer(condition, dict(zip(lus, valeurs, strict=True)))
        for valeurs in product(*(domaines[nom] for nom in lus))
    }


_LARGES: dict[str, Sequence[Any]] = {
    "n": range(7),
    "p": range(1, 5),
    "d": [date(2026, 1, 1) + timedelta(days=jour) for jour in range(-13, 14)] + [None],
    "f": [date(2026, 1, 1) + timedelta(days=jour) for jour in range(-13, 14)] + [None],
}
_SIGNES = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
_SAUTS = st.sampled_from(["", " + 1", " - 2", " + 7"])
_NOMBRES = st.one_of(
    st.tuples(st.just("n"), _SAUTS, _SIGNES, st.sampled_from(["p", "3", "0", "9"])).map(" ".join),
    st.tuples(st.just("p"), _SAUTS, _SIGNES, st.sampled_from(["n", "n - 4", "2"])).map(" ".join),
)
_DATES = st.tuples(
    st.just("d"), _SAUTS, _SIGNES, st.sampled_from(["f", "f - 3", "f + 6", "2026-01-05"])
).map(" ".join)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.one_of(_NOMBRES, _DATES), min_size=1, max_size=2), st.sampled_from(["and", "or"])
)
def test_the_values_tried_say_what_all_values_say(atomes: list[str], lien: str) -> None:
    texte = f" {lien} ".join(atomes)
    condition = analyser(texte, mots=MOTS)
    try:
        essayes = {
            evaluer(condition, valeurs)
            for valeurs in affectations(DEFINITION, [condition], noms(condition))
        }
    except TropGrand:  # four dates and numbers against each other: it says so, and tells nothing
        reject()
    assert essayes == verdicts(DEFINITION, texte, _LARGES)
