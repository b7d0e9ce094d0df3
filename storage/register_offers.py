"""What a form may offer of the register: open operations, published marchés nobody follows yet."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from storage import register_tables as r
from storage import tables as t

MARCHE = "marche"


def operations_ouvertes(connexion: Connection, donneur_ordre: int, limite: int) -> list[Any]:
    """Operations of a buyer that are not closed: reference and name, the last opened first."""
    o, d = r.operation.c, t.dossier.c
    requete = (
        select(o.reference, o.nom)
        .join_from(r.operation, t.dossier, d.numero == o.reference)
        .where(o.donneur_ordre == donneur_ordre, d.final.is_(False))
        .order_by(o.id.desc())
        .limit(limite)
    )
    return list(connexion.execute(requete))


def marches_sans_dossier(connexion: Connection, donneur_ordre: int, limite: int) -> list[Any]:
    """Published marchés of a buyer without a dossier: uid, number, object, the newest first."""
    m, d = r.marche.c, t.dossier.c
    suivi = select(d.id).where(d.marche == m.id, d.machine == MARCHE).exists()
    requete = (
        select(m.uid, m.identifiant, m.objet, m.date_notification)
        .where(m.donneur_ordre == donneur_ordre, ~suivi)
        .order_by(m.date_notification.desc(), m.id.desc())
        .limit(limite)
    )
    return list(connexion.execute(requete))
