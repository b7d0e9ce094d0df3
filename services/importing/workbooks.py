"""The rows of an .xlsx workbook as texts: real dates, numbers without their trailing zero."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from services.importing.errors import FichierIllisible
from services.importing.fields import nettoyer

Cellules = tuple[int, list[str]]
"""Number of the row, and its cells."""
DEPLIE_MAX = 200 * 1024 * 1024
"""Largest size of a workbook once unzipped, in bytes: a bomb is refused before it is opened."""
PARTIES_MAX = 1_000
"""Most files that a workbook holds: real ones have some dozens."""
COLONNES_MAX = 200
DECIMALES = Decimal("0.000001")


def lire_classeur(chemin: Path, est_entete: Callable[[Sequence[str]], bool]) -> Iterator[Cellules]:
    """Rows of the first sheet that holds a header line; none when no sheet does.

    Raises:
        FichierIllisible: no workbook, a damaged one, or one too large.
    """
    try:
        _peser(chemin)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validations that nobody reads here
            feuilles = _feuilles(chemin, est_entete)
    except FichierIllisible:
        raise
    except Exception as erreur:  # openpyxl raises anything on a damaged workbook
        raise FichierIllisible(
            "fichier",
            f"« {chemin.name} » n’est pas un classeur lisible.",
            "Ouvrez-le dans un tableur, enregistrez-le de nouveau au format .xlsx ou .csv.",
        ) from erreur
    return iter(feuilles)


def _peser(chemin: Path) -> None:
    with zipfile.ZipFile(chemin) as archive:
        parties = archive.infolist()
    if len(parties) > PARTIES_MAX:
        raise FichierIllisible(
            "fichier",
            f"« {chemin.name} » a plus de {PARTIES_MAX} parties : ce n’est pas un classeur simple.",
            "Ne gardez que la feuille de la reprise, ou enregistrez-la au format .csv.",
        )
    if sum(une.file_size for une in parties) > DEPLIE_MAX:
        raise FichierIllisible(
            "fichier",
            f"« {chemin.name} » dépasse {DEPLIE_MAX // 1024 // 1024} Mo une fois déplié.",
            "Ne gardez que la feuille de la reprise, ou enregistrez-la au format .csv.",
        )


def _feuilles(chemin: Path, est_entete: Callable[[Sequence[str]], bool]) -> list[Cellules]:
    classeur = load_workbook(chemin, read_only=True, data_only=True)
    try:
        for feuille in classeur.worksheets:
            feuille.reset_dimensions()  # the stated ones may be a million empty rows
            rangees = [
                (numero, [_texte(une) for une in cellules[:COLONNES_MAX]])
                for numero, cellules in enumerate(feuille.iter_rows(values_only=True), 1)
                if any(une is not None for une in cellules)
            ]
            if any(est_entete(cellules) for _, cellules in rangees):
                return rangees
    finally:
        classeur.close()
    return []


def _texte(valeur: Any) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, datetime):
        return valeur.date().isoformat()
    if isinstance(valeur, date):
        return valeur.isoformat()
    if isinstance(valeur, float):
        return _nombre(valeur)
    return nettoyer(str(valeur))


def _nombre(valeur: float) -> str:
    """A number as people read it: ``12``, never ``12.0``; binary dust brushed off."""
    if valeur.is_integer():
        return str(int(valeur))
    try:
        return f"{Decimal(valeur).quantize(DECIMALES).normalize():f}"
    except ArithmeticError:
        return str(valeur)
