"""A reminder runs only as long as it has something to say: it never rings for nothing."""

from __future__ import annotations

import pytest

from tests.workflow.machines import GENERIQUES
from tests.workflow.support import Dossier, compiler, le

TEXTE = """
contexte:
  piece_le: {type: date, saisi: oui}
  autre_le: {type: date, saisi: oui}
  debut_le: {type: date, saisi: oui}
gardes:
  piece_absente: {si: "piece_le == vide or piece_le < debut_le", sinon: "Elle est là."}
  autre_absente: {si: "autre_le == vide", sinon: "Elle est là."}
taches:
  ecrire: {libelle: Écrire, pour: agent}
etats:
  depart: {libelle: Départ, initial: oui, detenteur: agent, sans_echeance: x}
  a:
    libelle: A
    detenteur: agent
    echeances:
      pieces:
        {apres: 5 j, calendrier: bureau, depuis: debut_le, repeter: {tous: 5 j, max: 4},
         effets: [{mail: alerte, si: piece_absente}, {tache: ecrire, si: autre_absente}]}
      piece:
        {apres: 5 j, calendrier: bureau, depuis: entree, repeter: {tous: 5 j, max: 2},
         effets: [{mail: alerte, si: piece_absente}]}
      point:
        {apres: 20 j, calendrier: bureau, depuis: entree,
         effets: [mail: alerte, {tache: ecrire, si: piece_absente}]}
  b: {libelle: B, final: oui}
evenements:
  entrer: {libelle: Entrer, de: [depart], vers: a, par: [agent], saisies: {debut_le: obligatoire}}
  recevoir:
    {libelle: Recevoir, de: [depart, a], par: [agent],
     saisies: {piece_le: facultatif, autre_le: facultatif}}
  rendre: {libelle: Rendre, de: [a], par: [agent], efface: [piece_le]}
  finir: {libelle: Finir, de: [a], vers: b, par: [agent]}
"""
COMPILEE = compiler(TEXTE, generiques=GENERIQUES)
POINT = ("point", 1, le(23, 9))


def entre() -> Dossier:
    un = Dossier.neuf(COMPILEE)
    un.faire("entrer", le(2), debut_le="2026-01-01")
    return un


def test_what_satisfies_a_reminder_ends_it() -> None:
    un = entre()
    assert un.echeances == [("pieces", 1, le(7, 9)), ("piece", 1, le(8, 9)), POINT]
    un.faire("recevoir", le(3), piece_le="2026-01-03")
    assert un.echeances == [("pieces", 1, le(7, 9)), POINT]  # the other paper is still awaited
    un.faire("recevoir", le(4), autre_le="2026-01-04")
    assert un.echeances == [POINT]


def test_what_was_satisfied_before_is_not_armed() -> None:
    un = Dossier.neuf(COMPILEE)
    un.faire("recevoir", le(1), piece_le="2026-01-01", autre_le="2026-01-01")
    un.faire("entrer", le(2), debut_le="2026-01-01")
    assert un.echeances == [POINT]


@pytest.mark.parametrize("quand", [10, 30])
def test_a_reminder_comes_back_with_its_object(quand: int) -> None:
    """From its date it goes on where it would be; from the entry it counts again from today."""
    un = entre()
    un.faire("recevoir", le(3), piece_le="2026-01-03", autre_le="2026-01-03")
    un.faire("rendre", le(quand))
    revenus = {
        10: [("pieces", 2, le(12, 9)), ("piece", 1, le(16, 9))],
        30: [("piece", 1, le(5, 9, mois=2))],
    }
    assert un.echeances == [POINT, *revenus[quand]]


def test_a_correction_brings_a_reminder_back_and_ends_it() -> None:
    un = entre()
    un.faire("recevoir", le(3), piece_le="2026-01-03", autre_le="2026-01-03")
    un.faire("corriger", le(4), champ="piece_le", valeur="2025-12-01", motif="Celle d’avant")
    assert un.echeances == [POINT, ("pieces", 1, le(7, 9)), ("piece", 1, le(10, 9))]
    un.faire("corriger", le(5), champ="piece_le", valeur="2026-01-02", motif="La bonne")
    assert un.echeances == [POINT]
