"""Tables of access: what proves who one is, sessions, tries, files in hand, readings."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

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
    Column("attend_code", Boolean, nullable=False),  # the password was right, the code is to come
    Column("reseau", String(64), nullable=False),
    Column("navigateur", String(80), nullable=False),
    Index("ix_session_compte", "compte"),
)

cle_de_compte = Table(
    "cle_de_compte",
    metadata,
    Column("id", Identifiant, primary_key=True, autoincrement=True),
    Column("cle", EMPREINTE, unique=True),  # empty until its mail leaves
    Column("compte", Identifiant, ForeignKey("compte.id"), nullable=False),
    Column("genre", String(20), nullable=False),
    Column("courriel", Identifiant, ForeignKey("outbox.id"), nullable=False),
    Column("cree_le", Instant, nullable=False),
    Column("expire_le", Instant),
    Column("servie_le", Instant),
    Index("ix_cle_de_compte_compte", "compte"),
    Index("ix_cle_de_compte_courriel", "courriel"),
)

second_facteur = Table(
    "second_facteur",
    metadata,
    Column("compte", Identifiant, ForeignKey("compte.id"), primary_key=True, autoincrement=False),
    Column("secret", String(160), nullable=False),  # sealed: services/encrypting
    Column("cree_le", Instant, nullable=False),
    Column("active_le", Instant),
    Column("dernier_pas", Integer),  # of the last code taken: it serves once
)

code_de_secours = Table(
    "code_de_secours",
    metadata,
    Column("id", Identifiant, primary_key=True, autoincrement=True),
    Column("compte", Identifiant, ForeignKey("compte.id"), nullable=False),
    Column("repere", String(2), nullable=False),  # its beginning: which digest to compare with
    Column("empreinte", Text, nullable=False),  # argon2id, salted
    Column("servi_le", Instant),
    Index("ix_code_de_secours_compte", "compte"),
)

acces = Table(
    "acces",
    metadata,
    Column("id", Identifiant, primary_key=True, autoincrement=True),
    Column("compte", Identifiant, ForeignKey("compte.id"), nullable=False),
    Column("quoi", String(20), nullable=False),
    Column("objet", String(200), nullable=False),
    Column("jour", Date, nullable=False),
    Column("fois", Integer, nullable=False),
    Column("premier_le", Instant, nullable=False),
    Column("dernier_le", Instant, nullable=False),
    UniqueConstraint("compte", "quoi", "objet", "jour"),
    Index("ix_acces_jour", "jour"),
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
    Column("courriel", Identifiant, ForeignKey("outbox.id")),  # none: printed beside a letter
    Column("dossier", Identifiant, ForeignKey("dossier.id"), nullable=False),
    Column("role", String(40), nullable=False),
    Column("nom", Text, nullable=False),
    Column("adresse", Text, nullable=False),
    Column("cree_le", Instant, nullable=False),  # civil time, as the mail that carries it
    Column("expire_le", Instant, nullable=False),
    Index("ix_jeton_courriel", "courriel"),
)

tentative = Table(
    "tentative",
    metadata,
    Column("cle", EMPREINTE, primary_key=True),  # who tried, from where
    Column("echecs", Integer, nullable=False),
    Column("dernier", Instant, nullable=False),
    Index("ix_tentative_dernier", "dernier"),
)
