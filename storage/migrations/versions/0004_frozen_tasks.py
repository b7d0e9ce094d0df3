"""Tasks that wait for the end of a stop: since when."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from storage.column_types import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_PARIS = ZoneInfo("Europe/Paris")
_SANS_ARRET = (
    "completer_adresse:%",
    "courriel_refuse%",
    "courriel_incertain%",
    "rappel_demande%",
    "lire_reponse",
)
"""Kinds of task that no stop touched when this was written."""
_DOSSIER = sa.table(
    "dossier",
    sa.column("id", sa.Integer),
    sa.column("machine", sa.String),
    sa.column("state", sa.String),
    sa.column("final", sa.Integer),
    sa.column("hold", sa.Text),
    sa.column("moved_at", Instant()),
)
_TACHE = sa.table(
    "tache",
    sa.column("dossier", sa.Integer),
    sa.column("code", sa.String),
    sa.column("statut", sa.String),
    sa.column("cree_le", Instant()),
    sa.column("figee_le", sa.Date),
)


def upgrade() -> None:
    """Apply; what was open when a hold or a suspension that still runs began is frozen."""
    op.add_column("tache", sa.Column("figee_le", sa.Date(), nullable=True))
    connexion = op.get_bind()
    suspendu = sa.and_(_DOSSIER.c.machine == "marche", _DOSSIER.c.state == "suspendu")
    arretes = sa.select(_DOSSIER).where(
        _DOSSIER.c.final == 0, sa.or_(_DOSSIER.c.hold.is_not(None), suspendu)
    )
    for dossier in connexion.execute(arretes).all():
        depuis = _depuis(dossier)
        connexion.execute(
            sa.update(_TACHE)
            .where(
                _TACHE.c.dossier == dossier.id,
                _TACHE.c.statut == "ouverte",
                _TACHE.c.cree_le < depuis,
                *(_TACHE.c.code.not_like(un) for un in _SANS_ARRET),
            )
            .values(figee_le=depuis.astimezone(_PARIS).date())
        )


def _depuis(dossier: Any) -> datetime:
    depuis: datetime = dossier.moved_at
    if dossier.hold is not None:
        depuis = datetime.fromisoformat(json.loads(dossier.hold)["depuis"])
    return depuis
