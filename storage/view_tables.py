"""Table of the named views: the filter of a list that somebody keeps under a name."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table, Text, UniqueConstraint

from storage.column_types import Identifiant
from storage.schema import metadata

NOM_MAX = 80

vue_nommee = Table(
    "vue_nommee",
    metadata,
    Column("id", Identifiant, primary_key=True, autoincrement=True),
    Column("compte", Identifiant, ForeignKey("compte.id"), nullable=False),
    Column("machine", String(60), nullable=False),
    Column("nom", String(NOM_MAX), nullable=False),
    Column("filtre", Text, nullable=False),  # the query of the list's address
    UniqueConstraint("compte", "machine", "nom"),
)
