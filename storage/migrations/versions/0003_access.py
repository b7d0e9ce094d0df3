"""Access: passwords, sessions, failed attempts, files in hand."""

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
        sa.Column("courriel", Identifiant, nullable=False),
        sa.Column("dossier", Identifiant, nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("nom", sa.Text(), nullable=False),
        sa.Column("adresse", sa.Text(), nullable=False),
        sa.Column("cree_le", Instant(), nullable=False),
        sa.Column("expire_le", Instant(), nullable=False),
        sa.Column("par", sa.Text(), nullable=True),
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
        sa.Column("depuis", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("cle", name=op.f("pk_tentative")),
    )
    with op.batch_alter_table("tentative", schema=None) as batch_op:
        batch_op.create_index("ix_tentative_depuis", ["depuis"], unique=False)
