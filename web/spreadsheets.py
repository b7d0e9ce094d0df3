"""Rows as files for a spreadsheet: nothing in them is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

Cellule = str | Decimal | date | None
_FORMULES = ("=", "+", "-", "@", "\t", "\r")
TITRE_MAX = 31
"""Characters of a sheet’s name: spreadsheets take no more."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"


def en_csv(titres: Sequence[str], rangees: Iterable[Sequence[Cellule]]) -> bytes:
    """`;`, UTF-8 with its mark, dates as France writes them: Excel opens it as it is."""
    texte = io.StringIO()
    plume = csv.writer(texte, delimiter=";")
    plume.writerow(titres)
    plume.writerows([_en_texte(une) for une in rangee] for rangee in rangees)
    return texte.getvalue().encode("utf-8-sig")


def _en_texte(valeur: Cellule) -> str:
    if isinstance(valeur, date):
        return f"{valeur:%d/%m/%Y}"
    if isinstance(valeur, Decimal):
        return f"{valeur:f}".replace(".", ",")
    texte = valeur or ""
    return f"'{texte}" if texte.startswith(_FORMULES) else texte


def _en_cellule(valeur: Cellule) -> str | float | datetime | None:
    if isinstance(valeur, Decimal):
        return float(valeur)
    return datetime.combine(valeur, time()) if isinstance(valeur, date) else valeur


def en_xlsx(titre: str, titres: Sequence[str], rangees: Iterable[Sequence[Cellule]]) -> bytes:
    """One sheet; every text is a text. Nothing begins before every row is read."""
    rangees = list(rangees)
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
    flux = io.BytesIO()
    classeur.save(flux)
    return flux.getvalue()
