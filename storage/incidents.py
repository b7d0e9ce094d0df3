"""Incidents: what went wrong, on whose desk, how often."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, String, cast, exists, literal, select, update

from storage import tables as t
from storage.column_types import ecrire_instant
from storage.statements import insertion

_I = t.incident.c
ECHEANCE = "echeance_en_echec"
_CREER = insertion(t.incident, sauf_doublon=True)


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
    dit = {"message": message, "detail": detail}
    if _compter(connexion, cle, now, dit):
        return
    le = ecrire_instant(now)
    rangee = {"cle": cle, "genre": genre, "dossier": dossier, "compte": compte, **dit}
    dates = {"occurrences": 1, "cree_le": le, "dernier_le": le, "resolu_le": None}
    if not _CREER.executer(connexion, rangee | dates).rowcount:
        _compter(connexion, cle, now, dit)  # another worker has just opened it


def detail_de(erreur: Exception) -> str:
    """What failed, for the admin: a driver's first line. The next ones quote the row, people's."""
    dite, _, _ = str(erreur).partition("\n")
    return f"{type(erreur).__name__}: {dite}"


def _compter(connexion: Connection, cle: str, now: datetime, dit: dict[str, str | None]) -> int:
    changes = {**dit, "occurrences": _I.occurrences + 1, "dernier_le": now, "resolu_le": None}
    return connexion.execute(update(t.incident).where(_I.cle == cle).values(changes)).rowcount


def cle_echeance(timer: int) -> str:
    """Key of the incident of a timer that fails."""
    return f"timer:{timer}"


def oublier_les_echeances(connexion: Connection, now: datetime) -> None:
    """Close the incidents of timers that have fired since, or that nobody waits for any more."""
    vivant = exists().where(
        t.timer.c.status == t.ARME, _I.cle == literal("timer:") + cast(t.timer.c.id, String)
    )
    connexion.execute(
        update(t.incident)
        .where(_I.genre == ECHEANCE, _I.resolu_le.is_(None), ~vivant)
        .values(resolu_le=now)
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
