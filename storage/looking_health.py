"""What health is judged on: heartbeats, waiting mails, late deadlines, open incidents."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, exists, func, select

from storage import register_tables as r
from storage import tables as t


def battements(connexion: Connection) -> dict[str, datetime]:
    """When each job last ran, on the real clock."""
    return {une.nom: une.a for une in connexion.execute(select(t.battement))}


def courriels_par_statut(connexion: Connection) -> dict[str, int]:
    """How many mails stand in each status."""
    statut = t.outbox.c.statut
    requete = select(statut, func.count()).group_by(statut).order_by(statut)
    return {nom: int(nombre) for nom, nombre in connexion.execute(requete)}


def courriels_en_attente_depuis(connexion: Connection, avant: datetime) -> int:
    """How many mails have been ready since before an instant, and have not left."""
    c = t.outbox.c
    requete = select(func.count()).where(
        c.statut.in_(("pret", "loue", "reporte")), c.pret_le < avant
    )
    return int(connexion.execute(requete).scalar_one())


def echeances_en_retard(connexion: Connection, avant: datetime) -> int:
    """How many live deadlines, not on hold, were due before an instant."""
    timer, dossier = t.timer.c, t.dossier.c
    requete = (
        select(func.count())
        .select_from(t.timer)
        .join(t.dossier, timer.dossier == dossier.id)
        .where(timer.status == t.ARME, timer.due_at < avant, dossier.hold.is_(None))
    )
    return int(connexion.execute(requete).scalar_one())


def sans_echeance(connexion: Connection) -> dict[tuple[int, str], int]:
    """How many open dossiers, not on hold, have no live deadline; by definition and state."""
    dossier, timer = t.dossier.c, t.timer.c
    vivants = select(timer.id).where(timer.dossier == dossier.id, timer.status == t.ARME)
    requete = (
        select(dossier.definition, dossier.state, func.count())
        .where(dossier.final == 0, dossier.hold.is_(None), ~exists(vivants))
        .group_by(dossier.definition, dossier.state)
    )
    return {(une, etat): int(nombre) for une, etat, nombre in connexion.execute(requete)}


def pas_faits(connexion: Connection) -> dict[str, bool]:
    """Which of the first steps of an installation are made: the last one opens a dossier.

    The first account is that of whoever administers: a step is made with the second one.
    """
    comptes = select(func.count()).select_from(r.compte).scalar_subquery()
    requete = select(
        exists().select_from(r.convention).label("convention"),
        (comptes > 1).label("comptes"),
        exists().select_from(r.marche).label("marches"),
        exists().select_from(t.dossier).label("dossiers"),
    )
    return {nom: bool(fait) for nom, fait in connexion.execute(requete).mappings().one().items()}


def vivants_par_definition(connexion: Connection) -> list[tuple[str, int, str, int]]:
    """Machine, version and hash of each definition that open dossiers run, and how many run it."""
    d, f = t.dossier.c, t.definition.c
    requete = (
        select(f.machine, f.version, f.hash, func.count())
        .select_from(t.dossier)
        .join(t.definition, f.id == d.definition)
        .where(d.final == 0)
        .group_by(f.machine, f.version, f.hash)
        .order_by(f.machine, f.version)
    )
    return [(une[0], int(une[1]), une[2], int(une[3])) for une in connexion.execute(requete)]


def dossiers_par_machine(connexion: Connection) -> dict[str, tuple[int, int]]:
    """Of each machine, how many dossiers there are, and how many are over."""
    d = t.dossier.c
    requete = select(d.machine, func.count(), func.sum(d.final)).group_by(d.machine)
    return {nom: (int(tous), int(finis)) for nom, tous, finis in connexion.execute(requete)}
