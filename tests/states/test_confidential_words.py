"""Words that a text for the donneur d'ordre must not hold (article 3)."""

from __future__ import annotations

import pytest

from states.confidential_words import mots_de_sante, noms_cites


@pytest.mark.parametrize(
    ("texte", "mots"),
    [
        ("Reconnue RQTH, en arrêt maladie", ["arret maladie", "maladie", "rqth"]),
        ("Il est handicapé", ["handicape"]),
        ("Des salariés malades", ["malade"]),
        ("L’entreprise ne répond plus", []),
        ("Le maladif projet", []),
    ],
)
def test_words_of_health_are_found_whole(texte: str, mots: list[str]) -> None:
    assert mots_de_sante(texte) == mots


@pytest.mark.parametrize(
    ("texte", "cites"),
    [
        ("maya CANDIDATE est absente", ["Candidate", "Maya"]),
        ("Les candidatures de mayas", ["Maya"]),
        ("Aucune candidature : rien.", []),
        ("Le No n’est pas un nom", []),
    ],
)
def test_names_are_found_whole_whatever_their_case(texte: str, cites: list[str]) -> None:
    assert noms_cites(texte, ["Maya", "Candidate", "No", "\u0301\u0301\u0301"]) == cites
