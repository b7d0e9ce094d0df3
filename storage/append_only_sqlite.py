"""Append-only guards of SQLite: triggers, compared with their exact text at every start.

``INSERT OR REPLACE`` deletes the row it replaces without firing the delete trigger (unless
``recursive_triggers`` is on): the insert triggers therefore refuse any key that stands already.
``NEW.id`` reads -1 before an insert that names no id; a row so numbered could not be told apart,
hence the trigger after the insert, which undoes the statement.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, text

REFUS = "ajout seul : une ligne ne se modifie ni ne se retire"
SUITE = "ajout seul : la ligne doit venir à la suite"
_HORS_SUITE = {
    "journal": """NEW.seq IS NOT 1 + coalesce(
            (SELECT max(seq) FROM journal WHERE dossier = NEW.dossier), 0)
        OR EXISTS (SELECT 1 FROM journal WHERE id = NEW.id)""",
    "sceau": "EXISTS (SELECT 1 FROM sceau WHERE id = NEW.id OR jour >= NEW.jour)",
}


def _gardes(table: str) -> Mapping[str, str]:
    refuser = f"BEGIN SELECT RAISE(ABORT, '{table} en {REFUS}'); END"
    suivre = f"BEGIN SELECT RAISE(ABORT, '{table} en {SUITE}'); END"
    return {
        f"{table}_sans_modification": f"BEFORE UPDATE ON {table} {refuser}",
        f"{table}_sans_retrait": f"BEFORE DELETE ON {table} {refuser}",
        f"{table}_dans_l_ordre": f"BEFORE INSERT ON {table} WHEN {_HORS_SUITE[table]} {suivre}",
        f"{table}_numerote": f"AFTER INSERT ON {table} WHEN NEW.id < 1 {suivre}",
    }


_GARDES = {
    nom: f"CREATE TRIGGER {nom} {corps}"
    for table in _HORS_SUITE
    for nom, corps in _gardes(table).items()
}


def installer(connexion: Connection) -> None:
    """Put every guard, as written here."""
    for nom, creation in _GARDES.items():
        connexion.execute(text(f"DROP TRIGGER IF EXISTS {nom}"))
        connexion.execute(text(creation))


def fautes(connexion: Connection) -> Iterator[str]:
    """Guards that are missing or changed, and triggers that are none of ours."""
    rangees = connexion.execute(
        text("SELECT name, lower(tbl_name), sql FROM sqlite_master WHERE type = 'trigger'")
    )
    trouves = {nom: sql for nom, table, sql in rangees if table in _HORS_SUITE}
    yield from (nom for nom, sql in _GARDES.items() if _nu(trouves.pop(nom, "")) != _nu(sql))
    yield from (f"{nom} (inconnu)" for nom in trouves)


def _nu(sql: str) -> str:
    return " ".join(sql.split())
