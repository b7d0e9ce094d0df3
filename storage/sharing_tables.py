"""Tables of what leaves the pages: tokens of the API, addresses of calendars."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text

from storage.access_tables import EMPREINTE
from storage.column_types import Identifiant, Instant
from storage.schema import metadata

# Every instant here is real time.
jeton_api = Table(
    "jeton_api",
    metadata,
    Column("id", Identifiant, primary_key=True, autoincrement=True),
    Column("cle", EMPREINTE, nullable=False, unique=True),
    Column("compte", Identifiant, ForeignKey("compte.id"), nullable=False),
    Column("nom", Text, nullable=False),
    Column("portees", String(60), nullable=False),  # words: lecture, actes
    Column("cree_le", Instant, nullable=False),
    Column("expire_le", Instant, nullable=False),
    Column("vu_le", Instant),
    Index("ix_jeton_api_compte", "compte"),
)

calendrier = Table(
    "calendrier",
    metadata,
    Column("id", Identifiant, primary_key=True, autoincrement=True),
    Column("cle", EMPREINTE, nullable=False, unique=True),
    Column("compte", Identifiant, ForeignKey("compte.id"), nullable=False),  # who made it
    # Whose deadlines it tells: a buyer's, else those of the account.
    Column("donneur_ordre", Identifiant, ForeignKey("donneur_ordre.id")),
    Column("cree_le", Instant, nullable=False),
    Index("ix_calendrier_compte", "compte"),
    Index("ix_calendrier_donneur_ordre", "donneur_ordre"),
)
