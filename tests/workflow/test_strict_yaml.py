"""The YAML reader guesses nothing, and says every fault with its line."""

from __future__ import annotations

import pytest

from workflow.strict_yaml import NOEUDS_MAX, lire


@pytest.mark.parametrize(
    ("texte", "conseil"),
    [
        ("12:30", "mettez la valeur entre guillemets"),
        ("01000", "mettez la valeur entre guillemets"),
        ("0x1F", "mettez la valeur entre guillemets"),
        ("1_000", "mettez la valeur entre guillemets"),
        ("yes", "écrivez oui ou non"),
        ("no", "écrivez oui ou non"),
        ("on", "écrivez oui ou non"),
        ("off", "écrivez oui ou non"),
        ("true", "écrivez oui ou non"),
        ("~", "donnez une valeur, ou retirez la clé"),
        ("", "donnez une valeur, ou retirez la clé"),
        ("2026-01-01", "mettez la date entre guillemets"),
        ("1.5", "mettez le nombre décimal entre guillemets"),
        ("!!python/name:os.system x", "cette forme de YAML n’est pas admise"),
    ],
)
def test_what_yaml_mangles_is_refused(texte: str, conseil: str) -> None:
    document = lire(f"a: 1\nb: {texte}\n", "f.yaml")
    assert [(faute.code, faute.ligne, faute.fichier) for faute in document.fautes] == [
        ("yaml", 2, "f.yaml")
    ]
    assert document.fautes[0].message.endswith(f"{conseil}.")


@pytest.mark.parametrize(
    ("texte", "valeur"),
    [
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("oui", True),
        ("non", False),
        ('"oui"', "oui"),
        ("'12:30'", "12:30"),
        ('"01000"', "01000"),
        ("15 j", "15 j"),
        ("[a, 1]", ["a", 1]),
        ("{x: {y: z}}", {"x": {"y": "z"}}),
    ],
)
def test_plain_values_are_read(texte: str, valeur: object) -> None:
    document = lire(f"a: {texte}")
    assert document.fautes == []
    assert document.valeur == {"a": valeur}


def test_every_fault_is_told_at_once_with_its_line() -> None:
    document = lire("a: yes\nb: 12:30\nb: 2\n1: x\n? [p, q]\n: r\n<<: {c: d}\n")
    assert [(faute.code, faute.ligne) for faute in document.fautes] == [
        ("yaml", 1),
        ("yaml", 2),
        ("cle_double", 3),
        ("yaml", 4),
        ("yaml", 5),
        ("yaml", 7),
    ]


def test_a_path_has_the_line_of_its_key_or_of_its_parent() -> None:
    document = lire("a:\n  b:\n    - x\n    - y: z\n")
    assert document.ligne("a.b") == 2
    assert document.ligne("a.b.1") == 4
    assert document.ligne("a.b.1.y") == 4
    assert document.ligne("a.b.inconnu.plus") == 2
    assert document.ligne("inconnu") == 1


@pytest.mark.parametrize(
    ("texte", "ligne"),
    [
        ("a: [1,\n", 2),
        ("a: 1\nb: : :\n", 2),
        ("a: \x00", 1),
        ("a: 1\n---\nb: 2\n", 2),
        ("", 1),
        ("# rien\n", 1),
        ("a: !!int x\n", 1),
    ],
)
def test_what_is_no_document_is_one_fault(texte: str, ligne: int) -> None:
    document = lire(texte, "f.yaml")
    assert [(faute.code, faute.ligne) for faute in document.fautes] == [("yaml", ligne)]
    assert document.valeur is None or document.valeur == {"a": None}


def test_tags_on_collections_are_refused() -> None:
    document = lire("a: !!set {x, y}\nb: !autre [1]\n")
    assert [faute.ligne for faute in document.fautes] == [1, 2]
    assert document.valeur == {"a": None, "b": None}


def test_an_alias_of_itself_is_refused() -> None:
    document = lire("a: &x\n  b: *x\n")
    assert "un alias qui se contient" in document.fautes[0].message


def test_aliases_that_unfold_without_end_are_refused() -> None:
    couches = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    couches += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    document = lire("\n".join(couches))
    assert "trop grand" in document.fautes[0].message
    assert len(document.lignes) == NOEUDS_MAX + 1


def test_a_very_deep_file_is_refused() -> None:
    document = lire("[" * 900 + "]" * 900)
    assert "trop de niveaux" in document.fautes[0].message
