"""One field of a stored JSON object, in SQL: each engine has its own words for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class champ_json(GenericFunction[str]):  # noqa: N801 # a function of SQL, under its name there
    """``champ_json(column, 'name')``: the value as text; null when the object has none."""

    type = String()
    inherit_cache = True


@compiles(champ_json, "sqlite")
def _sqlite(element: champ_json, compilateur: SQLCompiler, **options: Any) -> str:
    colonne, nom = (compilateur.process(une, **options) for une in element.clauses)
    return f"json_extract({colonne}, '$.' || {nom})"


@compiles(champ_json, "postgresql")
def _postgresql(element: champ_json, compilateur: SQLCompiler, **options: Any) -> str:
    colonne, nom = (compilateur.process(une, **options) for une in element.clauses)
    return f"(CAST({colonne} AS json) ->> CAST({nom} AS text))"
