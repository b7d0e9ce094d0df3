"""Append-only guards of PostgreSQL: triggers that always fire, their functions' bodies compared.

``ENABLE ALWAYS`` makes them fire under ``session_replication_role = replica`` too. The tables are
named with their schema inside the bodies: a temporary table of the same name deceives nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, text

from storage.append_only_sqlite import REFUS, SUITE

_LIGNE, _AVANT, _INSERTION, _RETRAIT, _MODIFICATION, _VIDAGE = 1, 2, 4, 8, 16, 32
"""Bits of ``pg_trigger.tgtype``."""
_MOMENTS = {
    _LIGNE | _AVANT | _RETRAIT | _MODIFICATION: "BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW",
    _AVANT | _VIDAGE: "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
    _LIGNE | _AVANT | _INSERTION: "BEFORE INSERT ON {table} FOR EACH ROW",
}
_TABLES = ("journal", "sceau")
_GARDES: Mapping[str, tuple[str, str, int]] = {
    f"{table}_{nom}": (table, fonction, moment)
    for table in _TABLES
    for nom, fonction, moment in zip(
        ("sans_modification", "sans_vidage", "dans_l_ordre"),
        ("jalon_refuser", "jalon_refuser", f"jalon_suite_{table}"),
        _MOMENTS,
        strict=True,
    )
}
_POSES = text("""
    SELECT t.tgname, c.relname, t.tgtype, p.proname, p.prosrc, l.lanname,
           t.tgenabled = 'A' AND t.tgqual IS NULL AND CAST(t.tgattr AS text) = '' AND p.pronamespace
           = c.relnamespace AS entier
    FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid
    JOIN pg_proc p ON p.oid = t.tgfoid
    JOIN pg_language l ON l.oid = p.prolang
    WHERE NOT t.tgisinternal AND c.relname IN ('journal', 'sceau')
      AND c.relnamespace = CAST(:schema AS regnamespace)
""")
_REGLES = text("""
    SELECT r.rulename FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
    WHERE c.relname IN ('journal', 'sceau') AND c.relnamespace = CAST(:schema AS regnamespace)
""")


def installer(connexion: Connection) -> None:
    """Put every guard, as written here."""
    for nom, corps in _fonctions(_schema(connexion)).items():
        entete = f"CREATE OR REPLACE FUNCTION {nom}() RETURNS trigger LANGUAGE plpgsql"
        connexion.execute(text(f"{entete} AS $${corps}$$"))
    for nom, (table, fonction, moment) in _GARDES.items():
        quand = _MOMENTS[moment].format(table=table)
        connexion.execute(text(f"DROP TRIGGER IF EXISTS {nom} ON {table}"))
        connexion.execute(text(f"CREATE TRIGGER {nom} {quand} EXECUTE FUNCTION {fonction}()"))
        connexion.execute(text(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {nom}"))


def fautes(connexion: Connection) -> Iterator[str]:
    """Guards missing, changed, disabled or conditional; triggers and rules that are not ours."""
    schema = _schema(connexion)
    fonctions = _fonctions(schema)
    poses = {une.tgname: une for une in connexion.execute(_POSES, {"schema": schema})}
    for nom, (table, fonction, moment) in _GARDES.items():
        pose = poses.pop(nom, None)
        voulu = (table, moment, fonction, fonctions[fonction], "plpgsql", True)
        if pose is None or tuple(pose)[1:] != voulu:
            yield nom
    yield from (f"{nom} (inconnu)" for nom in poses)
    regles = connexion.execute(_REGLES, {"schema": schema})
    yield from (f"{une.rulename} (règle inconnue)" for une in regles)


def _schema(connexion: Connection) -> str:
    requete = text("SELECT quote_ident(current_schema())")
    schema: Any = connexion.execute(requete).scalar_one()
    return str(schema)


def _fonctions(schema: str) -> dict[str, str]:
    journal = f"(SELECT max(seq) FROM {schema}.journal WHERE dossier = NEW.dossier)"  # noqa: S608 # our schema
    sceau = f"(SELECT max(jour) FROM {schema}.sceau)"  # noqa: S608 # our schema
    return {
        "jalon_refuser": f" BEGIN RAISE EXCEPTION '% en {REFUS}', TG_TABLE_NAME; END ",
        "jalon_suite_journal": _suite(f"NEW.seq IS DISTINCT FROM 1 + coalesce({journal}, 0)"),
        "jalon_suite_sceau": _suite(f"NEW.jour <= {sceau}"),
    }


def _suite(hors: str) -> str:
    return (
        f" BEGIN IF {hors} THEN RAISE EXCEPTION '% en {SUITE}', TG_TABLE_NAME; END IF;"
        " RETURN NEW; END "
    )
