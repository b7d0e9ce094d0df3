"""What is typed after a command."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from jalon.commands import arguments as lus
from workflow.errors import ValeurInvalide

MIDI = datetime.fromisoformat("2026-10-17T12:00+02:00")


@pytest.mark.parametrize("texte", ["2026-10-17", "17/10/2026", " 2026-10-17 "])
def test_day_is_read_both_ways(texte: str) -> None:
    assert lus.jour("du", texte) == date(2026, 10, 17)


@pytest.mark.parametrize(
    "texte", ["", "hier", "31/02/2026", "2026-13-01", "1/2", "a/b/c", "17-10-2026"]
)
def test_bad_day_names_its_field_and_its_mend(texte: str) -> None:
    with pytest.raises(ValeurInvalide) as refus:
        lus.jour("du", texte)
    assert (refus.value.champ, refus.value.remede) == ("du", "Écrivez 2026-10-17 ou 17/10/2026.")


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("2026-10-17", "2026-10-17T12:00:00+02:00"),  # today alone is now
        ("17/10/2026", "2026-10-17T12:00:00+02:00"),
        ("2026-10-16", "2026-10-16T23:59:00+02:00"),  # another day alone is its end
        ("2026-01-16", "2026-01-16T23:59:00+01:00"),
        ("16/10/2026 09:30+02:00", "2026-10-16T09:30:00+02:00"),
        ("2026-10-16T09:30Z", "2026-10-16T09:30:00+00:00"),
        ("2026-10-16T09:30-04:00", "2026-10-16T09:30:00-04:00"),
    ],
)
def test_instant_of_a_fact(texte: str, attendu: str) -> None:
    assert lus.instant("--at", texte, MIDI).isoformat() == attendu


@pytest.mark.parametrize("texte", ["", "hier", "2026-10-16T25:00", "T09:30", "2026-10-16Tmidi"])
def test_bad_instant_is_refused(texte: str) -> None:
    with pytest.raises(ValeurInvalide) as refus:
        lus.instant("--at", texte, MIDI)
    assert refus.value.champ == "--at"
    assert refus.value.remede.startswith("Écrivez 2026-10-17")


@pytest.mark.parametrize(
    ("texte", "ecrit"),
    [
        ("16/10/2026 09:30", "2026-10-16T09:30+02:00"),
        ("2026-01-16T09:30", "2026-01-16T09:30+01:00"),
    ],
)
def test_an_hour_without_its_offset_is_refused_with_the_one_of_paris(
    texte: str, ecrit: str
) -> None:
    with pytest.raises(ValeurInvalide, match="n’a pas de décalage horaire") as refus:
        lus.instant("--at", texte, MIDI)
    assert refus.value.remede.startswith(f"Écrivez {ecrit} pour l’heure de Paris")


@pytest.mark.parametrize("texte", ["0", "-1", "x", "1.5", "", "²", "9" * 5000, "10001"])
def test_bad_limit_is_refused(texte: str) -> None:
    with pytest.raises(ValeurInvalide) as refus:
        lus.limite(texte)
    assert refus.value.remede == "Écrivez un nombre entier de 1 à 10000."


def test_fields_and_files(tmp_path: Path) -> None:
    (tmp_path / "preuve.pdf").write_bytes(b"%PDF")
    lues = lus.saisies(
        ["a=1", "b=x=y", f"c=@{tmp_path / 'preuve.pdf'}", "d=@@nom", " e =", "f= g "]
    )
    assert lues.valeurs == {"a": "1", "b": "x=y", "d": "@nom", "e": "", "f": " g "}
    assert lues.pieces == {"c": ("preuve.pdf", b"%PDF")}


@pytest.mark.parametrize(
    ("textes", "champ"), [(["a"], "--set"), (["=1"], "--set"), (["a=1", "a=2"], "a")]
)
def test_bad_fields_are_refused(textes: list[str], champ: str) -> None:
    with pytest.raises(ValeurInvalide) as refus:
        lus.saisies(textes)
    assert refus.value.champ == champ
