"""From nothing to today's tables, from an older version with rows; what a failure says."""

from __future__ import annotations

import multiprocessing
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from storage import register_tables, tables
from storage.engines import ouvrir
from storage.errors import BaseIllisible, MigrationEchouee
from storage.migrating import exiger_a_jour, migrer, version_attendue
from storage.schema import metadata
from tests.portfolio import Portefeuille, tout

PREMIERE = "0001"
TABLES = (register_tables, tables)
SUIVANTE = "9999"
_EN_TETE = '''"""A later version."""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "{version}", "{avant}", None, None
def upgrade():
'''
COLONNE = """
    with op.batch_alter_table("dossier") as lot:
        lot.alter_column("subject", existing_type=sa.Text(), nullable=True)
        lot.add_column(sa.Column("couleur", sa.Text()))
"""
BRISEE = """
    op.execute("UPDATE compteur SET valeur = 999")
    op.add_column("tache", sa.Column("couleur", sa.Text()))
    op.execute("UPDATE nulle_part SET x = 1")
"""
ORPHELINE = """
    op.execute("DELETE FROM compte")
"""


def _version(dossier: Path, numero: str, avant: str | None, corps: str) -> Path:
    dossier.mkdir(exist_ok=True)
    texte = _EN_TETE.format(version=numero, avant=avant) + corps
    (dossier / f"{numero}.py").write_text(texte, "utf-8")
    return dossier


def test_the_migrations_make_the_declared_tables(database_url: str) -> None:
    migrer(database_url)
    moteurs = ouvrir(database_url)
    with moteurs.lecture.connect() as connexion:
        assert compare_metadata(MigrationContext.configure(connexion), metadata) == []
    exiger_a_jour(moteurs)
    moteurs.fermer()


def test_twice_changes_nothing(portefeuille: Portefeuille) -> None:
    avant = portefeuille.tout()
    migrer(portefeuille.url)
    exiger_a_jour(portefeuille.bureau.travail.moteurs)
    assert portefeuille.tout() == avant


def test_rows_survive_a_rebuilt_table(portefeuille: Portefeuille, tmp_path: Path) -> None:
    avant = portefeuille.tout()
    versions = _version(tmp_path / "versions", SUIVANTE, version_attendue(), COLONNE)
    migrer(portefeuille.url, versions=versions)
    apres = portefeuille.tout()
    assert [une[:-1] for une in apres.pop("dossier")] == avant.pop("dossier")
    assert apres == avant
    with portefeuille.bureau.travail.ecrire() as connexion:
        if connexion.dialect.name == "sqlite":
            assert connexion.execute(text("PRAGMA foreign_key_check")).all() == []
    portefeuille.bureau.travail.moteurs.fermer()
    with pytest.raises(BaseIllisible, match="ne connaît pas"):
        exiger_a_jour(portefeuille.bureau.travail.moteurs)


def test_a_failing_migration_says_so_and_changes_nothing(
    portefeuille: Portefeuille, tmp_path: Path
) -> None:
    avant = portefeuille.tout()
    versions = _version(tmp_path / "versions", SUIVANTE, version_attendue(), BRISEE)
    with pytest.raises(MigrationEchouee, match=r"a échoué ; rien n’y est changé .*nulle_part"):
        migrer(portefeuille.url, versions=versions)
    assert portefeuille.tout() == avant
    exiger_a_jour(portefeuille.bureau.travail.moteurs)


def test_a_migration_that_breaks_a_reference_is_undone(
    portefeuille: Portefeuille, tmp_path: Path
) -> None:
    avant = portefeuille.tout()
    versions = _version(tmp_path / "versions", SUIVANTE, version_attendue(), ORPHELINE)
    with pytest.raises(MigrationEchouee, match="rien n’y est changé"):
        migrer(portefeuille.url, versions=versions)
    assert portefeuille.tout() == avant


def test_an_older_database_with_rows_comes_to_today(database_url: str) -> None:
    migrer(database_url, jusqu_a=PREMIERE)
    moteurs = ouvrir(database_url)
    with moteurs.ecriture.begin() as connexion:
        connexion.execute(
            text("INSERT INTO structure (siret, nom, zone) VALUES ('1', 'MMIE', 'metropole')")
        )
    with pytest.raises(BaseIllisible, match=f"à la version {PREMIERE}, Jalon attend .* : lancez"):
        exiger_a_jour(moteurs)
    migrer(database_url)
    exiger_a_jour(moteurs)
    with moteurs.lecture.connect() as connexion:
        assert connexion.execute(text("SELECT nom FROM structure")).scalars().all() == ["MMIE"]
    moteurs.fermer()


def test_a_database_that_forgot_its_version_asks_for_init(database_url: str) -> None:
    migrer(database_url)
    moteurs = ouvrir(database_url)
    with moteurs.ecriture.begin() as connexion:
        connexion.execute(text("DELETE FROM alembic_version"))
    with pytest.raises(BaseIllisible, match="n’est pas préparée : lancez « jalon init »"):
        exiger_a_jour(moteurs)
    moteurs.fermer()


def test_a_newer_database_is_left_alone(database_url: str) -> None:
    migrer(database_url)
    moteurs = ouvrir(database_url)
    with moteurs.ecriture.begin() as connexion:
        connexion.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        avant = tout(connexion)
    for appel in (lambda: migrer(database_url), lambda: exiger_a_jour(moteurs)):
        with pytest.raises(BaseIllisible, match="version 9999, que ce Jalon ne connaît pas"):
            appel()
    with moteurs.lecture.connect() as connexion:
        assert tout(connexion) == avant
    moteurs.fermer()


def test_an_empty_database_asks_for_init(database_url: str) -> None:
    moteurs = ouvrir(database_url)
    with pytest.raises(BaseIllisible, match="lancez « jalon init »"):
        exiger_a_jour(moteurs)
    moteurs.fermer()


def test_a_table_of_somebody_else_is_no_closed_door(database_url: str) -> None:
    moteurs = ouvrir(database_url)
    with moteurs.ecriture.begin() as connexion:
        connexion.execute(text("CREATE TABLE dossier (x INTEGER)"))
    with pytest.raises(MigrationEchouee, match="dossier"):
        migrer(database_url)
    with moteurs.lecture.connect() as connexion:
        assert connexion.execute(text("SELECT * FROM dossier")).all() == []
    moteurs.fermer()


@pytest.mark.parametrize(
    "url",
    ["sqlite:////proc/jalon/x.db", "postgresql+psycopg://jalon@127.0.0.1:1/x", "n'importe quoi"],
)
def test_a_closed_door_is_said(url: str) -> None:
    with pytest.raises(BaseIllisible, match="la base ne s’ouvre pas"):
        migrer(url)


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "jalon.db").write_text("ceci n'est pas une base" * 100)
    with pytest.raises(BaseIllisible, match="la base ne s’ouvre pas"):
        migrer(f"sqlite:///{tmp_path / 'jalon.db'}")


def _preparer(url: str, porte: object) -> None:
    porte.wait()  # type: ignore[attr-defined] # a Barrier of multiprocessing
    migrer(url)


def test_two_initialisations_at_once(database_url: str) -> None:
    contexte = multiprocessing.get_context("spawn")
    porte = contexte.Barrier(2)
    enfants = [contexte.Process(target=_preparer, args=(database_url, porte)) for _ in range(2)]
    for un in enfants:
        un.start()
    for un in enfants:
        un.join(60)
    assert [un.exitcode for un in enfants] == [0, 0]
    moteurs = ouvrir(database_url)
    exiger_a_jour(moteurs)
    with moteurs.lecture.connect() as connexion:
        assert compare_metadata(MigrationContext.configure(connexion), metadata) == []
    moteurs.fermer()


def test_the_file_of_sqlite_keeps_its_journal_beside_it(sqlite_url: str, tmp_path: Path) -> None:
    migrer(sqlite_url)
    base = sqlite3.connect(tmp_path / "jalon.db")
    assert base.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    base.close()


AVANT_LES_GELS = "0003"
_DOSSIER = """INSERT INTO dossier (id, numero, machine, definition, state, final, rev, seq, hash,
    data, faits, hold, subject, moved_at, opened_at, recorded_at, shown)
    VALUES (:id, :numero, :machine, 1, :etat, 0, 1, 1, '',
    '{}', '{}', :hold, '', :le, :le, :le, '')"""
_TACHE = """INSERT INTO tache (cle, dossier, code, libelle, role, statut, echeance, cree_le)
    VALUES (:cle, :dossier, :code, '', 'facilitateur', :statut, :jour, :le)"""
_LE_3, _LE_5, _LE_7 = (f"2025-03-0{un}T08:00:00.000000Z" for un in (3, 5, 7))


def test_what_a_hold_had_stopped_is_frozen(database_url: str) -> None:
    """A base of before: what was open when its dossiers stopped, nothing that came after."""
    pause = '{"depuis":"2025-03-05T09:00:00+01:00","jusqu_au":null,"mode":"date_fixe"}'
    dossiers = [
        {"id": 1, "machine": "relation_entreprise", "etat": "a_contacter", "hold": pause},
        {"id": 2, "machine": "marche", "etat": "suspendu", "hold": None},
        {"id": 3, "machine": "marche", "etat": "notifie", "hold": None},
    ]
    taches = [
        (un["id"], code, statut, le)
        for un in dossiers
        for code, statut, le in [
            ("avant", "ouverte", _LE_3),
            ("completer_adresse:siae", "ouverte", _LE_3),
            ("faite", "faite", _LE_3),
            ("pendant", "ouverte", _LE_7),
        ]
    ]
    migrer(database_url, jusqu_a=AVANT_LES_GELS)
    moteurs = ouvrir(database_url)
    with moteurs.ecriture.begin() as connexion:
        connexion.execute(
            text("INSERT INTO definition VALUES (1, 'x', 1, 'h', '', :le)"), {"le": _LE_3}
        )
        for un in dossiers:
            connexion.execute(text(_DOSSIER), {**un, "numero": f"X-{un['id']}", "le": _LE_5})
        for rang, (dossier, code, statut, le) in enumerate(taches):
            valeurs = {"cle": rang, "dossier": dossier, "code": code, "statut": statut, "le": le}
            connexion.execute(text(_TACHE), {**valeurs, "cle": str(rang), "jour": "2025-03-10"})

    migrer(database_url)

    with moteurs.lecture.connect() as connexion:
        figees = connexion.execute(
            text("SELECT dossier, code, figee_le FROM tache WHERE figee_le IS NOT NULL ORDER BY 1")
        ).all()
    assert [(un.dossier, un.code, str(un.figee_le)) for un in figees] == [
        (1, "avant", "2025-03-05"),
        (2, "avant", "2025-03-05"),
    ]
    moteurs.fermer()
