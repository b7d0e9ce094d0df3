"""Access: passwords, sessions, second factor, failed attempts, files in hand, readings."""

import sqlalchemy as sa
from alembic import op

from storage.column_types import Identifiant, Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "compte_marche",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("compte", Identifiant, nullable=False),
        sa.Column("marche", Identifiant, nullable=False),
        sa.ForeignKeyConstraint(["compte"], ["compte.id"], name=op.f("fk_compte_marche_compte")),
        sa.ForeignKeyConstraint(["marche"], ["marche.id"], name=op.f("fk_compte_marche_marche")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compte_marche")),
        sa.UniqueConstraint("compte", "marche", name=op.f("uq_compte_marche_compte_marche")),
    )
    op.create_index(op.f("ix_compte_marche_marche"), "compte_marche", ["marche"])
    op.create_table(
        "vue_nommee",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("compte", Identifiant, nullable=False),
        sa.Column("machine", sa.String(length=60), nullable=False),
        sa.Column("nom", sa.String(length=80), nullable=False),
        sa.Column("filtre", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["compte"], ["compte.id"], name=op.f("fk_vue_nommee_compte")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vue_nommee")),
        sa.UniqueConstraint(
            "compte", "machine", "nom", name=op.f("uq_vue_nommee_compte_machine_nom")
        ),
    )
    op.create_table(
        "mot_de_passe",
        sa.Column("compte", Identifiant, autoincrement=False, nullable=False),
        sa.Column("empreinte", sa.Text(), nullable=False),
        sa.Column("pose_le", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["compte"], ["compte.id"], name=op.f("fk_mot_de_passe_compte")),
        sa.PrimaryKeyConstraint("compte", name=op.f("pk_mot_de_passe")),
    )
    op.create_table(
        "session",
        sa.Column("cle", sa.String(length=64), nullable=False),
        sa.Column("compte", Identifiant, nullable=False),
        sa.Column("ouverte_le", Instant(), nullable=False),
        sa.Column("vue_le", Instant(), nullable=False),
        sa.Column("attend_code", sa.Boolean(), nullable=False),
        sa.Column("reseau", sa.String(length=64), nullable=False),
        sa.Column("navigateur", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["compte"], ["compte.id"], name=op.f("fk_session_compte")),
        sa.PrimaryKeyConstraint("cle", name=op.f("pk_session")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index("ix_session_compte", ["compte"], unique=False)
    op.create_table(
        "depot",
        sa.Column("cle", sa.String(length=64), nullable=False),
        sa.Column("compte", Identifiant, nullable=False),
        sa.Column("nom", sa.Text(), nullable=False),
        sa.Column("corps", sa.LargeBinary(), nullable=False),
        sa.Column("depose_le", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["compte"], ["compte.id"], name=op.f("fk_depot_compte")),
        sa.PrimaryKeyConstraint("cle", name=op.f("pk_depot")),
    )
    with op.batch_alter_table("depot", schema=None) as batch_op:
        batch_op.create_index("ix_depot_depose_le", ["depose_le"], unique=False)
    op.create_table(
        "jeton",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("cle", sa.String(length=64), nullable=False),
        sa.Column("courriel", Identifiant, nullable=True),
        sa.Column("dossier", Identifiant, nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("nom", sa.Text(), nullable=False),
        sa.Column("adresse", sa.Text(), nullable=False),
        sa.Column("cree_le", Instant(), nullable=False),
        sa.Column("expire_le", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["courriel"], ["outbox.id"], name=op.f("fk_jeton_courriel")),
        sa.ForeignKeyConstraint(["dossier"], ["dossier.id"], name=op.f("fk_jeton_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jeton")),
        sa.UniqueConstraint("cle", name=op.f("uq_jeton_cle")),
    )
    with op.batch_alter_table("jeton", schema=None) as batch_op:
        batch_op.create_index("ix_jeton_courriel", ["courriel"], unique=False)
    op.create_table(
        "tentative",
        sa.Column("cle", sa.String(length=64), nullable=False),
        sa.Column("echecs", sa.Integer(), nullable=False),
        sa.Column("dernier", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("cle", name=op.f("pk_tentative")),
    )
    with op.batch_alter_table("tentative", schema=None) as batch_op:
        batch_op.create_index("ix_tentative_dernier", ["dernier"], unique=False)
    _preuves()
    _lectures()
    _partages()


def _preuves() -> None:
    """Keys sent by mail, codes of a telephone, codes on paper."""
    op.create_table(
        "cle_de_compte",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("cle", sa.String(length=64), nullable=True),
        sa.Column("compte", Identifiant, nullable=False),
        sa.Column("genre", sa.String(length=20), nullable=False),
        sa.Column("courriel", Identifiant, nullable=False),
        sa.Column("cree_le", Instant(), nullable=False),
        sa.Column("expire_le", Instant(), nullable=True),
        sa.Column("servie_le", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["compte"], ["compte.id"], name=op.f("fk_cle_de_compte_compte")),
        sa.ForeignKeyConstraint(
            ["courriel"], ["outbox.id"], name=op.f("fk_cle_de_compte_courriel")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cle_de_compte")),
        sa.UniqueConstraint("cle", name=op.f("uq_cle_de_compte_cle")),
    )
    with op.batch_alter_table("cle_de_compte", schema=None) as batch_op:
        batch_op.create_index("ix_cle_de_compte_compte", ["compte"], unique=False)
        batch_op.create_index("ix_cle_de_compte_courriel", ["courriel"], unique=False)
    op.create_table(
        "second_facteur",
        sa.Column("compte", Identifiant, autoincrement=False, nullable=False),
        sa.Column("secret", sa.String(length=160), nullable=False),
        sa.Column("cree_le", Instant(), nullable=False),
        sa.Column("active_le", Instant(), nullable=True),
        sa.Column("dernier_pas", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["compte"], ["compte.id"], name=op.f("fk_second_facteur_compte")),
        sa.PrimaryKeyConstraint("compte", name=op.f("pk_second_facteur")),
    )
    op.create_table(
        "code_de_secours",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("compte", Identifiant, nullable=False),
        sa.Column("repere", sa.String(length=2), nullable=False),
        sa.Column("empreinte", sa.Text(), nullable=False),
        sa.Column("servi_le", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["compte"], ["compte.id"], name=op.f("fk_code_de_secours_compte")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_de_secours")),
    )
    with op.batch_alter_table("code_de_secours", schema=None) as batch_op:
        batch_op.create_index("ix_code_de_secours_compte", ["compte"], unique=False)


def _lectures() -> None:
    """Who read what tells of a person."""
    op.create_table(
        "acces",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("compte", Identifiant, nullable=False),
        sa.Column("quoi", sa.String(length=20), nullable=False),
        sa.Column("objet", sa.String(length=200), nullable=False),
        sa.Column("jour", sa.Date(), nullable=False),
        sa.Column("fois", sa.Integer(), nullable=False),
        sa.Column("premier_le", Instant(), nullable=False),
        sa.Column("dernier_le", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["compte"], ["compte.id"], name=op.f("fk_acces_compte")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acces")),
        sa.UniqueConstraint(
            "compte", "quoi", "objet", "jour", name=op.f("uq_acces_compte_quoi_objet_jour")
        ),
    )
    with op.batch_alter_table("acces", schema=None) as batch_op:
        batch_op.create_index("ix_acces_jour", ["jour"], unique=False)


def _partages() -> None:
    """Tokens of the API, addresses of calendars."""
    op.create_table(
        "jeton_api",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("cle", sa.String(length=64), nullable=False),
        sa.Column("compte", Identifiant, nullable=False),
        sa.Column("nom", sa.Text(), nullable=False),
        sa.Column("portees", sa.String(length=60), nullable=False),
        sa.Column("cree_le", Instant(), nullable=False),
        sa.Column("expire_le", Instant(), nullable=False),
        sa.Column("vu_le", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["compte"], ["compte.id"], name=op.f("fk_jeton_api_compte")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jeton_api")),
        sa.UniqueConstraint("cle", name=op.f("uq_jeton_api_cle")),
    )
    with op.batch_alter_table("jeton_api", schema=None) as batch_op:
        batch_op.create_index("ix_jeton_api_compte", ["compte"], unique=False)
    op.create_table(
        "calendrier",
        sa.Column("id", Identifiant, autoincrement=True, nullable=False),
        sa.Column("cle", sa.String(length=64), nullable=False),
        sa.Column("compte", Identifiant, nullable=False),
        sa.Column("donneur_ordre", Identifiant, nullable=True),
        sa.Column("cree_le", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["compte"], ["compte.id"], name=op.f("fk_calendrier_compte")),
        sa.ForeignKeyConstraint(
            ["donneur_ordre"], ["donneur_ordre.id"], name=op.f("fk_calendrier_donneur_ordre")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendrier")),
        sa.UniqueConstraint("cle", name=op.f("uq_calendrier_cle")),
    )
    with op.batch_alter_table("calendrier", schema=None) as batch_op:
        batch_op.create_index("ix_calendrier_compte", ["compte"], unique=False)
        batch_op.create_index("ix_calendrier_donneur_ordre", ["donneur_ordre"], unique=False)
