"""``jalon fire`` says why a follow-on has left a dossier as it is."""

from __future__ import annotations

import io

from rich.console import Console

from jalon.output_acts import _suites


def test_a_follow_on_without_effect_says_why() -> None:
    une = {"dossier": "REL-1", "vers": "x", "sans_effet": ["Le dossier est déjà en pause."]}
    sortie = io.StringIO()
    dite = {"courriels": [], "taches": [], "echeances": [], "suites": [une]}
    _suites(Console(file=sortie, width=200), dite, {})
    assert sortie.getvalue().rstrip().endswith("» Le dossier est déjà en pause.")
