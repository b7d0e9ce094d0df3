"""Events that wait for another root: what the clock takes, and what becomes of each."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, exists, or_, select, update

from storage import tables as t
from storage.column_types import ecrire_instant
from storage.statements import Enonce, constante

A_TRAITER, TRAITE, REFUSE = "a_traiter", "traite", "refuse"
_E = t.evenement_a_traiter.c
_EN_ATTENTE = _E.statut == constante(A_TRAITER)


class Attendu(NamedTuple):
    """An event that waits: its target, what it hands on, and who emitted it."""

    id: int
    dossier: int
    evenement: str
    saisies: str
    emetteur: int
    seq: int
    au_nom_de: str | None
    tentatives: int


_COLONNES = [_E[nom] for nom in Attendu._fields]
_AVANT_LUI = t.evenement_a_traiter.alias("avant_lui")
_EN_TETE = ~exists().where(
    _AVANT_LUI.c.statut == constante(A_TRAITER),
    _AVANT_LUI.c.dossier == _E.dossier,
    _AVANT_LUI.c.id < _E.id,
)
"""The events of a dossier happen in the order they were emitted."""
_PROCHAINS = Enonce(
    select(_E.id, _E.dossier)
    .where(_EN_ATTENTE, _EN_TETE, or_(_E.retry_at.is_(None), _E.retry_at <= bindparam("reel")))
    .order_by(_E.id)
    .limit(bindparam("limite"))
)
_PRENDRE = Enonce(select(*_COLONNES).where(_E.id == bindparam("id"), _EN_ATTENTE))
_FINIR = Enonce(
    update(t.evenement_a_traiter)
    .where(_E.id == bindparam("b_id"))
    .values(statut=bindparam("statut"), traite_le=bindparam("traite_le"), saisies=constante("{}"))
)
_ECHOUER = Enonce(
    update(t.evenement_a_traiter)
    .where(_E.id == bindparam("b_id"))
    .values(tentatives=_E.tentatives + 1, retry_at=bindparam("retry_at"))
)


def prochains(connexion: Connection, *, reel: datetime, limite: int) -> list[tuple[int, int]]:
    """Events to take now, oldest first: id and target."""
    parametres: dict[str, Any] = {"reel": ecrire_instant(reel), "limite": limite}
    return [(une.id, une.dossier) for une in _PROCHAINS.executer(connexion, parametres)]


def prendre(connexion: Connection, identifiant: int) -> Attendu | None:
    """One event that still waits, the root of its target being locked: nobody else has it."""
    rangee: Any = _PRENDRE.executer(connexion, {"id": identifiant}).first()
    return Attendu(*rangee) if rangee else None


def finir(connexion: Connection, identifiant: int, statut: str, now: datetime) -> None:
    """Note the end of an event; what it handed on now stands in the journal alone."""
    valeurs = {"b_id": identifiant, "statut": statut, "traite_le": ecrire_instant(now)}
    _FINIR.executer(connexion, valeurs)


def echouer(connexion: Connection, identifiant: int, reprise: datetime) -> None:
    """Note a failure; the event is tried again from ``reprise`` (real clock) on."""
    _ECHOUER.executer(connexion, {"b_id": identifiant, "retry_at": ecrire_instant(reprise)})
