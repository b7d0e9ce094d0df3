"""``jalon check --relu``: who changes the rules of the agreement says that they read them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from jalon import assembly
from tests.jalon.ligne import Ligne

AVANT, APRES = "{apres: 3 mois, calendrier: preavis,", "{apres: 1 mois, calendrier: preavis,"


@pytest.fixture
def etats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The installation's states, in a copy that a test may spoil."""
    copie = tmp_path / "states"
    shutil.copytree(assembly.ETATS, copie, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    monkeypatch.setattr(assembly, "ETATS", copie)
    return copie


def _changer(chemin: Path, avant: str, apres: str) -> None:
    texte = chemin.read_text("utf-8")
    assert avant in texte
    chemin.write_text(texte.replace(avant, apres, 1), "utf-8")


def _affaiblir(etats: Path) -> None:
    """A machine and its rule, weakened together."""
    _changer(etats / "proprietes" / "article_6.yaml", AVANT, APRES)
    _changer(etats / "convention.yaml", "preavis_de_denonciation: {type: delai, defaut: 3 mois",
             "preavis_de_denonciation: {type: delai, defaut: 1 mois")  # fmt: skip


def test_a_rule_weakened_with_its_machine_is_told(jalon: Ligne, etats: Path) -> None:
    _affaiblir(etats)
    dit = jalon.dire("check", "--json")
    assert dit.code == 1
    assert any(
        une["message"].startswith("Les règles de l’article 6 ne sont plus celles")
        for une in dit.json
    )


def test_rules_read_over_are_sealed(jalon: Ligne, etats: Path) -> None:
    _changer(etats / "proprietes" / "article_6.yaml", "enonce: La convention court",
             "enonce: Cette convention court")  # fmt: skip
    assert jalon.dire("check", "--json").code == 1
    assert jalon.json("check", "--relu") == []
    assert jalon.json("check") == []


def test_nothing_is_sealed_while_something_else_is_wrong(jalon: Ligne, etats: Path) -> None:
    _changer(etats / "proprietes" / "article_6.yaml", AVANT, APRES)
    relu = assembly.relu()
    assert jalon.refus("check", "--relu", code=1)["code"] == "definition"
    assert assembly.relu() == relu


def test_a_file_is_put_in_place_first(jalon: Ligne, etats: Path) -> None:
    fichier = etats / "proprietes" / "article_6.yaml"
    assert "en place" in jalon.refus("check", fichier, "--relu", code=2)["message"]
