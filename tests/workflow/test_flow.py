"""Which fields are surely set in each state, on every path."""

from __future__ import annotations

import pytest

from tests.workflow.support import definition
from workflow.flow import arcs, champs_surs, remplis
from workflow.parsing import analyser

TEXTE = """
contexte:
  debut: {type: date, saisi: oui}
  un: {type: date, saisi: oui}
  deux: {type: date, saisi: oui}
  trois: {type: date, saisi: oui}
  jour: {type: date, saisi: oui}
  passe: {type: date, saisi: oui, passager: oui}
  compte: {type: entier, saisi: oui, min: 0, max: 9}
gardes:
  deux_connu: {si: deux != vide, sinon: Non.}
  petit: {si: compte < 3, sinon: Non.}
ouverture: {saisies: {debut: obligatoire, jour: facultatif}}
etats:
  a: {libelle: A, initial: oui, detenteur: agent, sans_echeance: x}
  b: {libelle: B, detenteur: agent, sans_echeance: x}
  c: {libelle: C, detenteur: agent, sans_echeance: x}
  d: {libelle: D, final: oui}
evenements:
  passer: {libelle: P, de: [a], vers: b, par: [agent],
    saisies: {un: obligatoire, passe: obligatoire, deux: facultatif},
    pose: {trois: passe, jour: aujourd_hui}}
  sauter: {libelle: S, de: [a], vers: b, par: [agent],
    saisies: {un: obligatoire, trois: obligatoire, jour: obligatoire}, pose: {deux: debut}}
  suivre: {libelle: T, de: [b], par: [agent], gardes: [deux_connu],
    selon: [{si: petit, vers: c}, {sinon: d}]}
  effacer: {libelle: E, de: [b], par: [agent], efface: [trois]}
  copier: {libelle: X, de: [c], vers: d, par: [agent], pose: {trois: deux}}
  revenir: {libelle: R, de: [c], vers: a, par: [agent], efface: [debut]}
"""


def test_a_field_is_sure_when_every_path_sets_it() -> None:
    surs = champs_surs(definition(TEXTE))
    assert surs == {
        "a": frozenset(),
        "b": {"un", "jour"},
        "c": {"un", "jour", "deux", "compte"},
        "d": {"un", "jour", "deux"},
    }


def test_the_opening_sets_its_compulsory_fields() -> None:
    sans_retour = TEXTE.replace("efface: [debut]", "efface: [un]")
    surs = champs_surs(definition(sans_retour))
    assert surs["a"] == {"debut"}
    assert surs["b"] == {"debut", "un", "jour"}


def test_an_operation_of_the_engine_changes_no_field() -> None:
    generiques = """machine: generiques
evenements:
  affecter: {libelle: A, de: tous, par: [agent], operation: affectation}
"""
    lue = definition(TEXTE, generiques=generiques)
    assert champs_surs(lue) == champs_surs(definition(TEXTE))


def test_a_move_has_one_arc_for_each_state_and_alternative() -> None:
    suivre = [arc for arc in arcs(definition(TEXTE)) if arc.evenement.nom == "suivre"]
    assert [(arc.de, arc.vers, arc.si) for arc in suivre] == [("b", "c", "petit"), ("b", "d", None)]


@pytest.mark.parametrize(
    ("texte", "noms"),
    [
        ("x != vide", {"x"}),
        ("x == vide", set()),
        ("not x == vide", {"x"}),
        ("not x > 3", set()),
        ("x > 3", {"x"}),
        ("x < y", {"x", "y"}),
        ("x == 3", {"x"}),
        ("x != 3", set()),
        ("x == y", set()),
        ("x", {"x"}),
        ("x in [1, 2]", {"x"}),
        ("x in [1, vide]", set()),
        ("x > 1 and y > 1", {"x", "y"}),
        ("x > 1 or x < 1 and y > 1", {"x"}),
    ],
)
def test_what_a_condition_needs_full(texte: str, noms: set[str]) -> None:
    assert remplis(analyser(texte)) == noms
