"""Fixed SQL: each statement is built once, compiled once per engine, run on the raw driver.

The text comes from SQLAlchemy Core and is the same for both engines; running it through
``exec_driver_sql`` spares the per-call cost of Core, the largest after the disk (design §7).
Values are bound by name in their stored form: instants as fixed text, dates by :func:`civil`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import Connection, CursorResult, Table, bindparam
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import Compiled
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

Parametres = Mapping[str, Any]


def insertion(
    table: Table, *, sans: frozenset[str] = frozenset({"id"}), sauf_doublon: bool = False
) -> Enonce:
    """Insert into every column of a table but its automatic key.

    ``sauf_doublon`` leaves out the rows that a unique key refuses: both engines say it alike.
    """
    suffixe = " ON CONFLICT DO NOTHING" if sauf_doublon else ""
    colonnes = [colonne.name for colonne in table.columns if colonne.name not in sans]
    # inline: no implicit RETURNING, which would stand before the suffix
    clause = table.insert().inline().values({nom: bindparam(nom) for nom in colonnes})
    return Enonce(clause, suffixe)


class Enonce:
    """One statement, ready for both engines."""

    __slots__ = ("_clause", "_suffixe", "_textes")

    def __init__(self, clause: ClauseElement, suffixe: str = "") -> None:
        """Keep the Core clause; its text is made at the first use on each engine."""
        self._clause = clause
        self._suffixe = suffixe
        self._textes: dict[str, tuple[str, tuple[str, ...] | None, dict[str, Any]]] = {}

    def executer(
        self, connexion: Connection, parametres: Parametres | Sequence[Parametres] = ()
    ) -> CursorResult[Any]:
        """Run once with a mapping, or as ``executemany`` with a list of mappings."""
        texte, ordre, fixes = self._texte(connexion.dialect)
        if isinstance(parametres, Mapping):
            return connexion.exec_driver_sql(texte, _ranger(parametres, ordre, fixes))
        if not parametres:
            return connexion.exec_driver_sql(texte, _ranger({}, ordre, fixes))
        rangees: Any = [_ranger(un, ordre, fixes) for un in parametres]
        return connexion.exec_driver_sql(texte, rangees)

    def _texte(self, dialecte: Dialect) -> tuple[str, tuple[str, ...] | None, dict[str, Any]]:
        connu = self._textes.get(dialecte.name)
        if connu is None:
            compile_ = self._clause.compile(dialect=dialecte)
            noms = _ordre(compile_)
            fixes = {nom: val for nom, val in compile_.params.items() if val is not None}
            connu = self._textes[dialecte.name] = (f"{compile_}{self._suffixe}", noms, fixes)
        return connu


def _ordre(compile_: Compiled) -> tuple[str, ...] | None:
    """Names in the order of the driver's marks, when it binds by position."""
    ordre = cast("SQLCompiler", compile_).positiontup
    return None if ordre is None else tuple(ordre)


def _ranger(parametres: Parametres, ordre: tuple[str, ...] | None, fixes: Mapping[str, Any]) -> Any:
    if ordre is None:
        return {**fixes, **parametres} if fixes else dict(parametres)
    if fixes:
        return tuple(parametres[nom] if nom in parametres else fixes[nom] for nom in ordre)
    return tuple(parametres[nom] for nom in ordre)


def civil(connexion: Connection, jour: date | None) -> Any:
    """A civil date as the driver wants it: SQLite keeps ISO text."""
    if jour is None or connexion.dialect.name != "sqlite":
        return jour
    return jour.isoformat()
