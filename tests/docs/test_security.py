"""``docs/security.md`` walks every requirement it says it walks, and names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parents[2]
TEXTE = (RACINE / "docs" / "security.md").read_text("utf-8")
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2,
    "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
    "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2,
    "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
    "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
}  # fmt: skip
"""Section → how many requirements of levels 1 and 2 it has in ASVS 5.0.0, numbered from 1."""
_SUITE = re.compile(r"(\d+\.\d+)\.(\d+) to \1\.(\d+)")


def _cites() -> set[str]:
    suites = {
        f"{section}.{rang}"
        for section, debut, fin in _SUITE.findall(TEXTE)
        for rang in range(int(debut), int(fin) + 1)
    }
    return set(re.findall(r"\b\d+\.\d+\.\d+\b", TEXTE)) | suites


@pytest.mark.parametrize("section", SECTIONS)
def test_every_requirement_is_answered(section: str) -> None:
    attendues = {f"{section}.{rang}" for rang in range(1, SECTIONS[section] + 1)}
    assert attendues - _cites() == set()


def test_every_test_it_names_is_there() -> None:
    nommes = set(re.findall(r"`(test_\w+)`", TEXTE))
    ecrits = {
        nom
        for fichier in (RACINE / "tests").rglob("test_*.py")
        for nom in re.findall(r"def (test_\w+)", fichier.read_text("utf-8"))
    }
    assert nommes - ecrits == set()
    fichiers = re.findall(r"`(tests/[\w/]+\.py)`", TEXTE)
    assert [un for un in fichiers if not (RACINE / un).is_file()] == []


def test_every_place_it_names_is_there() -> None:
    """A module, or a name in one: ``services/accounts/passwords.exiger_solide``."""
    dossiers = "services|web|storage|workflow|documents|notifications"
    nommes = re.findall(rf"`((?:{dossiers})/[\w/]+)(?:\.(\w+))?`", TEXTE)
    assert nommes
    for lieu, nom in nommes:
        place = RACINE / lieu
        module = place.with_suffix(".py")
        assert module.is_file() or place.is_dir(), lieu
        assert not nom or nom in module.read_text("utf-8"), f"{lieu}.{nom}"
