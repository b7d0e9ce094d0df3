"""Rows as files for a spreadsheet: nothing in them is ever a formula, nor breaks the file."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import IO, Any

from litestar import Response
from litestar.response import Stream
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from workflow.typed_text import montrable

Cellule = str | Decimal | date | None
_FORMULES = ("=", "+", "-", "@", "\t", "\r")
TITRE_MAX = 31
"""Characters of a sheet’s name: spreadsheets take no more."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
_MORCEAU = 64 * 1024
_RANGEES = 500
"""Rows of a piece of CSV."""


def en_fichier(
    nom: str,
    titre: str,
    adresse: str,
    titres: Sequence[str],
    rangees: Iterable[Sequence[Cellule]],
) -> Response[Any]:
    """A file of that name: XLSX, or CSV by the end of its address, sent as it is written."""
    suffixe = adresse.rpartition(".")[2]
    entetes = {"Content-Disposition": f'attachment; filename="{nom}.{suffixe}"'}
    if suffixe == "csv":
        return Stream(en_csv(titres, rangees), media_type=CSV, headers=entetes)
    return Stream(en_xlsx(titre, titres, rangees), media_type=XLSX, headers=entetes)


def en_csv(titres: Sequence[str], rangees: Iterable[Sequence[Cellule]]) -> Iterator[bytes]:
    """`;`, UTF-8 with its mark, dates as France writes them: Excel opens it as it is.

    The file comes in pieces, as its rows are read.
    """
    yield codecs.BOM_UTF8
    lignes = chain([titres], rangees)
    while lot := list(islice(lignes, _RANGEES)):
        texte = io.StringIO()
        csv.writer(texte, delimiter=";").writerows(map(_en_texte, rangee) for rangee in lot)
        yield texte.getvalue().encode()


def _en_texte(valeur: Cellule) -> str:
    if isinstance(valeur, date):
        return f"{valeur:%d/%m/%Y}"
    if isinstance(valeur, Decimal):
        return f"{valeur:f}".replace(".", ",")
    texte = montrable(valeur or "")
    return f"'{texte}" if texte.startswith(_FORMULES) else texte


def _en_cellule(valeur: Cellule) -> str | float | datetime | None:
    if isinstance(valeur, Decimal):
        return float(valeur)
    if isinstance(valeur, date):
        return datetime.combine(valeur, time())
    return montrable(valeur) if valeur else valeur


def en_xlsx(
    titre: str, titres: Sequence[str], rangees: Iterable[Sequence[Cellule]]
) -> Iterator[bytes]:
    """One sheet; every text is a text.

    Rows go to a file as they come, which is packed into another and sent in pieces: memory holds
    a row and a piece, however long the list. What fails does so before the first piece.
    """
    classeur = Workbook(write_only=True)
    feuille = classeur.create_sheet(titre[:TITRE_MAX])
    feuille.freeze_panes = "A2"
    feuille.append(titres)
    for rangee in rangees:
        cellules = []
        for valeur in rangee:
            cellule = WriteOnlyCell(feuille, value=_en_cellule(valeur))
            if isinstance(valeur, str):
                cellule.data_type = "s"
            elif isinstance(valeur, date):
                cellule.number_format = "dd/mm/yyyy"
            cellules.append(cellule)
        feuille.append(cellules)
    paquet = TemporaryFile()  # noqa: SIM115 # closed once it is sent, or dropped
    classeur.save(paquet)
    return _en_morceaux(paquet)


def _en_morceaux(fichier: IO[bytes]) -> Iterator[bytes]:
    with fichier:
        fichier.seek(0)
        while morceau := fichier.read(_MORCEAU):
            yield morceau
