"""Fixed SQL: each statement is built once, compiled once per engine, run on the driver itself.

The text comes from SQLAlchemy Core and is written once for both engines. Running it on the driver's
own cursor, inside SQLAlchemy's transaction, spares what costs most after the disk: building,
compiling and wrapping at every call (design §7, ``bench/README.md``). Values are bound by name in
their stored form: instants as fixed text, dates by :func:`civil`, many keys as one list
(``storage/key_lists.py``).
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from operator import itemgetter
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, String, Table, bindparam, literal_column
from sqlalchemy.engine import Dialect, Transaction
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.sql.functions import FunctionElement

Parametres = Mapping[str, Any]
SANS: Parametres = MappingProxyType({})
_Rangement = Callable[[Any], Any]
_Forme = Callable[[Iterable[Any]], Any]


def insertion(
    table: Table, *, sans: frozenset[str] = frozenset({"id"}), sauf_doublon: bool = False
) -> Enonce:
    """Insert into every column of a table but its automatic key.

    ``sauf_doublon`` leaves out the rows that a unique key refuses: both engines say it alike.
    """
    suffixe = " ON CONFLICT DO NOTHING" if sauf_doublon else ""
    colonnes = [colonne.name for colonne in table.columns if colonne.name not in sans]
    # inline: no implicit RETURNING, which would stand before the suffix on PostgreSQL
    clause = table.insert().inline().values({nom: bindparam(nom) for nom in colonnes})
    return Enonce(clause, suffixe)


class Lecture:
    """What a statement gave: rows by name and by rank, in their stored form."""

    __slots__ = ("_curseur", "_rangee")

    def __init__(self, curseur: Any, rangee: _Forme) -> None:
        """Keep the driver's cursor, and what makes a row of its tuples."""
        self._curseur = curseur
        self._rangee = rangee

    def __iter__(self) -> Iterator[Any]:
        """Rows, in order."""
        return map(self._rangee, self._curseur)

    def all(self) -> list[Any]:
        """Every row."""
        return [self._rangee(une) for une in self._curseur.fetchall()]

    def first(self) -> Any | None:
        """The first row, if any; the rest is dropped."""
        une = self._curseur.fetchone()
        self._curseur.close()
        return None if une is None else self._rangee(une)

    def scalar_one(self) -> Any:
        """The first value of the first row.

        Raises:
            LookupError: no row.
        """
        une = self._curseur.fetchone()
        self._curseur.close()
        if une is None:
            raise LookupError("a row was due")
        return une[0]

    @property
    def rowcount(self) -> int:
        """How many rows were written."""
        return int(self._curseur.rowcount)


class Enonce:
    """One statement, ready for both engines."""

    __slots__ = ("_clause", "_forme", "_prets", "_suffixe")

    def __init__(
        self, clause: ClauseElement, suffixe: str = "", *, forme: _Forme | None = None
    ) -> None:
        """Keep the Core clause; its text is made at the first use on each engine.

        ``forme`` makes a row of the driver's tuple; a named tuple of the columns by default.
        """
        self._clause = clause
        self._suffixe = suffixe
        self._forme = forme
        self._prets: dict[str, _Pret] = {}

    def executer(
        self, connexion: Connection, parametres: Parametres | list[dict[str, Any]] = SANS
    ) -> Lecture:
        """Run once with a mapping, or once for each mapping of a list.

        Raises:
            DBAPIError: what the driver says, under SQLAlchemy's name for it.
        """
        pilote, transaction, moteur = connexion.__dict__.get(_TENU) or _tenir(connexion)
        if not transaction.is_active:
            pilote, _, moteur = _tenir(connexion)
        pret = self._prets.get(moteur) or self._preparer(connexion.dialect)
        try:
            if not isinstance(parametres, list):
                curseur = pilote.execute(pret.texte, pret.ranger(parametres))
            elif len(parametres) == 1:  # executemany costs more, a round trip on PostgreSQL
                curseur = pilote.execute(pret.texte, pret.ranger(parametres[0]))
            else:
                curseur = pilote.cursor()
                curseur.executemany(pret.texte, list(map(pret.ranger, parametres)))
        except connexion.dialect.loaded_dbapi.Error as erreur:
            raise _erreur(connexion.dialect, pret.texte, erreur) from erreur
        return Lecture(curseur, pret.rangee)

    def _preparer(self, dialecte: Dialect) -> _Pret:
        compile_ = cast("SQLCompiler", self._clause.compile(dialect=dialecte))
        rangee = self._forme or _forme(self._clause)
        pret = _Pret(f"{compile_}{self._suffixe}", _rangement(compile_), rangee)
        self._prets[dialecte.name] = pret
        return pret


_TENU = "_pilote_tenu"
"""Where a connection keeps the driver's own, the transaction it serves, and the engine's name."""


def _tenir(connexion: Connection) -> tuple[Any, Transaction, str]:
    """Keep the driver's connection at hand until the transaction ends; begin one if none is open.

    An act runs some fifteen statements: each would ask SQLAlchemy for both.
    """
    if not connexion.in_transaction():
        connexion.begin()
    transaction = cast("Transaction", connexion.get_transaction())
    tenu = connexion.connection.dbapi_connection, transaction, connexion.dialect.name
    connexion.__dict__[_TENU] = tenu
    return tenu


class _Pret:
    """A statement's text for one engine, how its parameters stand, and what its rows are."""

    __slots__ = ("rangee", "ranger", "texte")

    def __init__(self, texte: str, ranger: _Rangement, rangee: _Forme) -> None:
        self.texte = texte
        self.ranger = ranger
        self.rangee = rangee


def _rangement(compile_: SQLCompiler) -> _Rangement:
    """From a mapping to what the driver binds: by position, or by name."""
    fixes = {nom: val for nom, val in compile_.params.items() if val is not None}
    ordre = compile_.positiontup
    if ordre is None:
        return (lambda lus: {**fixes, **lus}) if fixes else lambda lus: lus
    prendre = _prendre(ordre)
    return (lambda lus: prendre({**fixes, **lus})) if fixes else prendre


def _prendre(ordre: Sequence[str]) -> _Rangement:
    """The values of those names, always as a tuple."""
    if len(ordre) > 1:
        return itemgetter(*ordre)
    if not ordre:
        return lambda _: ()
    [seul] = ordre
    return lambda lus: (lus[seul],)


def _forme(clause: ClauseElement) -> _Forme:
    rendues = getattr(clause, "exported_columns", None)
    if not rendues:
        return tuple
    forme = namedtuple("Rangee", [*rendues.keys()], rename=True)  # type: ignore[misc] # noqa: PYI024 # made at run time
    return rangees_de(forme)


def rangees_de(forme: type[tuple[Any, ...]]) -> _Forme:
    """What makes named tuples of rows: as their ``_make``, which is not written in C."""
    return partial(tuple.__new__, forme)


def _erreur(dialecte: Dialect, texte: str, erreur: Any) -> BaseException:
    """The driver's error as the rest of the house knows it."""
    pilote: Any = dialecte.loaded_dbapi.Error
    dite: Any = DBAPIError.instance(texte, None, erreur, pilote, dialect=dialecte)
    return cast("BaseException", dite)


def civil(connexion: Connection, jour: date | None) -> Any:
    """A civil date as the driver wants it: SQLite keeps ISO text."""
    if jour is None or connexion.dialect.name != "sqlite":
        return jour
    return jour.isoformat()


def jour_lu(valeur: Any) -> date:
    """A civil date as SQLite (text) or PostgreSQL gives it."""
    return date.fromisoformat(valeur) if isinstance(valeur, str) else cast("date", valeur)


class Lendemain(FunctionElement[date]):
    """The day after a date."""

    inherit_cache = True


@compiles(Lendemain)
def _plus_un(element: Lendemain, compilateur: SQLCompiler, **options: Any) -> str:
    return f"{compilateur.process(element.clauses, **options)} + 1"


@compiles(Lendemain, "sqlite")
def _un_jour_plus_tard(element: Lendemain, compilateur: SQLCompiler, **options: Any) -> str:
    return f"date({compilateur.process(element.clauses, **options)}, '+1 day')"


class SansIndex(FunctionElement[int]):
    """A number column that SQLite starts no search from; PostgreSQL reads it as it stands.

    Without statistics, SQLite takes any equality for rare: it would read all the dossiers of a
    person, sort their deadlines and keep a hundred, where an order that an index gives stops there.
    """

    inherit_cache = True


@compiles(SansIndex)
def _telle_quelle(element: SansIndex, compilateur: SQLCompiler, **options: Any) -> str:
    return compilateur.process(element.clauses, **options)


@compiles(SansIndex, "sqlite")
def _avec_un_plus(element: SansIndex, compilateur: SQLCompiler, **options: Any) -> str:
    return f"+{compilateur.process(element.clauses, **options)}"


def constante(texte: str) -> ColumnElement[str]:
    """A word of ours written in the text itself.

    Bound, it would hide from SQLite that a partial index serves, and re-prepare at every call.
    """
    return literal_column(f"'{texte}'", String)
