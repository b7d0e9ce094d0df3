"""Alembic's environment: runs the migrations on the connection it is handed."""

from typing import Any, Literal

from alembic import context

from storage import access_tables, register_tables, sharing_tables, tables, view_tables
from storage.column_types import DecimalExact, Identifiant, Instant
from storage.schema import metadata

TABLES = (register_tables, tables, access_tables, sharing_tables, view_tables)
"""Imported so that their tables stand in the metadata."""


def _rendre(genre: str, objet: Any, _contexte: object) -> str | Literal[False]:
    """Write our column types as code when a migration is generated."""
    if genre == "type" and isinstance(objet, Instant):
        return "Instant()"
    if genre == "type" and isinstance(objet, DecimalExact):
        return f"DecimalExact({objet.echelle})"
    if genre == "type" and objet is Identifiant:
        return "Identifiant"
    return False


context.configure(
    connection=context.config.attributes["connexion"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=_rendre,
)
with context.begin_transaction():
    context.run_migrations()
