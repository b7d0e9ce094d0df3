"""A definition is what it was recorded as: its text is hashed again, and says whose it is."""

from __future__ import annotations

import pytest

from tests.portfolio import Portefeuille
from tests.tampering import frauder, rupture

LIEU = "définition 2 (relation_entreprise) : "
ENREGISTRE = f"{LIEU}son texte n’est plus celui qui a été enregistré"
SIENNES = f"{LIEU}sa machine ou sa version n’est pas celle de son texte"


@pytest.mark.parametrize(
    ("ordre", "motif"),
    [
        ("texte = replace(texte, '15 j', '9 j')", ENREGISTRE),
        ("hash = replace(hash, substr(hash, 1, 1), 'g')", ENREGISTRE),
        ("texte = '{'", f"{LIEU}son texte ne se lit plus"),
        ("version = 7", SIENNES),
    ],
)
def test_a_changed_definition_shows(portefeuille: Portefeuille, ordre: str, motif: str) -> None:
    """On each engine; that dossiers run a version kept in memory hides nothing."""
    dite = frauder(portefeuille, f"UPDATE definition SET {ordre} WHERE id = 2")  # noqa: S608 # our own
    assert rupture(dite) == (None, None, motif)


@pytest.mark.parametrize(
    ("ordre", "motif"),
    [
        ("definition SET id = 900 WHERE id = 2", "table dossier, ligne 2 : « definition »"),
        ("dossier SET definition = 900 WHERE id = 2", "table dossier, ligne 2 : « definition »"),
        ("dossier SET convention = 900 WHERE id = 2", "table dossier, ligne 2 : « convention »"),
    ],
)
def test_a_row_that_is_named_and_is_not_there_shows(
    portefeuille: Portefeuille, ordre: str, motif: str
) -> None:
    dite = frauder(portefeuille, f"UPDATE {ordre}")  # our own
    assert rupture(dite) == (None, None, f"{motif} désigne une ligne qui n’existe pas")


def test_a_text_of_another_alphabet_is_named(portefeuille_sqlite: Portefeuille) -> None:
    ordre = "UPDATE definition SET machine = CAST(x'ff41' AS TEXT) WHERE id = 2"
    motif = "table definition, ligne 2 : « machine » ne se lit plus"
    assert rupture(frauder(portefeuille_sqlite, ordre)) == (None, None, motif)


def test_a_number_kept_as_bytes_is_named(portefeuille_sqlite: Portefeuille) -> None:
    dite = frauder(portefeuille_sqlite, "UPDATE dossier SET numero = x'00' WHERE id = 2")
    assert rupture(dite)[2] == "« numero » du dossier ne se lit plus"
    dite = frauder(portefeuille_sqlite, "UPDATE compteur SET nom = x'00' WHERE nom = 'REL-2025'")
    assert not dite["intact"]
