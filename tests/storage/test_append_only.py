"""Nothing rewrites the journal or a seal; a guard that was touched keeps Jalon from starting."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage.append_only import verifier
from storage.engines import Moteurs, ouvrir
from storage.errors import JournalNonProtege
from storage.migrating import exiger_a_jour, migrer
from tests.portfolio import Portefeuille

_COLONNES = """dossier, seq, rev, kind, event, from_state, to_state, role, actor, on_behalf_of,
    reason, payload, explanation, at, recorded_at, prev_hash, hash"""
_COPIE = (
    f"SELECT {{id}}, dossier, {{seq}} AS {_COLONNES.replace('dossier, seq', 'seq')}"  # noqa: S608 # ours
    " FROM journal"
)
_SUITE = "(SELECT 1 + max(j.seq) FROM journal j WHERE j.dossier = journal.dossier)"
_AJOUT = f"INTO journal (id, {_COLONNES}) {_COPIE} WHERE id = 1"
_SCEAU = "INTO sceau (id, jour, dossiers, prev_hash, hash, cree_le) VALUES"

COMMUNS = [
    "UPDATE journal SET reason = NULL WHERE id = 1",
    "UPDATE journal SET id = 900 WHERE id = 1",
    "DELETE FROM journal WHERE id = 1",
    f"INSERT {_AJOUT.format(id=901, seq=1)}",
    f"INSERT {_AJOUT.format(id=901, seq='5 + ' + _SUITE)}",
    f"INSERT {_AJOUT.format(id=901, seq=0)}",
    f"INSERT {_AJOUT.format(id=1, seq=_SUITE)}",
    f"INSERT {_AJOUT.format(id=1, seq=_SUITE)} ON CONFLICT (id) DO UPDATE SET event = 'x'",
    f"INSERT {_AJOUT.format(id=901, seq=1)} ON CONFLICT (dossier, seq) DO UPDATE SET event = 'x'",
    "UPDATE sceau SET hash = 'x'",
    "DELETE FROM sceau",
    f"INSERT {_SCEAU} (1, '2025-03-04', '{{}}', '', 'h', '')",
    f"INSERT {_SCEAU} (2, '2025-03-03', '{{}}', '', 'h', '')",
    f"INSERT {_SCEAU} (2, '2025-03-01', '{{}}', '', 'h', '')",
]
SQLITE = [
    f"INSERT OR REPLACE {_AJOUT.format(id=1, seq=1)}",
    f"INSERT OR REPLACE {_AJOUT.format(id=901, seq=1)}",
    f"INSERT OR REPLACE {_AJOUT.format(id=1, seq=_SUITE)}",
    f"REPLACE {_AJOUT.format(id=1, seq=_SUITE)}",
    f"INSERT {_AJOUT.format(id=-1, seq=_SUITE)}",
    f"INSERT OR REPLACE {_AJOUT.format(id=-1, seq=_SUITE)}",
    "UPDATE OR REPLACE journal SET id = 2 WHERE id = 1",
    f"INSERT OR REPLACE {_SCEAU} (1, '2025-03-04', '{{}}', '', 'h', '')",
    f"INSERT OR REPLACE {_SCEAU} (2, '2025-03-03', '{{}}', '', 'h', '')",
    f"INSERT OR REPLACE {_SCEAU} (-1, '2025-03-04', '{{}}', '', 'h', '')",
]
POSTGRESQL = ["TRUNCATE journal", "TRUNCATE dossier CASCADE", "TRUNCATE sceau"]


def _acceptes(portefeuille: Portefeuille, ordres: list[str], *prealables: str) -> list[str]:
    """Orders that went through, or that changed something by being refused."""
    with portefeuille.bureau.travail.ecrire() as connexion:
        connexion.execute(text(f"INSERT {_SCEAU} (1, '2025-03-03', '{{}}', '', 'h', '')"))
    avant = _lignes(portefeuille)
    return [
        ordre
        for ordre in ordres
        if not _refuse(portefeuille, ordre, prealables) or _lignes(portefeuille) != avant
    ]


def _lignes(portefeuille: Portefeuille) -> list[tuple[object, ...]]:
    tout = portefeuille.tout()
    return tout["journal"] + tout["sceau"]


def _refuse(portefeuille: Portefeuille, ordre: str, prealables: tuple[str, ...]) -> bool:
    try:
        with portefeuille.bureau.travail.ecrire() as connexion:
            for un in prealables:
                connexion.execute(text(un))
            connexion.execute(text(ordre))
    except DBAPIError as erreur:
        return isinstance(erreur, IntegrityError) or "en ajout seul" in str(erreur)
    return False


def test_what_rewrites_is_refused(portefeuille: Portefeuille) -> None:
    assert _acceptes(portefeuille, COMMUNS) == []


@pytest.mark.parametrize("recursif", ["ON", "OFF"])
def test_sqlite_replacements_are_refused(portefeuille_sqlite: Portefeuille, recursif: str) -> None:
    assert _acceptes(portefeuille_sqlite, SQLITE, f"PRAGMA recursive_triggers={recursif}") == []


def test_postgresql_truncations_are_refused(portefeuille_postgresql: Portefeuille) -> None:
    assert _acceptes(portefeuille_postgresql, POSTGRESQL) == []


def test_a_replica_session_fires_the_guards(portefeuille_postgresql: Portefeuille) -> None:
    replique = "SET LOCAL session_replication_role = replica"
    assert _acceptes(portefeuille_postgresql, COMMUNS, replique) == []


def test_a_temporary_table_deceives_no_guard(portefeuille_postgresql: Portefeuille) -> None:
    copie = _COPIE.format(id=901, seq=1).replace("FROM journal", "FROM public.journal")
    ordre = f"INSERT INTO public.journal (id, {_COLONNES}) {copie} WHERE id = 1"
    leurre = "CREATE TEMP TABLE journal (dossier int, seq int)"
    assert _acceptes(portefeuille_postgresql, [ordre], leurre) == []


def test_the_next_line_goes_in(portefeuille: Portefeuille) -> None:
    with portefeuille.bureau.travail.ecrire() as connexion:
        connexion.execute(text(f"INSERT {_AJOUT.format(id=901, seq=_SUITE)}"))
        connexion.execute(text(f"INSERT {_SCEAU} (1, '2025-03-03', '{{}}', '', 'h', '')"))
    assert len(portefeuille.rangees("SELECT 1 FROM journal WHERE id = 901")) == 1


@pytest.fixture
def base(database_url: str) -> Iterator[Moteurs]:
    """An initialised, empty database."""
    migrer(database_url)
    moteurs = ouvrir(database_url)
    yield moteurs
    moteurs.fermer()


def _faute(moteurs: Moteurs, *ordres: str) -> str:
    with moteurs.ecriture.begin() as connexion:
        for un in ordres:
            connexion.execute(text(un))
    with pytest.raises(JournalNonProtege) as erreur:
        exiger_a_jour(moteurs)
    return str(erreur.value).split(": ", 1)[1].split(")", 1)[0]


_PLPGSQL = "RETURNS trigger LANGUAGE plpgsql AS"
ALTERATIONS_SQLITE = [
    ("journal_sans_retrait", ["DROP TRIGGER journal_sans_retrait"]),
    ("journal_numerote", ["DROP TRIGGER journal_numerote"]),
    ("sceau_dans_l_ordre", ["DROP TRIGGER sceau_dans_l_ordre"]),
    (
        "journal_sans_modification",
        [
            "DROP TRIGGER journal_sans_modification",
            "CREATE TRIGGER journal_sans_modification BEFORE UPDATE ON journal BEGIN SELECT 1; END",
        ],
    ),
    (
        "muet (inconnu",
        ["CREATE TRIGGER muet BEFORE INSERT ON journal BEGIN SELECT RAISE(IGNORE); END"],
    ),
]
ALTERATIONS_POSTGRESQL = [
    ("journal_sans_vidage", ["DROP TRIGGER journal_sans_vidage ON journal"]),
    (
        "journal_sans_modification",
        ["ALTER TABLE journal DISABLE TRIGGER journal_sans_modification"],
    ),
    ("sceau_sans_modification", ["ALTER TABLE sceau ENABLE TRIGGER sceau_sans_modification"]),
    ("sceau_sans_vidage", ["ALTER TABLE sceau ENABLE REPLICA TRIGGER sceau_sans_vidage"]),
    (
        "journal_dans_l_ordre",
        [
            (
                f"CREATE OR REPLACE FUNCTION jalon_suite_journal() {_PLPGSQL}"
                " $$ BEGIN RETURN NEW; END $$"
            )
        ],
    ),
    (
        (
            "journal_sans_modification, journal_sans_vidage, "
            "sceau_sans_modification, sceau_sans_vidage"
        ),
        [f"CREATE OR REPLACE FUNCTION jalon_refuser() {_PLPGSQL} $$ BEGIN RETURN NULL; END $$"],
    ),
    (
        "journal_sans_modification",
        [
            "DROP TRIGGER journal_sans_modification ON journal",
            (
                "CREATE TRIGGER journal_sans_modification BEFORE UPDATE OR DELETE ON journal"
                " FOR EACH ROW WHEN (OLD.seq < 0) EXECUTE FUNCTION jalon_refuser()"
            ),
            "ALTER TABLE journal ENABLE ALWAYS TRIGGER journal_sans_modification",
        ],
    ),
    (
        "journal_sans_modification",
        [
            "DROP TRIGGER journal_sans_modification ON journal",
            (
                "CREATE TRIGGER journal_sans_modification BEFORE UPDATE OF hash OR DELETE"
                " ON journal FOR EACH ROW EXECUTE FUNCTION jalon_refuser()"
            ),
            "ALTER TABLE journal ENABLE ALWAYS TRIGGER journal_sans_modification",
        ],
    ),
    (
        "muet (inconnu",
        [
            f"CREATE FUNCTION muet() {_PLPGSQL} $$ BEGIN RETURN NULL; END $$",
            "CREATE TRIGGER muet BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION muet()",
        ],
    ),
    ("muette (règle inconnue", ["CREATE RULE muette AS ON INSERT TO journal DO INSTEAD NOTHING"]),
]


@pytest.mark.parametrize(("faute", "ordres"), ALTERATIONS_SQLITE)
def test_a_touched_sqlite_guard_is_noticed(sqlite_url: str, faute: str, ordres: list[str]) -> None:
    migrer(sqlite_url)
    moteurs = ouvrir(sqlite_url)
    assert _faute(moteurs, *ordres) == faute
    moteurs.fermer()


def test_touched_postgresql_guards_are_noticed(postgres_db: str) -> None:
    migrer(postgres_db)
    moteurs = ouvrir(postgres_db)
    trouvees = []
    for _, ordres in ALTERATIONS_POSTGRESQL:
        with moteurs.ecriture.connect() as connexion:
            for un in ordres:
                connexion.execute(text(un))
            with pytest.raises(JournalNonProtege) as erreur:
                verifier(connexion)
            connexion.rollback()
        trouvees.append(str(erreur.value).split(": ", 1)[1].split(")", 1)[0])
    moteurs.fermer()
    assert trouvees == [faute for faute, _ in ALTERATIONS_POSTGRESQL]


def test_init_puts_the_guards_back(base: Moteurs) -> None:
    postgresql = base.ecriture.dialect.name == "postgresql"
    _faute(base, f"DROP TRIGGER journal_dans_l_ordre{' ON journal' if postgresql else ''}")
    migrer(base.ecriture.url.render_as_string(hide_password=False))
    exiger_a_jour(base)
