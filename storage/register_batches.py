"""Reading and writing many rows at once, with the same text on both engines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Column, RowMapping, Table, insert, select, update

from states.searching import cherchable
from storage.unit_of_work import Connexion

Ligne: TypeAlias = RowMapping
"""One row as it was read."""
Valeurs = Mapping[str, Any]
VARIABLES = 500
"""Values per IN list: far under the limits of both engines, and few enough texts to be cached."""

Element = TypeVar("Element")


def par_lots(elements: Iterable[Element], taille: int) -> Iterator[list[Element]]:
    """Cut into lists of at most ``taille``."""
    lot: list[Element] = []
    for element in elements:
        lot.append(element)
        if len(lot) == taille:
            yield lot
            lot = []
    if lot:
        yield lot


def inserer(connexion: Connexion, table: Table, lignes: Sequence[Valeurs]) -> list[int]:
    """Insert the rows and give their ids in the same order."""
    if not lignes:
        return []
    requete = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return list(connexion.execute(requete, [dict(ligne) for ligne in lignes]).scalars())


def ajouter(connexion: Connexion, table: Table, lignes: Sequence[Valeurs]) -> None:
    """Insert the rows whose ids nobody needs."""
    if lignes:
        connexion.execute(insert(table), [dict(ligne) for ligne in lignes])


def modifier(connexion: Connexion, table: Table, cle: int, valeurs: Valeurs) -> None:
    """Change columns of one row; a name, as it is searched too."""
    if "nom" in valeurs and "nom_cherche" in table.c:
        valeurs = {**valeurs, "nom_cherche": cherchable(valeurs["nom"] or "")}
    connexion.execute(update(table).where(table.c.id == cle).values(**valeurs))


def lire_ou(
    connexion: Connexion, table: Table, colonne: Column[Any], valeurs: Iterable[Any]
) -> Iterator[RowMapping]:
    """The rows whose column is among the values, by id within each slice of values."""
    for tranche in par_lots(valeurs, VARIABLES):
        requete = select(table).where(colonne.in_(tranche)).order_by(table.c.id)
        yield from connexion.execute(requete).mappings()


def une(connexion: Connexion, table: Table, **criteres: Any) -> RowMapping | None:
    """The first row, by id, whose columns have these values; ``None`` stands for empty."""
    requete = select(table).order_by(table.c.id).limit(1)
    for nom, valeur in criteres.items():
        colonne = table.c[nom]
        requete = requete.where(colonne.is_(None) if valeur is None else colonne == valeur)
    return connexion.execute(requete).mappings().first()
