"""Two engines on one database: ``ecriture`` for the passage and the clock, ``lecture`` to look."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.exc import TimeoutError as ToutPris
from sqlalchemy.pool import NullPool, QueuePool, StaticPool

from storage.errors import BaseIllisible

DELAI_VERROU_MS = 10_000
"""How long a writer waits for the other one, in milliseconds."""
_creer = partial(create_engine, hide_parameters=True)
"""No log, no trace of an error quotes what a statement bore: names, notes."""


ECRIVAINS = 8
"""How many threads write at once on PostgreSQL; SQLite has a single writer."""
ATTENTE_ECRITURE_S = 60
"""How long a thread waits for its turn to write."""


class Moteurs:
    """The pair of engines of one installation, and the connections kept for writing.

    Opening, checking out and resetting a connection at every act takes a tenth of its time: those
    that write are kept, the last used first, and closed with the engines.
    """

    def __init__(self, ecriture: Engine, lecture: Engine, *, ecrivains: int) -> None:
        """Keep the engines; ``ecrivains`` is how many threads may write at once."""
        self.ecriture = ecriture
        self.lecture = lecture
        self._places: SimpleQueue[None] = SimpleQueue()  # C: LifoQueue costs ten times more
        self._gardees: list[Connection] = []
        for _ in range(ecrivains):
            self._places.put(None)

    @contextmanager
    def ecrire(self) -> Iterator[Connection]:
        """A writing transaction: commits at the end, rolls back on any exception.

        Raises:
            ToutPris: every place is taken, for too long.
        """
        try:
            self._places.get(timeout=ATTENTE_ECRITURE_S)
        except Empty as occupe:
            raise ToutPris("every writing connection is busy") from occupe
        try:
            connexion = self._reprendre() or self.ecriture.connect()
            faite = False
            try:
                with connexion.begin():
                    yield connexion
                    faite = True
            except BaseException:
                if faite:  # the commit failed: SQLite's transaction, and its lock, are still there
                    connexion.close()
                raise
            finally:
                self._garder(connexion)
        finally:
            self._places.put(None)

    def _reprendre(self) -> Connection | None:
        """The connection kept last, if any is free."""
        try:
            return self._gardees.pop()
        except IndexError:
            return None

    def _garder(self, connexion: Connection) -> None:
        """Keep a connection that still serves; another takes the place of a broken one."""
        if connexion.invalidated or connexion.in_transaction():
            connexion.close()
        elif not connexion.closed:
            self._gardees.append(connexion)

    def fermer(self) -> None:
        """Close the kept connections and both pools; what is used again opens anew."""
        while (connexion := self._reprendre()) is not None:
            connexion.close()
        self.ecriture.dispose()
        self.lecture.dispose()


def ouvrir(url: str, *, mode: str = "full") -> Moteurs:
    """Open both engines.

    Parameters:
        url: SQLAlchemy address, ``sqlite:///path`` or ``postgresql://…``.
        mode: ``full`` survives a power cut, ``normal`` a crash of the process only.

    Raises:
        BaseIllisible: the address is malformed or of another kind of database.
    """
    try:
        adresse = make_url(url)
    except ArgumentError as erreur:
        raise BaseIllisible(
            "database.url : adresse illisible ; écrivez sqlite:///jalon.db ou "
            "postgresql://utilisateur@hote/base."
        ) from erreur
    if adresse.get_backend_name() == "sqlite":
        return _ouvrir_sqlite(url, mode)
    if adresse.get_backend_name() == "postgresql":
        return _ouvrir_postgresql(url, mode)
    raise BaseIllisible(
        f"database.url : « {adresse.get_backend_name()} » n’est pas pris en charge ; "
        "Jalon écrit dans sqlite ou postgresql."
    )


def base_sqlite(url: str) -> Path | None:
    """File of an SQLite address; ``None`` for another engine, or a base in memory."""
    adresse = make_url(url)
    if adresse.get_backend_name() != "sqlite" or adresse.database in {None, "", ":memory:"}:
        return None
    return Path(str(adresse.database))


def _ouvrir_sqlite(url: str, mode: str) -> Moteurs:
    """One writing connection that begins at once, a pool of deferred read-only ones (design §5)."""
    synchrone = "FULL" if mode == "full" else "NORMAL"
    if make_url(url).database in {None, "", ":memory:"}:
        memoire = _creer(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
        _regler_sqlite(memoire, debut="BEGIN IMMEDIATE", synchrone=synchrone, lecture_seule=False)
        return Moteurs(memoire, memoire, ecrivains=1)
    ecriture = _creer(url, poolclass=NullPool, connect_args={"check_same_thread": False})
    lecture = _creer(url, poolclass=QueuePool, pool_size=8, max_overflow=0)
    _regler_sqlite(ecriture, debut="BEGIN IMMEDIATE", synchrone=synchrone, lecture_seule=False)
    _regler_sqlite(lecture, debut="BEGIN DEFERRED", synchrone=synchrone, lecture_seule=True)
    return Moteurs(ecriture, lecture, ecrivains=1)


def _regler_sqlite(moteur: Engine, *, debut: str, synchrone: str, lecture_seule: bool) -> None:
    @event.listens_for(moteur, "connect")
    def _connecter(dbapi: Any, _fiche: Any) -> None:
        dbapi.isolation_level = None  # we begin ourselves, else SELECT opens no transaction
        curseur = dbapi.cursor()
        for reglage in (
            f"busy_timeout={DELAI_VERROU_MS}",
            "journal_mode=WAL",
            "foreign_keys=ON",
            f"synchronous={synchrone}",
            f"query_only={'ON' if lecture_seule else 'OFF'}",
        ):
            curseur.execute(f"PRAGMA {reglage}")
        curseur.close()

    def _commencer(dbapi_connection: Any) -> None:
        dbapi_connection.dbapi_connection.execute(debut)

    # the dialect's own hook: an event would be sent out at each beginning and each commit
    moteur.dialect.do_begin = _commencer  # type: ignore[method-assign]  # SQLAlchemy offers no other way


def _ouvrir_postgresql(url: str, mode: str) -> Moteurs:
    # no JIT: a list of thousands is guessed dear, and compiling its plan takes a second
    options = "-c timezone=UTC -c jit=off"
    if mode != "full":
        options += " -c synchronous_commit=off"
    ecriture = _creer(url, pool_size=ECRIVAINS, connect_args={"options": options})
    event.listen(ecriture, "connect", _lire_toute_date)
    lecture = ecriture.execution_options(postgresql_readonly=True)
    return Moteurs(ecriture, lecture, ecrivains=ECRIVAINS)


def _lire_toute_date(dbapi: Any, _fiche: Any) -> None:
    """What PostgreSQL takes for a date and Python cannot hold stays text, as SQLite gives it.

    Nobody writes ``infinity`` but by hand: it must be named, and spoil no reading of other rows.
    """
    from psycopg import DataError  # not there on an installation that runs on SQLite
    from psycopg.types.datetime import DateLoader

    class DateOuTexte(DateLoader):
        def load(self, data: Any) -> Any:
            try:
                return super().load(data)
            except DataError:
                return bytes(data).decode()

    dbapi.adapters.register_loader("date", DateOuTexte)
