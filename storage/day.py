"""What the page of the day asks: what others did, what the clock will do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, ScalarSelect, and_, func, or_, select

from storage import register_tables as r
from storage import tables as t
from storage.absences import bureau_de
from storage.names import en_vigueur
from storage.statements import SansIndex, constante

_J, _D, _T, _O = t.journal.c, t.dossier.c, t.timer.c, t.outbox.c
LIMITE = 100


def recus(
    connexion: Connection,
    comptes: Collection[int] | None,
    roles: Collection[str],
    depuis: datetime,
    *,
    structure: int | None = None,
) -> Sequence[Any]:
    """Acts of other roles on the dossiers of accounts since an instant, newest first.

    On the whole team's (``structure``) when no account is named: everybody's, and nobody's.
    """
    requete = (
        select(_D.numero, _D.machine, _D.definition, _D.subject, _J.event, _J.role, _J.recorded_at)
        .join_from(t.dossier, t.journal, _J.dossier == _D.id)
        .where(
            _D.assigned.in_(comptes) if comptes is not None else _de_l_equipe(structure),
            _D.recorded_at >= depuis,
            _J.recorded_at >= depuis,
            _J.role.in_(["referent", "entreprise"]),
            _J.role.not_in(sorted(roles)),
        )
        .order_by(_J.recorded_at.desc())
        .limit(8)
    )
    return connexion.execute(requete).all()


def _de_l_equipe(structure: int | None) -> ColumnElement[bool]:
    """Dossiers of a structure, of all when none is named: by account, as their index has them."""
    equipe, siennes = select(r.compte.c.id), select(r.convention.c.id)
    if structure is None:
        return or_(_D.assigned.in_(equipe), _D.assigned.is_(None))
    return or_(
        _D.assigned.in_(equipe.where(r.compte.c.structure == structure)),
        and_(
            _D.assigned.is_(None),
            _D.convention.in_(siennes.where(r.convention.c.structure == structure)),
        ),
    )


def _donneur() -> ColumnElement[int | None]:
    """The buyer of the dossier: its marché's, else its convention's."""
    marche, convention = r.marche.c, r.convention.c
    return func.coalesce(
        select(marche.donneur_ordre)
        .where(marche.id == _D.marche)
        .correlate(t.dossier)
        .scalar_subquery(),
        select(convention.donneur_ordre)
        .where(convention.id == _D.convention)
        .correlate(t.dossier)
        .scalar_subquery(),
    )


def _du_referent(colonne: Column[Any], jour: date) -> ScalarSelect[str | None]:
    """Of whom the buyer is written to by, that day: a deputy when there is no other."""
    return (
        select(colonne)
        .where(r.referent.c.donneur_ordre == _donneur(), en_vigueur(r.referent, jour))
        .order_by(r.referent.c.suppleant, r.referent.c.id)
        .limit(1)
        .correlate(t.dossier)
        .scalar_subquery()
    )


def _referent(jour: date) -> ColumnElement[str | None]:
    """Same, by name; or whoever stands in for the account of that address when the timer rings."""
    absence, parti, present = r.absence.c, r.compte.alias("parti"), r.compte.alias("present")
    adresse = func.lower(_du_referent(r.referent.c.courriel, jour))
    sonne_le = func.date(_T.due_at)  # by office hours: the day is the same in UTC
    supplee = (
        select(present.c.nom)
        .join_from(r.absence, parti, absence.compte == parti.c.id)
        .join(present, absence.delegue == present.c.id)
        .where(
            parti.c.donneur_ordre == _donneur(),
            func.lower(parti.c.courriel) == adresse,
            absence.du <= sonne_le,
            absence.au >= sonne_le,
        )
        .limit(1)
        .correlate(t.dossier, t.timer)
        .scalar_subquery()
    )
    return func.coalesce(supplee, _du_referent(r.referent.c.nom, jour))


def _interlocuteur(jour: date) -> ColumnElement[str | None]:
    """Whom the entreprise is written to by, that day: of the marché first."""
    sien = r.interlocuteur.c
    return (
        select(sien.nom)
        .where(
            sien.entreprise == _D.entreprise,
            or_(sien.marche.is_(None), sien.marche == _D.marche),
            en_vigueur(r.interlocuteur, jour),
        )
        .order_by(sien.marche.is_(None), sien.id)
        .limit(1)
        .scalar_subquery()
    )


def prevus(  # of whom, and when
    connexion: Connection,
    comptes: Collection[int] | None,
    de: datetime,
    jusqu_a: datetime,
    jour: date,
    *,
    structure: int | None = None,
) -> Sequence[Any]:
    """Deadlines of the dossiers of accounts that fall between two instants, soonest first.

    Of the whole team's (``structure``) when no account is named; ``suivi_par`` is the account's.
    ``referent`` and ``entreprise`` are who stands there on ``jour``, or in for the first that day.
    """
    requete = (
        select(
            *(_D[nom] for nom in ("numero", "machine", "definition", "state", "subject")),
            *(_T.name, _T.due_at, _D.assigned, r.compte.c.nom.label("suivi_par")),
            _referent(jour).label("referent"),
            _interlocuteur(jour).label("entreprise"),
        )
        .join_from(t.timer, t.dossier, _T.dossier == _D.id)
        .outerjoin(r.compte, _D.assigned == r.compte.c.id)
        .where(
            _T.status == constante(t.ARME),
            _T.rung >= 1,
            _T.due_at.between(de, jusqu_a),
            _D.hold.is_(None),
        )
        .order_by(_T.due_at, _T.id)
        .limit(LIMITE)
    )
    if comptes is not None:
        requete = requete.where(SansIndex(_D.assigned).in_(comptes))
    if structure is not None:
        siennes = select(r.convention.c.id).where(r.convention.c.structure == structure)
        requete = requete.where(SansIndex(_D.convention).in_(siennes))
    return connexion.execute(requete).all()


def a_relire(
    connexion: Connection,
    jour: date,
    *,
    compte: int | None,
    structure: int | None,
    limite: int,
) -> Sequence[Any]:
    """Mails that wait for somebody to read them again, oldest first; ``en_tout`` counts them.

    They stand on the desk of whoever follows the dossier, absences counted, as tasks do; or on the
    whole team's (``structure``).
    """
    requete = (
        select(
            *(_O[nom] for nom in ("id", "nom", "sujet", "cree_le")),
            *(_D[nom] for nom in ("numero", "machine", "definition", "state", "subject")),
            r.compte.c.nom.label("suivi_par"),
            func.count().over().label("en_tout"),
        )
        .join_from(t.outbox, t.dossier, _O.dossier == _D.id)
        .outerjoin(r.compte, _D.assigned == r.compte.c.id)
        .where(_O.statut == constante("retenu"))
        .order_by(_O.cree_le, _O.id)
        .limit(limite)
    )
    if compte is not None:
        requete = requete.where(bureau_de(_D.assigned, jour) == compte)
    if structure is not None:
        siennes = select(r.convention.c.id).where(r.convention.c.structure == structure)
        requete = requete.where(_D.convention.in_(siennes))
    return connexion.execute(requete).all()
