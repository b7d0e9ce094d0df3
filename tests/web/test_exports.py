"""Lists as files: the same rows as the page, for the same people, and never a formula."""

from __future__ import annotations

import csv
import io
import re
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


@pytest.mark.parametrize("signe", ["\x00", "\x01", "\x1b", "\x9b", "\ud800", "\ufffe"])
def test_what_was_stored_long_ago_never_breaks_a_file(signe: str) -> None:
    vieux = [(f"a{signe}b", "un\vdeux")]
    assert lignes(b"".join(en_csv(("a", "b"), vieux)))[1] == ["a\ufffdb", "un\ndeux"]
    feuille = load_workbook(io.BytesIO(b"".join(en_xlsx("t", ("a", "b"), vieux)))).active
    assert (feuille["A2"].value, feuille["B2"].value) == ("a\ufffdb", "un\ndeux")


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


def test_what_a_search_finds_leaves_whatever_its_kind(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    """Closed ones too, as the page counts them; another's search finds their own dossiers."""
    portefeuille_sqlite.fire(REL1, "clore", motif="doublon")
    guichet.entrer("fac")
    page = guichet.lire("/chercher?q=Oullins").text
    (adresse,) = [un for un in re.findall(r'href="([^"]+)"', page) if "export.csv" in un]
    titres, *trouves = lignes(guichet.lire(adresse).content)
    dites = [dict(zip(titres, une, strict=True)) for une in trouves]
    assert {"Marché", "Relation entreprise"} <= {une["Parcours"] for une in dites}
    assert REL1 in {une["Numéro"] for une in dites}
    assert lignes(guichet.lire("/chercher/export.csv?q=introuvable").content) == [titres]
    assert lignes(guichet.lire("/chercher/export.csv").content) == [titres]
    guichet.client.cookies.clear()
    guichet.entrer("lyon")
    assert lignes(guichet.lire(adresse).content) == [titres]
    guichet.client.cookies.clear()
    guichet.entrer("compta")
    assert guichet.lire(adresse).status_code == 404


def test_a_journal_leaves_with_its_filter(
    guichet: Guichet, portefeuille_sqlite: Portefeuille
) -> None:
    """Whole, where the page shows twenty lines; what was taken back says so."""
    mener(portefeuille_sqlite, "courrier_recu")
    for rang in range(25):
        portefeuille_sqlite.fire(REL1, "noter", texte=f"note {rang}")
    guichet.entrer("fac")
    for genre in ("", "?genre=contacts"):
        page = guichet.lire(f"/relations/{REL1}{genre}").text
        (adresse,) = [un for un in re.findall(r'href="([^"]+)"', page) if "export.csv" in un]
        assert adresse == f"/relations/{REL1}/journal/export.csv{genre}"
        titres, *rangees = lignes(guichet.lire(adresse).content)
        assert {len(une) for une in rangees} == {len(titres)}
        notes = [une for une in rangees if "note 24" in une[5]]
        assert len(notes) == (0 if genre else 1)
        assert len(rangees) > (1 if genre else 25)
    assert guichet.lire(f"/marches/{REL1}/journal/export.csv").status_code == 404


@pytest.mark.parametrize("login", COMPTES)
def test_the_file_of_a_journal_holds_what_its_reader_is_shown(
    guichet: Guichet, portefeuille_sqlite: Portefeuille, login: str
) -> None:
    portefeuille_sqlite.fire(REL1, "noter", texte="entre nous")
    guichet.entrer(login)
    lue = guichet.lire(f"/relations/{REL1}/journal/export.csv")
    assert lue.status_code == guichet.lire(f"/relations/{REL1}").status_code
    if lue.status_code == 200:
        assert ("entre nous" in lue.text) == (login in {"fac", "resp"})
