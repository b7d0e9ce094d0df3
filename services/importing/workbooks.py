"""The rows of an .xlsx workbook as texts: real dates, numbers without their trailing zero."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
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
FORMULES_DITES = 5
_FORMULE = "f"
"""What openpyxl calls the type of a cell that holds a formula."""
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
            valeurs = {
                numero: cellules[:COLONNES_MAX]
                for numero, cellules in enumerate(feuille.iter_rows(values_only=True), 1)
                if any(une is not None for une in cellules)
            }
            rangees = [(numero, [_texte(une) for une in cs]) for numero, cs in valeurs.items()]
            if any(est_entete(cellules) for _, cellules in rangees):
                _exiger_le_calcul(chemin, feuille.title, valeurs)
                return rangees
    finally:
        classeur.close()
    return []


def _exiger_le_calcul(chemin: Path, titre: str, valeurs: Mapping[int, Sequence[Any]]) -> None:
    """Refuse formulas whose result the file does not hold: read as empty, they would say nothing.

    Only a spreadsheet program computes them; a file made by a program may hold none of the results.
    """
    classeur = load_workbook(chemin, read_only=True)
    try:
        feuille = classeur[titre]
        feuille.reset_dimensions()
        vides = [
            cellule.coordinate
            for rangee in feuille.iter_rows(max_col=COLONNES_MAX)
            for cellule in rangee
            if cellule.data_type == _FORMULE and _valeur(valeurs, cellule) is None
        ]
    finally:
        classeur.close()
    if not vides:
        return
    dites = ", ".join(vides[:FORMULES_DITES])
    autres = len(vides) - FORMULES_DITES
    suite = f" (et {autres} autre{'s' if autres > 1 else ''})" if autres > 0 else ""
    quoi = "cellule" if len(vides) == 1 else "cellules"
    raise FichierIllisible(
        "fichier",
        f"« {chemin.name} », feuille « {titre} », {quoi} {dites}{suite} : formule non calculée.",
        "Ouvrez-le dans un tableur et enregistrez-le : il gardera le résultat des formules ; "
        "ou remplacez-les par leur valeur.",
    )


def _valeur(valeurs: Mapping[int, Sequence[Any]], cellule: Any) -> Any:
    rangee = valeurs.get(cellule.row, ())
    return rangee[cellule.column - 1] if cellule.column <= len(rangee) else None


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
