"""Whether stored values still have the form of their column: one rule, drawn from the tables.

SQLite keeps any type in any column. What verifies reads through here first, so that what nobody
could read further on is named by its table, its row and its column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    LargeBinary,
    Table,
    bindparam,
    select,
)
from sqlalchemy.exc import InvalidRequestError

from storage import register_tables as r
from storage import tables as t
from storage.column_types import Instant, ecrire_instant, lire_instant
from storage.statements import Enonce, jour_lu
from workflow.errors import WorkflowError

FAUTES_DE_LECTURE = (
    *(ArithmeticError, AttributeError, LookupError, TypeError, ValueError),
    WorkflowError,
)
"""What reading a value of another form raises."""
ILLISIBLE = (*FAUTES_DE_LECTURE, InvalidRequestError)
"""The same, and a row that is not there; an engine that fails is no breach of the evidence."""
CADRE = (
    t.definition,
    *(r.structure, r.donneur_ordre, r.donneur_ordre_identite),
    *(r.convention, r.convention_procedure),
)
"""What a dossier is read under: checked before all dossiers."""
AUTOUR = (t.timer, t.donnee_personnelle, t.contenu, t.outbox, t.document)
"""What dossiers leave around them."""
LIEES = (*AUTOUR, r.convention, r.convention_procedure)
"""Tables whose rows name others; dossiers too, which are checked before they are read."""
PAGE = 500


@dataclass(frozen=True)
class Malformee:
    """A stored value that is not of its column, or that names a row which does not exist."""

    table: str
    cle: Any
    colonne: str
    orpheline: bool = False


@contextmanager
def lecture_indulgente(connexion: Connection) -> Iterator[None]:
    """Text that is no UTF-8 is read as bytes meanwhile, where SQLite would give nothing at all."""
    if connexion.dialect.name != "sqlite":
        yield
        return
    pilote: Any = connexion.connection.dbapi_connection
    pilote.text_factory = _texte_ou_octets
    try:
        yield
    finally:
        pilote.text_factory = str


def malformees(connexion: Connection, table: Table) -> Iterator[Malformee]:
    """Values of a table that have not the form of their column, by row; bodies apart."""
    cle = next(iter(table.primary_key)).name
    for rangee in _rangees(connexion, table):
        lue = rangee._asdict()
        for colonne in mal_ecrites(table, lue):
            yield Malformee(table.name, lue[cle], colonne)


def mal_ecrites(table: Table, rangee: Mapping[str, Any]) -> Iterator[str]:
    """Columns of a stored row whose value has not their form."""
    for nom, juste in _formes(table):
        if nom in rangee and not juste(rangee[nom]):
            yield nom


def orphelines(connexion: Connection, table: Table) -> Iterator[Malformee]:
    """Rows that name a row which is not there: a foreign key that was switched off."""
    for colonne, enonce in _absentes(table):
        for (identifiant,) in enonce.executer(connexion):
            yield Malformee(table.name, identifiant, colonne, orpheline=True)


@cache
def _absentes(table: Table) -> tuple[tuple[str, Enonce], ...]:
    """For each column that names a row of another table, those that are not there."""
    cle = next(iter(table.primary_key))
    enonces = []
    for colonne in table.columns:
        for etrangere in colonne.foreign_keys:
            visee = etrangere.column.table.alias()
            nommee = visee.c[etrangere.column.name]
            absente = ~select(nommee).where(nommee == colonne).exists()
            requete = select(cle).where(colonne.is_not(None), absente).order_by(cle)
            enonces.append((colonne.name, Enonce(requete, forme=tuple)))
    return tuple(enonces)


def _rangees(connexion: Connection, table: Table) -> Iterator[Any]:
    """Rows in their stored form, page by page, in the order of their key."""
    debut, suite = _pages(table)
    page = debut.executer(connexion).all()
    while page:
        yield from page
        apres = getattr(page[-1], next(iter(table.primary_key)).name)
        page = suite.executer(connexion, {"apres": apres}).all()


@cache
def _pages(table: Table) -> tuple[Enonce, Enonce]:
    cle = next(iter(table.primary_key))
    colonnes = [une for une in table.columns if not isinstance(une.type, LargeBinary)]
    debut = select(*colonnes).order_by(cle).limit(PAGE)
    return Enonce(debut), Enonce(debut.where(cle > bindparam("apres")))


@cache
def _formes(table: Table) -> tuple[tuple[str, Callable[[Any], bool]], ...]:
    return tuple((une.name, _juste(_genre(une), une)) for une in table.c)


def _juste(genre: Callable[[Any], bool], colonne: Column[Any]) -> Callable[[Any], bool]:
    def juste(valeur: Any) -> bool:
        if valeur is None:
            return bool(colonne.nullable)
        try:
            return genre(valeur)
        except FAUTES_DE_LECTURE:
            return False

    return juste


def _genre(colonne: Column[Any]) -> Callable[[Any], bool]:
    """What a value of the column looks like, as the driver gives it."""
    genre = colonne.type
    if isinstance(genre, Instant):
        return lambda une: ecrire_instant(lire_instant(une)) == une
    if isinstance(genre, Date):
        return lambda une: jour_lu(une).year > 0
    if isinstance(genre, Boolean):
        return lambda une: une in {0, 1}
    if isinstance(genre, Integer):
        return lambda une: type(une) is int
    if isinstance(genre, LargeBinary):
        return lambda une: isinstance(une, bytes)
    return lambda une: isinstance(une, str)


def _texte_ou_octets(octets: bytes) -> str | bytes:
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets
