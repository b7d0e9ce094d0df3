"""What the clock asks of the memory: the timers that are due, and its heartbeats."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select, update

from storage import tables as t
from storage.column_types import ecrire_instant, lire_instant
from storage.dossiers import (
    COLONNES_DOSSIER,
    COLONNES_TIMER,
    LigneDossier,
    LigneTimer,
    lire_timer,
    par_ids,
)
from storage.statements import Enonce, constante, insertion
from workflow.arming import PENDANT_LA_PAUSE

_T, _D = t.timer.c, t.dossier.c
_TETE = t.dossier.alias("tete")
_N_TIMER = len(COLONNES_TIMER)
_DUES = (
    select(*COLONNES_TIMER, *COLONNES_DOSSIER)
    .join_from(t.timer, t.dossier, _T.dossier == _D.id)
    .join(_TETE, _TETE.c.id == func.coalesce(_D.racine, _D.id))
    .where(
        _T.status == constante(t.ARME),
        _T.due_at <= bindparam("now"),
        or_(_D.hold.is_(None), _T.name.in_([constante(nom) for nom in sorted(PENDANT_LA_PAUSE)])),
    )
)
_RECLAMER = Enonce(
    _DUES.where(or_(_T.retry_at.is_(None), _T.retry_at <= bindparam("reel")))
    .order_by(_T.due_at, _T.id)
    .limit(bindparam("limite"))
    .with_for_update(of=[t.timer, _TETE], skip_locked=True)
)
_ENCORE = Enonce(_DUES.where(_T.id == bindparam("id")))
_RESTE = Enonce(_DUES.where(_T.retry_at.is_(None)).with_only_columns(_T.id).limit(1))
_ECHOUER = Enonce(
    update(t.timer)
    .where(_T.id == bindparam("b_id"))
    .values(attempts=_T.attempts + 1, retry_at=bindparam("retry_at"))
)
_REPORTER = Enonce(
    update(t.timer)
    .where(_T.id == bindparam("b_id"), _T.status == t.ARME)
    .values(
        due_at=bindparam("due_at"), rule=bindparam("rule"), generation=_T.generation + 1
    )  # calendars tell by it that the date has moved
)
_B = t.battement.c
_BATTRE = Enonce(
    update(t.battement)
    .where(_B.nom == bindparam("b_nom"))
    .values(a=bindparam("a"), detail=bindparam("detail"))
)
_TOUCHER = Enonce(update(t.battement).where(_B.nom == bindparam("b_nom")).values(a=bindparam("a")))
_PREMIER = insertion(t.battement, sans=frozenset(), sauf_doublon=True)


def reclamer(
    connexion: Connection, *, now: datetime, reel: datetime, limite: int
) -> list[tuple[LigneTimer, LigneDossier]]:
    """Timers that are due and not on hold, soonest first, with their dossiers.

    PostgreSQL locks each timer and its root in the same statement and skips what another worker
    holds; SQLite's writing transaction already holds everything.
    """
    parametres = {"now": ecrire_instant(now), "reel": ecrire_instant(reel), "limite": limite}
    prises = [_lire(une) for une in _RECLAMER.executer(connexion, parametres)]
    return prises if connexion.dialect.name == "sqlite" else _relire(connexion, prises)


def _relire(
    connexion: Connection, prises: list[tuple[LigneTimer, LigneDossier]]
) -> list[tuple[LigneTimer, LigneDossier]]:
    """The dossiers as they stand under the lock.

    PostgreSQL gives the locked rows anew, but those that are only joined as the statement's
    snapshot saw them: another worker may have written the dossier just before.
    """
    dossiers = par_ids(connexion, sorted({dossier.id for _, dossier in prises}))
    relues = [(timer, dossiers[dossier.id]) for timer, dossier in prises]
    return [un for un in relues if un[1].hold is None or un[0].name in PENDANT_LA_PAUSE]


def reste_du(connexion: Connection, now: datetime) -> bool:
    """Whether something is due that the clock has not come to yet."""
    return _RESTE.executer(connexion, {"now": ecrire_instant(now)}).first() is not None


def encore_due(
    connexion: Connection, timer: int, now: datetime
) -> tuple[LigneTimer, LigneDossier] | None:
    """A timer that still stands, is still due and not on hold, with its dossier."""
    parametres = {"id": timer, "now": ecrire_instant(now)}
    rangee: Any = _ENCORE.executer(connexion, parametres).first()
    return _lire(rangee) if rangee else None


def _lire(rangee: Any) -> tuple[LigneTimer, LigneDossier]:
    return lire_timer(rangee[:_N_TIMER]), LigneDossier(*rangee[_N_TIMER:])


def echouer(connexion: Connection, timer: int, reprise: datetime) -> None:
    """A firing failed, or is held; the timer is tried again from ``reprise`` (real clock) on."""
    _ECHOUER.executer(connexion, {"b_id": timer, "retry_at": ecrire_instant(reprise)})


def reporter(connexion: Connection, timer: int, *, regle: str, du_le: datetime) -> None:
    """Put a live timer off: the rule that says so, and the instant it gives."""
    valeurs = {"b_id": timer, "due_at": ecrire_instant(du_le), "rule": regle}
    _REPORTER.executer(connexion, valeurs)


def battre(connexion: Connection, nom: str, reel: datetime, detail: str | None = None) -> None:
    """Write a heartbeat, on the real clock."""
    valeurs: Mapping[str, Any] = {"a": ecrire_instant(reel), "detail": detail}
    if not _BATTRE.executer(connexion, {"b_nom": nom, **valeurs}).rowcount:
        _PREMIER.executer(connexion, {"nom": nom, **valeurs})


def toucher(connexion: Connection, nom: str, reel: datetime) -> None:
    """Beat, and hold the beat's row until the end of the transaction; its note stays."""
    if not _TOUCHER.executer(connexion, {"b_nom": nom, "a": ecrire_instant(reel)}).rowcount:
        battre(connexion, nom, reel)


def detail(connexion: Connection, nom: str) -> str | None:
    """What a job noted with its last beat."""
    return connexion.execute(select(_B.detail).where(_B.nom == nom)).scalar_one_or_none()


def dernier_battement(connexion: Connection, nom: str) -> datetime | None:
    """When a job last ran, on the real clock."""
    trouve = connexion.execute(select(func.max(_B.a, type_=_B.a.type)).where(_B.nom == nom))
    valeur = trouve.scalar_one()
    return lire_instant(valeur) if isinstance(valeur, str) else valeur
