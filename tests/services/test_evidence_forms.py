"""What no longer has the form that Jalon writes is a breach with a name, and never a crash."""

# ruff: noqa: S608 # SQL of the tests themselves

from __future__ import annotations

import pytest

from storage.chain import maillon
from tests.portfolio import REL1, Portefeuille
from tests.tampering import DE_REL1, frauder, rupture

CHANGE = "la ligne a changé depuis qu’elle est écrite"
SCEAU = "sceau du lundi 3 mars 2025 : il a changé depuis qu’il est posé"


@pytest.mark.parametrize("champ", ["data", "faits"])
@pytest.mark.parametrize("valeur", ["'{'", "'[]'", "x'7b7d'"])
def test_a_copy_that_is_no_json_is_named(avance: Portefeuille, champ: str, valeur: str) -> None:
    dite = frauder(avance, f"UPDATE dossier SET {champ} = {valeur} WHERE numero = '{REL1}'")
    derniere = avance.journal(REL1)[-1].seq
    assert rupture(dite) == (REL1, derniere, f"« {champ} » du dossier ne se lit plus")


@pytest.mark.parametrize("valeur", ["'hier'", "'2025-03-03'"])
def test_an_instant_that_is_none_is_named(avance: Portefeuille, valeur: str) -> None:
    dite = frauder(avance, f"UPDATE dossier SET recorded_at = {valeur} WHERE numero = '{REL1}'")
    assert rupture(dite)[2] == "« recorded_at » du dossier ne se lit plus"


@pytest.mark.parametrize("champ", ["payload", "reason", "at", "recorded_at", "actor", "rev"])
def test_bytes_in_the_journal_are_a_changed_line(avance: Portefeuille, champ: str) -> None:
    ordre = f"UPDATE journal SET {champ} = x'00' WHERE dossier = {DE_REL1} AND seq = 3"
    assert rupture(frauder(avance, ordre)) == (REL1, 3, CHANGE)


@pytest.mark.parametrize("champ", ["payload", "at", "reason"])
@pytest.mark.parametrize("valeur", ["'{'", "'hier'", "'[1]'"])
def test_a_text_of_another_form_is_a_changed_line(
    avance: Portefeuille, champ: str, valeur: str
) -> None:
    ordre = f"UPDATE journal SET {champ} = {valeur} WHERE dossier = {DE_REL1} AND seq = 3"
    assert rupture(frauder(avance, ordre)) == (REL1, 3, CHANGE)


@pytest.mark.parametrize(
    ("champ", "valeur", "motif"),
    [
        ("payload", "{", "la ligne du journal ne se lit plus"),
        ("payload", "[]", "la ligne du journal ne se lit plus"),
        ("at", "hier", "la ligne du journal ne se lit plus"),
    ],
)
def test_a_last_line_chained_again_is_named_too(
    avance: Portefeuille, champ: str, valeur: str, motif: str
) -> None:
    """Who has the keys can chain the line again; it still cannot be read."""
    derniere = avance.journal(REL1)[-1].seq
    [ligne] = [
        dict(une._mapping)
        for une in avance.rangees(
            f"SELECT * FROM journal WHERE dossier = {DE_REL1} AND seq = {derniere}"
        )
    ]
    ligne[champ] = valeur
    dite = frauder(
        avance,
        f"UPDATE journal SET {champ} = :v, hash = :h WHERE dossier = {DE_REL1} AND seq = :seq",
        f"UPDATE dossier SET hash = :h WHERE numero = '{REL1}'",
        v=valeur,
        h=maillon(REL1, ligne),
        seq=derniere,
    )
    assert rupture(dite) == (REL1, derniere, motif)


@pytest.mark.parametrize("table", ["journal", "dossier"])
def test_a_rank_that_is_no_number_shows(avance: Portefeuille, table: str) -> None:
    lieu = f"dossier = {DE_REL1} AND seq = 3" if table == "journal" else f"numero = '{REL1}'"
    dite = frauder(avance, f"UPDATE {table} SET seq = 'trois' WHERE {lieu}")
    assert rupture(dite)[0] == REL1


def test_a_body_kept_as_text_has_changed(avance: Portefeuille) -> None:
    [(empreinte,)] = avance.rangees("SELECT empreinte FROM contenu ORDER BY empreinte LIMIT 1")
    dite = frauder(avance, "UPDATE contenu SET corps = 'x' WHERE empreinte = :e", e=empreinte)
    assert rupture(dite)[2] == f"le contenu {empreinte[:12]} a changé"


def test_a_salt_kept_as_bytes_has_changed(avance: Portefeuille) -> None:
    dite = frauder(avance, "UPDATE contenu SET sel = x'00'")
    assert rupture(dite)[2].startswith("le contenu ")


def test_a_file_kept_as_text_has_changed(avance: Portefeuille) -> None:
    preuve = {"piece": ("refus.pdf", b"%PDF non")}
    avance.fire(REL1, "constater_refus_ecrit", _pieces=preuve)
    dite = frauder(avance, "UPDATE contenu SET corps = 'x'")
    assert rupture(dite)[2] == "la pièce « refus.pdf » a changé"


@pytest.mark.parametrize("champ", ["valeur", "sel"])
def test_a_personal_value_kept_as_bytes_has_changed(avance: Portefeuille, champ: str) -> None:
    dite = frauder(avance, f"UPDATE donnee_personnelle SET {champ} = x'00'")
    assert rupture(dite)[::2] == (REL1, "une valeur personnelle a changé")


@pytest.mark.parametrize("valeur", ["'{'", "'[]'", '\'{"rang": "un"}\'', "x'00'"])
def test_a_seal_that_is_no_json_has_changed(avance: Portefeuille, valeur: str) -> None:
    assert rupture(frauder(avance, f"UPDATE sceau SET dossiers = {valeur}"))[2] == SCEAU


@pytest.mark.parametrize("champ", ["jour", "cree_le"])
def test_a_seal_of_no_day_cannot_be_read(avance: Portefeuille, champ: str) -> None:
    dite = frauder(avance, f"UPDATE sceau SET {champ} = 'hier'")
    assert rupture(dite)[2] == "un sceau ne se lit plus"


def test_a_count_that_is_no_number_is_named(avance: Portefeuille) -> None:
    dite = frauder(avance, "UPDATE compteur SET valeur = 'x' WHERE nom LIKE 'REL-%'")
    assert rupture(dite)[2] == "le compte des numéros REL-2025 ne se lit plus"
