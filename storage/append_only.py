"""The journal is append-only: guards installed after every migration, verified at every start."""

from __future__ import annotations

from sqlalchemy import Connection, text

from storage.errors import JournalNonProtege

_REFUS = "journal en ajout seul : une ligne ne se modifie ni ne se retire"
_SUITE = "journal en ajout seul : la ligne doit porter le numéro suivant du dossier"

_SQLITE = {
    "journal_sans_modification": f"""
        CREATE TRIGGER journal_sans_modification BEFORE UPDATE ON journal
        BEGIN SELECT RAISE(ABORT, '{_REFUS}'); END""",
    "journal_sans_retrait": f"""
        CREATE TRIGGER journal_sans_retrait BEFORE DELETE ON journal
        BEGIN SELECT RAISE(ABORT, '{_REFUS}'); END""",
    # also stops INSERT OR REPLACE, which deletes without firing the trigger above
    "journal_dans_l_ordre": f"""
        CREATE TRIGGER journal_dans_l_ordre BEFORE INSERT ON journal
        WHEN NEW.seq <> 1 + coalesce(
            (SELECT max(seq) FROM journal WHERE dossier = NEW.dossier), 0)
        BEGIN SELECT RAISE(ABORT, '{_SUITE}'); END""",
    "sceau_sans_modification": f"""
        CREATE TRIGGER sceau_sans_modification BEFORE UPDATE ON sceau
        BEGIN SELECT RAISE(ABORT, '{_REFUS}'); END""",
    "sceau_sans_retrait": f"""
        CREATE TRIGGER sceau_sans_retrait BEFORE DELETE ON sceau
        BEGIN SELECT RAISE(ABORT, '{_REFUS}'); END""",
}
_FONCTIONS_PG = (
    f"""CREATE OR REPLACE FUNCTION jalon_refuser() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{_REFUS}'; END $$""",
    f"""CREATE OR REPLACE FUNCTION jalon_suite() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
      IF NEW.seq <> 1 + coalesce((SELECT max(seq) FROM journal WHERE dossier = NEW.dossier), 0)
      THEN RAISE EXCEPTION '{_SUITE}'; END IF;
      RETURN NEW;
    END $$""",
)
_PG = {
    "journal_sans_modification": """CREATE TRIGGER journal_sans_modification
        BEFORE UPDATE OR DELETE ON journal FOR EACH ROW EXECUTE FUNCTION jalon_refuser()""",
    "journal_sans_vidage": """CREATE TRIGGER journal_sans_vidage
        BEFORE TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION jalon_refuser()""",
    "journal_dans_l_ordre": """CREATE TRIGGER journal_dans_l_ordre
        BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION jalon_suite()""",
    "sceau_sans_modification": """CREATE TRIGGER sceau_sans_modification
        BEFORE UPDATE OR DELETE ON sceau FOR EACH ROW EXECUTE FUNCTION jalon_refuser()""",
    "sceau_sans_vidage": """CREATE TRIGGER sceau_sans_vidage
        BEFORE TRUNCATE ON sceau FOR EACH STATEMENT EXECUTE FUNCTION jalon_refuser()""",
}
_TABLES = {nom: nom.split("_", 1)[0] for nom in (*_SQLITE, *_PG)}


def installer(connexion: Connection) -> None:
    """Install the guards, at the end of every migration: batch alters drop triggers silently."""
    postgresql = connexion.dialect.name == "postgresql"
    if postgresql:
        for fonction in _FONCTIONS_PG:
            connexion.execute(text(fonction))
    for nom, creation in (_PG if postgresql else _SQLITE).items():
        table = f" ON {_TABLES[nom]}" if postgresql else ""
        connexion.execute(text(f"DROP TRIGGER IF EXISTS {nom}{table}"))
        connexion.execute(text(creation))


def verifier(connexion: Connection) -> None:
    """Check that every guard is there, enabled and as we wrote it.

    Raises:
        JournalNonProtege: one is missing, disabled or was replaced: Jalon refuses to start.
    """
    postgresql = connexion.dialect.name == "postgresql"
    trouves = _gardes_postgresql(connexion) if postgresql else _gardes_sqlite(connexion)
    manquants = sorted(set(_PG if postgresql else _SQLITE) - trouves)
    if manquants:
        raise JournalNonProtege(
            f"Le journal n’est plus protégé (gardes absentes ou changées : "
            f"{', '.join(manquants)}). Jalon ne démarre pas : faites vérifier la base, "
            "puis lancez « jalon verify » et « jalon init »."
        )


def _gardes_sqlite(connexion: Connection) -> set[str]:
    rangees = connexion.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    return {
        nom for nom, sql in rangees if nom in _SQLITE and _nu(sql) == _nu(_SQLITE[nom])
    }


def _gardes_postgresql(connexion: Connection) -> set[str]:
    requete = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    return {une[0] for une in connexion.execute(text(requete))}


def _nu(sql: str) -> str:
    return " ".join(sql.split())
