"""What each person of the team holds: open dossiers, tasks, those that are overdue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, and_, case, exists, func, or_, select

from storage import register_tables as r
from storage import tables as t
from storage.absences import bureau_de, remplacant_de
from storage.desks import ReglesDesBureaux, tout
from storage.dossiers import COLONNES_DOSSIER, LigneDossier
from storage.names import donneur_du_jour

_D, _C = t.dossier.c, r.compte.c
A_TRAITER = "a_traiter"


SEMAINE = timedelta(days=7)


def charge(
    connexion: Connection, regles: ReglesDesBureaux, structure: int | None, jour: date
) -> Sequence[Any]:
    """Accounts of a structure: ``id, login, nom, roles, actif, dossiers, taches, en_retard``.

    Those that are open, and the closed ones that still hold open dossiers, to be handed over.

    ``taches`` are what stands on the desk that day, absences counted, ``en_retard`` what of it is
    overdue: open tasks, and the week's deadlines that no task tells yet. ``remplacant`` is the
    name of whoever stands in, while somebody does.
    """
    dossiers = (
        select(_D.assigned.label("compte"), func.count().label("nombre"))
        .where(_D.final == 0, _D.assigned.is_not(None))
        .group_by(_D.assigned)
        .subquery()
    )
    poses = tout(regles, jour + SEMAINE).subquery().c
    passee = func.sum(case((poses.jour < jour.isoformat(), 1), else_=0))
    possedees = (
        select(poses.compte, func.count().label("nombre"), passee.label("en_retard"))
        .group_by(poses.compte)
        .subquery()
    )
    posees = select(
        bureau_de(possedees.c.compte, jour).label("bureau"),
        *(possedees.c[nom] for nom in ("nombre", "en_retard")),
    ).subquery()
    taches = (
        select(
            posees.c.bureau,
            *(func.sum(posees.c[nom]).label(nom) for nom in ("nombre", "en_retard")),
        )
        .group_by(posees.c.bureau)
        .subquery()
    )
    requete = (
        select(
            *(_C[nom] for nom in ("id", "login", "nom", "roles", "actif")),
            func.coalesce(dossiers.c.nombre, 0).label("dossiers"),
            func.coalesce(taches.c.nombre, 0).label("taches"),
            func.coalesce(taches.c.en_retard, 0).label("en_retard"),
            remplacant_de(_C.id, jour).label("remplacant"),
        )
        .outerjoin_from(r.compte, dossiers, dossiers.c.compte == _C.id)
        .outerjoin(taches, taches.c.bureau == _C.id)
        .where(or_(_C.actif.is_(True), dossiers.c.nombre.is_not(None)), _C.donneur_ordre.is_(None))
        .order_by(_C.nom)
    )
    if structure is not None:
        requete = requete.where(_C.structure.is_(None) | (_C.structure == structure))
    return connexion.execute(requete).all()


def des_donneurs(connexion: Connection, structure: int | None, jour: date) -> Sequence[Any]:
    """Active accounts of the buyers bound to a structure: ``login, nom, donneur``."""
    lies, nom = select(r.convention.c.donneur_ordre), donneur_du_jour(jour).label("donneur")
    if structure is not None:
        lies = lies.where(r.convention.c.structure == structure)
    requete = (
        select(_C.login, _C.nom, nom)
        .join_from(r.compte, r.donneur_ordre, _C.donneur_ordre == r.donneur_ordre.c.id)
        .where(_C.actif.is_(True), _C.donneur_ordre.in_(lies))
        .order_by(nom, _C.nom)
    )
    return connexion.execute(requete).all()


def non_confies(connexion: Connection, structure: int | None) -> Sequence[Any]:
    """Open dossiers that nobody follows, by machine: ``machine, nombre``."""
    requete = (
        select(_D.machine, func.count().label("nombre"))
        .where(_D.final == 0, _D.assigned.is_(None))
        .group_by(_D.machine)
        .order_by(_D.machine)
    )
    if structure is not None:
        siennes = select(r.convention.c.id).where(r.convention.c.structure == structure)
        requete = requete.where(_D.convention.is_(None) | _D.convention.in_(siennes))
    return connexion.execute(requete).all()


def confies(connexion: Connection, compte: int, *, limite: int) -> list[LigneDossier]:
    """Open dossiers of an account that nothing is about to change, the relations first.

    One that waits for an event of another dossier follows it by itself: it is left to it.
    """
    attend = exists().where(
        and_(
            t.evenement_a_traiter.c.dossier == _D.id,
            t.evenement_a_traiter.c.statut == A_TRAITER,
        )
    )
    requete = (
        select(*COLONNES_DOSSIER)
        .where(_D.assigned == compte, _D.final == 0, ~attend)
        .order_by(_D.entreprise.is_(None), _D.id)
        .limit(limite)
    )
    return [LigneDossier(*une) for une in connexion.execute(requete)]
