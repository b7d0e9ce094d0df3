"""Conformance: something stands behind every sentence, and the page says what the data says."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

import pytest

from jalon import assembly
from tests.docs.conformity import RACINE, Maison, Phrase, lire_conformite, manques, page, titre
from workflow.properties import lire_accord

ACCORD, _ = lire_accord(assembly.proprietes())
CONFORMITE = lire_conformite(
    (RACINE / "docs/conformite.yaml").read_text("utf-8"), ACCORD.obligations
)
PROPRIETES = {une.nom: une for une in ACCORD.proprietes}
MAISON = Maison(assembly.charger_machines().exiger(), PROPRIETES, assembly.vocabulaire().messages)


def test_the_data_is_well_written() -> None:
    assert CONFORMITE.fautes == (), "each row is a sentence of the obligations"
    articles = {une.article for une in CONFORMITE.phrases}
    assert articles == {
        "préambule", "2", "3", "4", "5", "6", "7",
        "annexe 1/A", "annexe 1/B", "annexe 1/C", "annexe 1/D", "annexe 2/A", "annexe 2/B",
    }  # fmt: skip


@pytest.mark.parametrize("phrase", CONFORMITE.phrases, ids=lambda une: une.phrase[:50])
def test_something_stands_behind_every_sentence(phrase: Phrase) -> None:
    assert list(manques(phrase, MAISON)) == []


def test_every_obligation_has_its_row() -> None:
    lignes = {(titre(une.article), une.phrase) for une in CONFORMITE.phrases}
    obligations = {(une.article, une.phrase) for une in ACCORD.obligations}
    assert obligations - lignes == set()


@pytest.mark.parametrize("question", CONFORMITE.questions, ids=lambda une: une.question[:40])
def test_every_open_question_has_its_answer_of_today(question: object) -> None:
    connus = {f"{nom}.{un}" for nom, une in MAISON.machines.items() for un in une.parametres}
    assert question.parametres or question.reste  # type: ignore[attr-defined] # a Question
    assert set(question.parametres) <= connus  # type: ignore[attr-defined] # a Question


@pytest.mark.parametrize(
    ("change", "dit"),
    [
        ({"elements": ("marche.nulle_part",)}, "« marche.nulle_part » n’existe pas"),
        ({"messages": ("alerte_donneur_ordre", "rien")}, "n’envoie « rien »"),
        ({"proprietes": ("rien",)}, "la propriété « rien » n’existe pas"),
        ({"proprietes": ("devis_ecrit",)}, "parle d’autres machines"),
        ({"essais": ("tests/rien.py",)}, "l’essai « tests/rien.py » n’existe pas"),
        ({"essais": ("tests/docs/test_conformity.py::test_rien",)}, "n’existe pas"),
        ({"elements": (), "messages": (), "proprietes": ()}, "aucune machine ne la porte"),
        ({"essais": ()}, "aucun essai ne la tient"),
        ({"messages": ()}, "dites pourquoi aucun ne part"),
        ({"aucun_courriel": "rien ne part"}, "nommez ses courriels, ou dites"),
    ],
)
def test_a_row_with_nothing_behind_it_is_told(change: dict[str, Any], dit: str) -> None:
    saine = next(une for une in CONFORMITE.phrases if "quinze_jours" in une.proprietes)
    assert list(manques(saine, MAISON)) == []
    assert any(dit in un for un in manques(replace(saine, **change), MAISON))


def test_no_real_person_is_named() -> None:
    ecrit = (RACINE / "docs/conformite.yaml").read_text("utf-8")
    assert "[référente du donneur d’ordre]" in ecrit
    assert "Madame" not in ecrit
    assert "Monsieur" not in ecrit


def test_the_page_says_what_the_data_says() -> None:
    fichier = RACINE / "docs/conformite.md"
    dite = page(CONFORMITE, MAISON)
    if os.environ.get("JALON_APPROUVER"):
        fichier.write_text(dite, "utf-8")
    assert fichier.read_text("utf-8") == dite
