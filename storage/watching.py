"""What an admin watches: mails, armed deadlines, incidents, imports and what they set aside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select, update

from storage import register_tables as r
from storage import tables as t

Page = tuple[list[Any], int]
"""Rows, and how many there are in all."""


def _page(connexion: Connection, requete: Select[Any], limite: int | None, passes: int) -> Page:
    nues = requete.order_by(None).subquery()
    en_tout = connexion.execute(select(func.count()).select_from(nues)).scalar_one()
    return list(connexion.execute(requete.limit(limite).offset(passes))), int(en_tout)


def courriels(
    connexion: Connection, statuts: Sequence[str], limite: int | None, passes: int
) -> Page:
    """Mails of some statuses, the last first; without their text."""
    o, d = t.outbox.c, t.dossier.c
    requete = (
        select(
            *(o.id, o.nom, o.adresse, o.sujet, o.statut, o.erreur, o.tentatives),
            *(o.cree_le, o.pret_le, o.envoye_le, d.numero, d.machine),
        )
        .outerjoin_from(t.outbox, t.dossier, o.dossier == d.id)
        .order_by(o.id.desc())
    )
    if statuts:
        requete = requete.where(o.statut.in_(statuts))
    return _page(connexion, requete, limite, passes)


def echeances(connexion: Connection, limite: int | None, passes: int) -> Page:
    """Armed deadlines, the soonest first."""
    c, d = t.timer.c, t.dossier.c
    requete = (
        select(
            *(c.id, c.name, c.rung, c.due_at, c.attempts, c.retry_at),
            *(d.numero, d.machine, d.subject, d.state, d.definition, d.hold),
        )
        .join_from(t.timer, t.dossier, c.dossier == d.id)
        .where(c.status == t.ARME)
        .order_by(c.due_at, c.id)
    )
    return _page(connexion, requete, limite, passes)


def incidents(connexion: Connection) -> list[Any]:
    """Open incidents, the last seen first, with their dossier."""
    i, d = t.incident.c, t.dossier.c
    requete = (
        select(
            *(i.id, i.cle, i.genre, i.message, i.detail, i.occurrences, i.cree_le, i.dernier_le),
            *(d.numero, d.machine),
        )
        .outerjoin_from(t.incident, t.dossier, i.dossier == d.id)
        .where(i.resolu_le.is_(None))
        .order_by(i.dernier_le.desc(), i.id.desc())
    )
    return list(connexion.execute(requete))


def incident(connexion: Connection, identifiant: int) -> Any | None:
    """An open one."""
    i = t.incident.c
    requete = select(i.id, i.cle, i.genre).where(i.id == identifiant, i.resolu_le.is_(None))
    return connexion.execute(requete).first()


def reessayer_l_echeance(connexion: Connection, timer: int) -> int:
    """The clock takes a failed deadline at its next turn."""
    c = t.timer.c
    requete = update(t.timer).where(c.id == timer, c.status == t.ARME).values(retry_at=None)
    return connexion.execute(requete).rowcount


def reessayer_l_attendu(connexion: Connection, identifiant: int) -> int:
    """Same, of an event towards another root."""
    e = t.evenement_a_traiter.c
    requete = update(t.evenement_a_traiter).where(e.id == identifiant).values(retry_at=None)
    return connexion.execute(requete).rowcount


def reessayer_les_courriels(connexion: Connection, now: datetime) -> int:
    """Mails that were put off leave at the next delivery."""
    o = t.outbox.c
    requete = update(t.outbox).where(o.statut == "reporte", o.essai_le > now)
    return connexion.execute(requete.values(essai_le=None)).rowcount


def imports(connexion: Connection, limite: int | None, passes: int) -> Page:
    """Files that were read, the last first, with what each one set aside."""
    lot, q = r.import_lot.c, r.quarantaine.c
    mis = select(func.count()).where(q.import_lot == lot.id, q.niveau == "rebut").scalar_subquery()
    requete = select(
        lot.id, lot.genre, lot.fichier, lot.commence_le, lot.nombres, mis.label("rebuts")
    ).order_by(lot.id.desc())
    return _page(connexion, requete, limite, passes)


def quarantaine(connexion: Connection, lot: int, limite: int | None, passes: int) -> Page:
    """What a file's reading set aside: where, which field, why."""
    q = r.quarantaine.c
    requete = (
        select(q.niveau, q.fichier, q.ligne, q.champ, q.motif)
        .where(q.import_lot == lot)
        .order_by(q.niveau.desc(), q.ligne, q.id)
    )
    return _page(connexion, requete, limite, passes)
