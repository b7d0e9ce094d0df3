"""The outbox: what is to leave, what has left, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from storage import tables as t

PRETS = ("pret", "reporte", "retenu", "sans_adresse")
PARTIS = ("envoye", "incertain", "loue")
_O = t.outbox.c


@dataclass(frozen=True)
class CourrielParti:
    """A mail that somebody has received, or may have."""

    message: str
    role: str
    nom: str
    adresse: str | None
    sujet: str
    envoye_le: datetime


def retirer(connexion: Connection, dossier: int, seqs: Sequence[int]) -> None:
    """Withdraw the mails of journal lines that have not left."""
    connexion.execute(
        update(t.outbox)
        .where(_O.dossier == dossier, _O.seq.in_(seqs), _O.statut.in_(PRETS))
        .values(statut="perime")
    )


def partis(connexion: Connection, dossier: int, seqs: Sequence[int]) -> list[CourrielParti]:
    """Mails of journal lines that have left."""
    requete = (
        select(_O.message, _O.role, _O.nom, _O.adresse, _O.sujet,
               func.coalesce(_O.envoye_le, _O.cree_le, type_=_O.cree_le.type))
        .where(_O.dossier == dossier, _O.seq.in_(seqs), _O.statut.in_(PARTIS))
        .order_by(_O.id)
    )
    return [CourrielParti(*une) for une in connexion.execute(requete)]
