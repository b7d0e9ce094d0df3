"""Who is away, who stands in, and what falls in the meantime."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)

from storage import register_tables as r
from storage import tables as t
from storage.statements import Enonce, civil

_A, _D, _T, _TI = r.absence.c, t.dossier.c, t.tache.c, t.timer.c
_DU_JOUR = Enonce(
    select(_A.compte, _A.delegue).where(_A.du <= bindparam("jour"), _A.au >= bindparam("jour"))
)


@dataclass(frozen=True)
class Absence:
    """One absence: whose, who stands in, from which day to which, both included."""

    id: int
    compte: int
    login: str
    nom: str
    delegue: int | None
    delegue_nom: str | None
    du: date
    au: date


def du_jour(connexion: Connection, jour: date) -> Mapping[int, int | None]:
    """Account away that day → account that stands in, when somebody does."""
    lues = _DU_JOUR.executer(connexion, {"jour": civil(connexion, jour)})
    return {une[0]: une[1] for une in lues}


def bureau_de(colonne: ColumnElement[Any], jour: date) -> ColumnElement[Any]:
    """The desk where what belongs to an account stands that day: its own, or the delegate's.

    What is stored names the owner: the desk comes back by itself on the day of the return.
    """
    remplacant = (
        select(_A.delegue)
        .where(_A.compte == colonne, _A.du <= jour, _A.au >= jour)
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(remplacant, colonne)


def remplacant_de(colonne: Column[Any], jour: date) -> ColumnElement[Any]:
    """Name of whoever stands in that day for an account; empty while it is there."""
    delegue = r.compte.alias("remplacant")
    return (
        select(delegue.c.nom)
        .join_from(r.absence, delegue, _A.delegue == delegue.c.id)
        .where(_A.compte == colonne, _A.du <= jour, _A.au >= jour)
        .limit(1)
        .scalar_subquery()
    )


def toutes(connexion: Connection, *, depuis: date) -> list[Absence]:
    """Absences that are not over, soonest first."""
    qui, autre = r.compte.alias("qui"), r.compte.alias("autre")
    requete = (
        select(_A.id, _A.compte, qui.c.login, qui.c.nom, _A.delegue, autre.c.nom, _A.du, _A.au)
        .join_from(r.absence, qui, _A.compte == qui.c.id)
        .outerjoin(autre, _A.delegue == autre.c.id)
        .where(_A.au >= depuis)
        .order_by(_A.du, _A.id)
    )
    return [Absence(*une) for une in connexion.execute(requete)]


def ajouter(connexion: Connection, *, compte: int, delegue: int | None, du: date, au: date) -> None:
    """Write an absence."""
    valeurs = {"compte": compte, "delegue": delegue, "du": du, "au": au}
    connexion.execute(r.absence.insert().values(valeurs))


def finir(connexion: Connection, identifiant: int, au: date) -> None:
    """The person comes back: the last day becomes an earlier one."""
    connexion.execute(update(r.absence).where(_A.id == identifiant).values(au=au))


def retirer(connexion: Connection, identifiant: int) -> None:
    """An absence that has not begun does not take place."""
    connexion.execute(delete(r.absence).where(_A.id == identifiant))


def taches_dues(connexion: Connection, compte: int, jusqu_au: date) -> list[Any]:
    """Open tasks of an account, due up to a day or undated: dossier, subject, label, date."""
    requete = (
        select(_D.numero, _D.subject, _T.libelle, _T.echeance)
        .join_from(t.tache, t.dossier, _T.dossier == _D.id)
        .where(
            _T.compte == compte,
            *(_T.statut == "ouverte", _T.figee_le.is_(None)),
            or_(_T.echeance.is_(None), _T.echeance <= jusqu_au),
        )
        .order_by(_T.id)
    )
    return list(connexion.execute(requete))


def echeances_dues(connexion: Connection, compte: int, du: datetime, au: datetime) -> list[Any]:
    """Live deadlines of the dossiers entrusted to an account, due between two instants."""
    requete = (
        select(_D.numero, _D.subject, _D.definition, _D.state, _TI.name, _TI.due_at)
        .join_from(t.timer, t.dossier, _TI.dossier == _D.id)
        .where(
            _D.assigned == compte,
            _D.hold.is_(None),
            _TI.status == t.ARME,
            _TI.rung > 0,
            _TI.due_at >= du,
            _TI.due_at < au,
        )
        .order_by(_TI.due_at, _TI.id)
    )
    return list(connexion.execute(requete))
