"""What stands on desks, by day: open tasks, and deadlines that no task tells yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    select,
    tuple_,
)

from storage import register_tables as r
from storage import tables as t
from storage.absences import bureau_de, remplacant_de
from workflow.deadlines import PRINCIPAL

_D, _T, _C = t.dossier.c, t.tache.c, t.timer.c
OUVERTE = "ouverte"


class ReglesDesBureaux(NamedTuple):
    """What deadlines ask for, as keys that SQL compares (:func:`cle`)."""

    redemandees: frozenset[str]
    """``definition:state:deadline:task``: the task has the day of that deadline."""
    attendues: frozenset[str]
    """``definition:state:deadline``: somebody of the facilitation is to act by its day."""
    dites: frozenset[str]
    """``definition:state:deadline:task``: that open task says the deadline already."""
    etats: frozenset[tuple[int, str]]
    """Definitions and states that have one of ``attendues``."""


def cle(*morceaux: object) -> str:
    """One key of the rules."""
    return ":".join(map(str, morceaux))


def definitions_ouvertes(connexion: Connection) -> Sequence[int]:
    """Definitions that some open dossier runs."""
    return connexion.execute(select(_D.definition).where(_D.final == 0).distinct()).scalars().all()


def _echeance() -> ColumnElement[str]:
    """Key of a live deadline, in the state where its dossier stands."""
    return cast(_D.definition, String) + ":" + _D.state + ":" + _C.name


def _vivante() -> tuple[ColumnElement[bool], ...]:
    """Deadlines that run, checks of the mail apart; what a hold stops has no day."""
    return (_C.status == t.ARME, _C.shown < t.TU, _C.rung >= PRINCIPAL, _D.hold.is_(None))


def _dit() -> ColumnElement[str]:
    return func.substr(_C.shown, 2)


def jour_de_tache(regles: ReglesDesBureaux) -> ColumnElement[str | None]:
    """Last day of a task, as text: its own, else that of the live deadline that asks for it.

    None while time stands still for it.
    """
    redemandee = (
        select(func.min(_dit()))
        .join_from(t.timer, t.dossier, _C.dossier == _D.id)
        .where(
            _C.dossier == _T.dossier,
            *_vivante(),
            (_echeance() + ":" + _T.code).in_(regles.redemandees),
        )
        .correlate(t.tache)
        .scalar_subquery()
    )
    return case((_T.figee_le.is_(None), func.coalesce(cast(_T.echeance, String), redemandee)))


def sur_un_bureau() -> ColumnElement[bool]:
    """Open, and not waiting for the end of a stop."""
    return and_(_T.statut == OUVERTE, _T.figee_le.is_(None))


def _attendues(
    regles: ReglesDesBureaux, jusqu_au: date, *ou: ColumnElement[bool]
) -> Select[tuple[int, int, str]]:
    """``dossier, timer, jour`` of the deadlines of desks up to a day that no task says.

    The few states that may have one are looked for first, in the index of the lists.
    """
    fin = jusqu_au.isoformat()
    dite = exists().where(
        _T.dossier == _D.id,
        _T.statut == OUVERTE,
        (_echeance() + ":" + _T.code).in_(regles.dites),
    )
    return (
        select(_D.id.label("dossier"), _C.id.label("timer"), _dit().label("jour"))
        .join_from(t.dossier, t.timer, _C.dossier == _D.id)
        .where(
            _D.final == 0,
            _D.shown <= fin,
            tuple_(_D.definition, _D.state).in_(regles.etats),
            *ou,
            *_vivante(),
            _dit() <= fin,
            _echeance().in_(regles.attendues),
            ~dite.correlate(t.dossier, t.timer),
        )
    )


def echeances(
    connexion: Connection,
    regles: ReglesDesBureaux,
    *,
    bornes: Sequence[date],
    compte: int | None = None,
    structure: int | None = None,
    limite: int | None = None,
) -> list[dict[str, Any]]:
    """Deadlines of desks that no task tells, before the last of some days, the soonest first.

    The first of ``bornes`` is today. ``avant_0`` and those after it count, on every row, those
    before each of them. Of every desk when none is named; ``bureau`` is where a row stands that
    day, absences counted.
    """
    jour, veille = bornes[0], bornes[-1] - timedelta(days=1)
    bureau = bureau_de(_D.assigned, jour)
    trouvees = _attendues(regles, veille, *_de_qui(bureau, compte, structure)).cte("trouvees")
    du = trouvees.c.jour
    avant = [
        func.count().filter(du < borne.isoformat()).over().label(f"avant_{rang}")
        for rang, borne in enumerate(bornes)
    ]
    premieres = select(trouvees, *avant).order_by(du, trouvees.c.dossier).limit(limite).subquery()
    requete = (
        select(
            *(_D[nom] for nom in ("numero", "machine", "definition", "state", "subject")),
            *(_C.name, r.compte.c.login, r.compte.c.nom, bureau.label("bureau")),
            remplacant_de(_D.assigned, jour).label("remplacant"),
            *(premieres.c[nom] for nom in ("jour", *(un.name for un in avant))),
        )
        .join_from(premieres, t.dossier, premieres.c.dossier == _D.id)
        .join(t.timer, premieres.c.timer == _C.id)
        .outerjoin(r.compte, _D.assigned == r.compte.c.id)
        .order_by(premieres.c.jour, premieres.c.dossier, premieres.c.timer)
    )
    return [dict(une) for une in connexion.execute(requete).mappings()]


def _de_qui(
    bureau: ColumnElement[Any], compte: int | None, structure: int | None
) -> Iterator[ColumnElement[bool]]:
    if compte is not None:
        yield bureau == compte
    if structure is not None:
        siennes = select(r.convention.c.id).where(r.convention.c.structure == structure)
        yield _D.convention.in_(siennes)


def tout(regles: ReglesDesBureaux, jusqu_au: date) -> Select[Any]:
    """``compte, jour`` of everything on the desks: open tasks, and those deadlines."""
    taches = select(_T.compte.label("compte"), jour_de_tache(regles).label("jour")).where(
        sur_un_bureau(), _T.compte.is_not(None)
    )
    nues = _attendues(regles, jusqu_au, _D.assigned.is_not(None)).with_only_columns(
        _D.assigned, _dit()
    )
    return select(taches.union_all(nues).subquery())
