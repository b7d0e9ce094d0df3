"""The rules that were read over are sealed: whatever changes them is told, article by article."""

from __future__ import annotations

import pytest

from workflow.errors import Faute
from workflow.properties import lire_accord
from workflow.reread import CODE, Relu, fautes_de_relecture, lire_relu, relecture

SIX = "machine: proprietes\narticle: article 6\nproprietes: {un: {enonce: Trois mois.}}\n"
DEUX = "machine: proprietes\narticle: annexe 2/A\nproprietes: {}\n"
RELU = relecture({"six.yaml": SIX, "deux.yaml": DEUX}, {}, {})


def _dites(*textes: str, relu: str = RELU) -> list[Faute]:
    proprietes = {f"p{rang}.yaml": un for rang, un in enumerate(textes)}
    return list(fautes_de_relecture(proprietes, lire_relu(relu, "relu.yaml"), "relu.yaml"))


def test_rules_as_they_were_read_say_nothing_whatever_their_comments() -> None:
    assert _dites(SIX, DEUX) == []
    assert _dites(f"# note\n{SIX}", DEUX) == []


@pytest.mark.parametrize(
    ("textes", "fichier", "dit"),
    [
        ((SIX.replace("Trois", "Un"), DEUX), "p0.yaml",
         "Les règles de l’article 6 ne sont plus celles qui ont été relues."),
        ((SIX,), "relu.yaml", "Les règles de l’annexe 2/A ne sont plus là."),
        ((SIX, DEUX, DEUX.replace("2/A", "2/B")), "p2.yaml",
         "Les règles de l’annexe 2/B n’ont pas été relues."),
        ((SIX, DEUX, "[]"), "p2.yaml",
         "Les règles de l’ensemble des articles n’ont pas été relues."),
    ],
)  # fmt: skip
def test_rules_that_nobody_read_over_are_an_error(
    textes: tuple[str, ...], fichier: str, dit: str
) -> None:
    (faute,) = _dites(*textes)
    assert (faute.niveau, faute.fichier) == ("erreur", fichier)
    assert faute.message == (
        f"{dit} Annulez ce changement ; s’il vient d’un avenant à la convention, relisez ces "
        "règles, puis lancez « jalon check --relu »."
    )


@pytest.mark.parametrize("relu", ["", "machine: relu\n"])
def test_a_seal_that_is_empty_seals_nothing(relu: str) -> None:
    messages = [une.message for une in _dites(SIX, relu=relu)]
    assert any("n’ont pas été relues" in un for un in messages)


def test_what_was_read_over_is_read_back_word_for_word() -> None:
    dites = {"relation": {"etats.alerte": {"libelle": 'Oui : l’« alerte », \\ ou "non"'}}}
    lu = lire_relu(relecture({}, {"courriels/un/sujet.txt": "Un sujet"}, dites), "relu.yaml")
    assert lu.libelles == dites
    assert [*lu.gabarits] == ["courriels/un/sujet.txt"]
    assert lu.fautes == ()


@pytest.mark.parametrize("texte", ["<<<<<<< ici\n", "- une liste\n", "machine: relu\nautre: x\n"])
def test_a_file_that_does_not_read_is_a_seal_that_is_broken(texte: str) -> None:
    """So that « jalon check --relu » writes it anew."""
    lu = lire_relu(texte, "relu.yaml")
    assert (lu.articles, lu.gabarits, lu.libelles) == ({}, {}, {})
    assert {une.code for une in lu.fautes} <= {CODE}
    assert lu != Relu() or texte.startswith("-")


def test_a_rule_says_its_sentence() -> None:
    vide = SIX.replace(
        "enonce: Trois mois.", 'enonce: "", source: s, machines: [m], garde: {a: []}'
    )
    _, fautes = lire_accord({"p.yaml": vide + "obligations: {}\n"})
    assert [une.message for une in fautes] == ["Dites en une phrase ce qui doit tenir (enonce)."]
