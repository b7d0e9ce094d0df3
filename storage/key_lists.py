"""Many keys bound as one JSON list: the text of a statement never depends on how many there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from storage.statements import SANS, Enonce, Lecture, Parametres
from storage.stored_json import ecrire_json


def parmi(colonne: ColumnElement[Any], nom: str) -> ColumnElement[bool]:
    """``colonne`` is one of the keys bound under ``nom`` as a :func:`liste`."""
    genre = "text" if isinstance(colonne.type, String) else "bigint"
    return colonne.op("IN", is_comparison=True)(_Cles(nom, genre))


def liste(cles: Iterable[Any]) -> str:
    """Keys as :func:`parmi` wants them."""
    return ecrire_json(list(cles))


class ParCles:
    """One question asked of one key or of many: alone, a key is compared and no list is opened."""

    def __init__(self, requete: Select[Any], colonne: ColumnElement[Any]) -> None:
        """Ask ``requete`` of the rows whose ``colonne`` is among the keys."""
        self._d_une = Enonce(requete.where(colonne == bindparam("cle")))
        self._de_plusieurs = Enonce(requete.where(parmi(colonne, "cles")))

    def executer(
        self, connexion: Connection, cles: Collection[int], parametres: Parametres = SANS
    ) -> Lecture:
        """Run once for all those keys, with the other values of the question."""
        if len(cles) == 1:
            (seule,) = cles
            return self._d_une.executer(connexion, {**parametres, "cle": seule})
        return self._de_plusieurs.executer(connexion, {**parametres, "cles": liste(cles)})


class _Cles(ColumnElement[Any]):
    """The keys of a list, as a subquery."""

    inherit_cache = True

    def __init__(self, nom: str, genre: str) -> None:
        self.liste: Any = bindparam(nom)
        self.genre = genre


@compiles(_Cles, "sqlite")
def _sqlite(cles: _Cles, compilateur: SQLCompiler, **options: Any) -> str:
    return f"(SELECT value FROM json_each({compilateur.process(cles.liste, **options)}))"  # noqa: S608 # a mark


@compiles(_Cles, "postgresql")
def _postgresql(cles: _Cles, compilateur: SQLCompiler, **options: Any) -> str:
    texte = f"CAST({compilateur.process(cles.liste, **options)} AS json)"
    return f"(SELECT CAST(value AS {cles.genre}) FROM json_array_elements_text({texte}))"  # noqa: S608 # a mark
