"""When the next deadline is due, and what has been written since a mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, or_, select

from storage import register_tables as r
from storage import tables as t
from workflow.arming import PENDANT_LA_PAUSE

ARME, OUVERTURES = "arme", ("ouverture", "reprise")


@dataclass(frozen=True)
class Repere:
    """How far the journal and the tasks have come."""

    journal: int = 0
    tache: int = 0


@dataclass(frozen=True)
class Mouvement:
    """One dossier that changed state, or was opened (``de`` empty)."""

    numero: str
    sujet: str
    machine: str
    evenement: str
    de: str
    vers: str
    at: datetime


@dataclass(frozen=True)
class TachePosee:
    """One task put on a desk; ``pour`` is the person, else the role."""

    numero: str
    sujet: str
    libelle: str
    pour: str
    cree_le: datetime


@dataclass(frozen=True)
class CourrielEnvoye:
    """One mail that has left."""

    id: int
    nom: str
    adresse: str
    sujet: str
    piece: str | None


def prochaine_echeance(connexion: Connection, apres: datetime) -> datetime | None:
    """Due instant of the first live timer after an instant, those on hold left out."""
    timer, dossier = t.timer.c, t.dossier.c
    requete = (
        select(func.min(timer.due_at, type_=timer.due_at.type))
        .join_from(t.timer, t.dossier, timer.dossier == dossier.id)
        .where(
            timer.status == ARME,
            timer.due_at > apres,
            or_(dossier.hold.is_(None), timer.name.in_(PENDANT_LA_PAUSE)),
        )
    )
    premiere: datetime | None = connexion.execute(requete).scalar_one()
    return premiere


def repere(connexion: Connection) -> Repere:
    """Where the journal and the tasks now end."""
    fins = (
        connexion.execute(select(func.coalesce(func.max(une.c.id), 0))).scalar_one()
        for une in (t.journal, t.tache)
    )
    return Repere(*fins)


def mouvements(connexion: Connection, depuis: Repere) -> Sequence[Mouvement]:
    """Moves and openings written after a mark, in order."""
    j, d = t.journal.c, t.dossier.c
    requete = (
        select(d.numero, d.subject, d.machine, j.event, j.from_state, j.to_state, j.at)
        .join_from(t.journal, t.dossier, j.dossier == d.id)
        .where(j.id > depuis.journal, or_(j.from_state != j.to_state, j.kind.in_(OUVERTURES)))
        .order_by(j.id)
    )
    return [Mouvement(*une) for une in connexion.execute(requete)]


def taches(connexion: Connection, depuis: Repere) -> Sequence[TachePosee]:
    """Tasks put on desks after a mark, in order."""
    k, d = t.tache.c, t.dossier.c
    requete = (
        select(d.numero, d.subject, k.libelle, func.coalesce(r.compte.c.nom, k.role), k.cree_le)
        .join_from(t.tache, t.dossier, k.dossier == d.id)
        .outerjoin(r.compte, r.compte.c.id == k.compte)
        .where(k.id > depuis.tache)
        .order_by(k.id)
    )
    return [TachePosee(*une) for une in connexion.execute(requete)]


def envoyes(connexion: Connection, depuis: datetime) -> Sequence[CourrielEnvoye]:
    """Mails that have left from an instant on, in order."""
    o = t.outbox.c
    requete = (
        select(o.id, o.nom, o.adresse, o.sujet, o.piece_nom)
        .where(o.statut == "envoye", o.envoye_le >= depuis)
        .order_by(o.envoye_le, o.id)
    )
    return [CourrielEnvoye(*une) for une in connexion.execute(requete)]


def compter_par_etat(connexion: Connection) -> list[tuple[str, str, int]]:
    """Machine, state and number of dossiers in it."""
    d = t.dossier.c
    requete = select(d.machine, d.state, func.count()).group_by(d.machine, d.state)
    return [tuple(une) for une in connexion.execute(requete.order_by(d.machine, d.state))]


def numeros(connexion: Connection, machine: str, etat: str) -> list[Any]:
    """Numbers of the dossiers of a machine in a state, oldest first."""
    d = t.dossier.c
    requete = select(d.numero).where(d.machine == machine, d.state == etat).order_by(d.id)
    return list(connexion.execute(requete).scalars())


def relations_de(connexion: Connection, numero: str) -> list[tuple[str, str]]:
    """SIRET and number of each relation under a marché's dossier."""
    parent, enfant, ide = (
        t.dossier.alias("parent"),
        t.dossier.alias("enfant"),
        r.entreprise_identite,
    )
    requete = (
        select(ide.c.identifiant, enfant.c.numero)
        .join_from(enfant, parent, enfant.c.parent == parent.c.id)
        .join(ide, ide.c.entreprise == enfant.c.entreprise)
        .where(parent.c.numero == numero)
        .order_by(enfant.c.id)
    )
    return [(une.identifiant, une.numero) for une in connexion.execute(requete)]
