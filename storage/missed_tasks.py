"""The task that a dossier has missed first, which lists tell before a later date."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, String, Subquery, and_, case, cast, exists, func, select

from storage import tables as t
from storage.desks import OUVERTE
from storage.statements import constante

_D, _T = t.dossier.c, t.tache.c
_JOUR = len("2025-03-03")


class Lecture(NamedTuple):
    """The day of a reading, and the role whose tasks alone it tells; everybody's when none."""

    jour: date
    role: str | None = None


class Manquee(NamedTuple):
    """A task that is late: its last day, and what it asks for."""

    jour: date
    libelle: str


def premiere(lecture: Lecture) -> ColumnElement[str | None]:
    """The one of a dossier as :func:`lire` reads it; of one day, the first by its words."""
    dite = cast(_T.echeance, String) + " " + _T.libelle
    siennes = select(func.min(dite)).where(_T.dossier == _D.id, *_manquee(lecture))
    return siennes.correlate(t.dossier).scalar_subquery()


def lire(dite: str | None) -> Manquee | None:
    """What :func:`premiere` found."""
    return None if dite is None else Manquee(date.fromisoformat(dite[:_JOUR]), dite[_JOUR + 1 :])


def jours(lecture: Lecture) -> Subquery:
    """``dossier, jour``: the first missed day of each dossier that has one."""
    jour = func.min(cast(_T.echeance, String)).label("jour")
    manquees = select(_T.dossier, jour).where(*_manquee(lecture)).group_by(_T.dossier)
    return manquees.subquery("manquees")


def jour_dit(manquees: Subquery, lecture: Lecture) -> ColumnElement[str]:
    """The day that lists tell: what is held is not late, a missed deadline tells itself."""
    manque = and_(_passe_avant(lecture), manquees.c.jour.is_not(None))
    return case((manque, manquees.c.jour), else_=_D.shown)


def manque_avant(limite: date, lecture: Lecture) -> ColumnElement[bool]:
    """Whether the task that a list tells of a dossier was to be done before a day."""
    return and_(
        _passe_avant(lecture),
        exists().where(_T.dossier == _D.id, *_manquee(lecture), _T.echeance < limite),
    )


def _passe_avant(lecture: Lecture) -> ColumnElement[bool]:
    return and_(_D.hold.is_(None), _D.final == 0, _D.shown >= lecture.jour.isoformat())


def _manquee(lecture: Lecture) -> list[ColumnElement[bool]]:
    """Written out, the state of a task lets SQLite read the index of those that are open."""
    ouverte = (_T.statut == constante(OUVERTE), _T.figee_le.is_(None))
    siennes = () if lecture.role is None else (_T.role == lecture.role,)
    return [*ouverte, _T.echeance < lecture.jour, *siennes]
