"""Tables of access: how an account proves who it is, its sessions, failed tries, files in hand."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from storage.column_types import Identifiant, Instant
from storage.schema import metadata

EMPREINTE = String(64)
"""SHA-256 of a secret that only its bearer holds."""

mot_de_passe = Table(
    "mot_de_passe",
    metadata,
    Column("compte", Identifiant, ForeignKey("compte.id"), primary_key=True, autoincrement=False),
    Column("empreinte", Text, nullable=False),  # argon2id, salted
    Column("pose_le", Instant, nullable=False),
)

session = Table(
    "session",
    metadata,
    Column("cle", EMPREINTE, primary_key=True),
    Column("compte", Identifiant, ForeignKey("compte.id"), nullable=False),
    Column("ouverte_le", Instant, nullable=False),
    Column("vue_le", Instant, nullable=False),
    Index("ix_session_compte", "compte"),
)

depot = Table(
    "depot",
    metadata,
    Column("cle", EMPREINTE, primary_key=True),
    Column("compte", Identifiant, ForeignKey("compte.id"), nullable=False),
    Column("nom", Text, nullable=False),
    Column("corps", LargeBinary, nullable=False),
    Column("depose_le", Instant, nullable=False),
    Index("ix_depot_depose_le", "depose_le"),
)

jeton = Table(
    "jeton",
    metadata,
    Column("id", Identifiant, primary_key=True, autoincrement=True),
    Column("cle", EMPREINTE, nullable=False, unique=True),
    Column("courriel", Identifiant, ForeignKey("outbox.id"), nullable=False),
    Column("dossier", Identifiant, ForeignKey("dossier.id"), nullable=False),
    Column("role", String(40), nullable=False),
    Column("nom", Text, nullable=False),
    Column("adresse", Text, nullable=False),
    Column("cree_le", Instant, nullable=False),  # civil time, as the mail that carries it
    Column("expire_le", Instant, nullable=False),
    Column("par", Text),  # who answered, when it was not the person written to
    Index("ix_jeton_courriel", "courriel"),
)

tentative = Table(
    "tentative",
    metadata,
    Column("cle", EMPREINTE, primary_key=True),  # who tried, from where
    Column("echecs", Integer, nullable=False),
    Column("depuis", Instant, nullable=False),
    Index("ix_tentative_depuis", "depuis"),
)
