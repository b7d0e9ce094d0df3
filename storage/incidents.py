"""Incidents: what went wrong, on whose desk, how often."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from storage import tables as t

_I = t.incident.c


def ouvrir(  # noqa: PLR0913 # one keyword per column
    connexion: Connection,
    *,
    cle: str,
    genre: str,
    message: str,
    now: datetime,
    dossier: int | None = None,
    compte: int | None = None,
    detail: str | None = None,
) -> None:
    """Open an incident, or count one more occurrence of the same."""
    deja = connexion.execute(
        update(t.incident)
        .where(_I.cle == cle)
        .values(
            occurrences=_I.occurrences + 1,
            dernier_le=now,
            message=message,
            detail=detail,
            resolu_le=None,
        )
    ).rowcount
    if not deja:
        connexion.execute(
            insert(t.incident).values(
                cle=cle,
                genre=genre,
                dossier=dossier,
                compte=compte,
                message=message,
                detail=detail,
                occurrences=1,
                cree_le=now,
                dernier_le=now,
            )
        )


def resoudre(connexion: Connection, cle: str, now: datetime) -> None:
    """Close an incident that no longer holds."""
    connexion.execute(
        update(t.incident).where(_I.cle == cle, _I.resolu_le.is_(None)).values(resolu_le=now)
    )


def ouverts(connexion: Connection) -> list[dict[str, object]]:
    """Open incidents, oldest first."""
    requete = select(t.incident).where(_I.resolu_le.is_(None)).order_by(_I.id)
    return [dict(une) for une in connexion.execute(requete).mappings()]
