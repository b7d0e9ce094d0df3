"""Lists as files: the same rows as the page, for the same people, and never a formula."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Iterator
from datetime import date

import pytest
from openpyxl import load_workbook

from tests.portfolio import REL1, Portefeuille, mener
from tests.web.conftest import COMPTES, Guichet
from web.spreadsheets import en_csv, en_xlsx


def lignes(corps: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(corps.decode("utf-8-sig")), delimiter=";"))


def test_a_list_leaves_with_its_filters(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    mener(portefeuille_sqlite, "courrier_recu")
    guichet.entrer("fac")
    tout = lignes(guichet.lire("/relations/export.csv").content)
    assert len(tout) == 4
    filtre = guichet.lire("/relations/export.csv?etat=courrier_recu")
    assert filtre.headers["content-disposition"] == 'attachment; filename="relations.csv"'
    (titres, une) = lignes(filtre.content)
    assert dict(zip(titres, une, strict=True))["Numéro"] == REL1
    assert dict(zip(titres, une, strict=True))["Prochaine échéance"] == "18/03/2025"
    classeur = load_workbook(io.BytesIO(guichet.lire("/relations/export.xlsx").content))
    assert classeur.active["A1"].value == "Numéro"
    assert classeur.active.max_row == 4


@pytest.mark.parametrize("login", COMPTES)
def test_an_export_holds_what_its_reader_may_see(guichet: Guichet, login: str) -> None:
    guichet.entrer(login)
    lue = guichet.lire("/relations/export.csv")
    if login in {"fac", "resp", "ref"}:
        assert len(lignes(lue.content)) == 4
    elif login == "lyon":
        assert len(lignes(lue.content)) == 1
    else:
        assert lue.status_code == 404


@pytest.mark.parametrize("mal", ["=1+1", "+33", "-2", "@SUM(A1)", "\tx"])
def test_no_cell_is_a_formula(mal: str) -> None:
    assert lignes(b"".join(en_csv(("a",), [(mal,)])))[1] == [f"'{mal}"]
    feuille = load_workbook(io.BytesIO(b"".join(en_xlsx("t", ("a",), [(mal,)])))).active
    assert (feuille["A2"].value, feuille["A2"].data_type) == (mal, "s")


def test_a_day_is_a_day() -> None:
    assert lignes(b"".join(en_csv(("a",), [(date(2025, 3, 1),)])))[1] == ["01/03/2025"]
    corps = b"".join(en_xlsx("t", ("a",), [(date(2025, 3, 1),)]))
    feuille = load_workbook(io.BytesIO(corps)).active
    assert feuille["A2"].is_date


def test_a_long_csv_leaves_as_its_rows_are_read() -> None:
    lues: list[int] = []

    def rangees() -> Iterator[tuple[str]]:
        for rang in range(2_000):
            lues.append(rang)
            yield (str(rang),)

    morceaux = en_csv(("a",), rangees())
    debut = next(morceaux) + next(morceaux)
    assert len(lues) < 1_000
    assert len(lignes(debut + b"".join(morceaux))) == 2_001


def test_a_long_sheet_leaves_in_pieces() -> None:
    rangees = ((secrets.token_hex(40),) for _ in range(2_000))
    morceaux = list(en_xlsx("t", ("a",), rangees))
    assert len(morceaux) > 1
    assert max(map(len, morceaux)) == 64 * 1024
    feuille = load_workbook(io.BytesIO(b"".join(morceaux)), read_only=True).active
    assert len(list(feuille.rows)) == 2_001


def test_a_sheet_bears_a_name_that_spreadsheets_take() -> None:
    """« Années d’un marché réservé ou d’insertion » is longer than a sheet's name may be."""
    classeur = load_workbook(
        io.BytesIO(b"".join(en_xlsx("Années d’un marché réservé ou d’insertion", (), [])))
    )
    assert classeur.sheetnames == ["Années d’un marché réservé ou d"]
