"""Invariants: told before the guards of the entry that breaks them; on facts, after the line."""

from __future__ import annotations

from tests.workflow.support import Dossier, compiler, le, refus


def test_an_entry_that_cannot_be_is_told_before_what_guards_make_of_it() -> None:
    texte = """contexte:
  recu_le: {type: date, saisi: oui, invariant: "recu_le <= aujourd_hui", sinon: "À venir."}
  essais: {type: entier, fait: nombre_d_essais, min: 0, max: 9}
gardes:
  a_temps: {si: "recu_le <= 2026-01-10", sinon: "Trop tard."}
  assez: {si: "essais >= 1", sinon: "Encore."}
etats:
  a: {libelle: A, initial: oui, detenteur: agent, sans_echeance: x}
  fin: {libelle: Fin, final: oui}
evenements:
  essayer: {libelle: Essayer, de: [a], par: [agent]}
  finir: {libelle: Finir, de: [a], vers: fin, par: [agent], gardes: [a_temps, assez],
    saisies: {recu_le: obligatoire}}
"""
    un = Dossier.neuf(compiler(texte))

    def dits(recu_le: str) -> list[str]:
        issue = refus(un.demander("finir", le(20), recu_le=recu_le))
        return [une.phrase for une in issue.conditions]

    assert dits("2026-01-21") == ["À venir.", "Encore."]
    assert dits("2026-01-15") == ["Trop tard.", "Encore."]


def test_an_invariant_on_a_fact_counts_the_line_that_is_being_written() -> None:
    texte = """contexte:
  plafond: {type: entier, saisi: oui, min: 0, max: 9, invariant: "essais <= plafond",
    sinon: "{essais} essai pour {plafond}."}
  essais: {type: entier, fait: nombre_d_essais, min: 0, max: 9}
etats:
  a: {libelle: A, initial: oui, detenteur: agent, sans_echeance: x}
  fin: {libelle: Fin, final: oui}
evenements:
  essayer: {libelle: Essayer, de: [a], par: [agent], saisies: {plafond: obligatoire}}
  finir: {libelle: Finir, de: [a], vers: fin, par: [agent]}
"""
    un = Dossier.neuf(compiler(texte))
    issue = refus(un.demander("essayer", le(2), plafond="0"))
    assert [une.phrase for une in issue.conditions] == ["1 essai pour aucun."]
    assert un.faire("essayer", le(2), plafond="1").donnees == {"plafond": 1}


def test_each_part_of_a_rule_holds_by_itself_and_is_told_once() -> None:
    texte = """contexte:
  envoye_le: {type: date, saisi: oui}
  recu_le: {type: date, saisi: oui, invariant: "recu_le >= envoye_le and recu_le <= aujourd_hui",
    sinon: "Reçu le {recu_le}."}
etats:
  a: {libelle: A, initial: oui, detenteur: agent, sans_echeance: x}
  fin: {libelle: Fin, final: oui}
evenements:
  recevoir: {libelle: Recevoir, de: [a], vers: fin, par: [agent],
    saisies: {recu_le: obligatoire, envoye_le: facultatif}}
"""
    un = Dossier.neuf(compiler(texte))

    def dits(**saisies: str) -> list[str]:
        return [une.phrase for une in refus(un.demander("recevoir", le(8), **saisies)).conditions]

    assert dits(recu_le="2026-01-09") == ["Reçu le 9 janvier 2026."]  # nothing is known as sent
    assert dits(recu_le="2026-01-09", envoye_le="2026-01-10") == ["Reçu le 9 janvier 2026."]
    assert dits(recu_le="2026-01-07", envoye_le="2026-01-08") == ["Reçu le 7 janvier 2026."]
