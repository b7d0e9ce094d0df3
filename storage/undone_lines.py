"""What an act of a dossier has done in others, once it is undone: lines, and events that wait."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select, update

from storage import tables as t
from storage.awaiting import A_TRAITER, TRAITE

ANNULE = "annule"
_D, _J, _E = t.dossier.c, t.journal.c, t.evenement_a_traiter.c


def lignes_de_la_racine(
    connexion: Connection, tete: int, instants: Iterable[datetime], role: str
) -> Sequence[Any]:
    """Lines that a role has written in a root at those instants, with the dossier of each."""
    requete = (
        select(
            _D.id,
            _D.numero,
            _D.definition,
            _D.state,
            _D.lien,
            _D.parent,
            _J.event,
            _J.from_state,
            _J.to_state,
        )
        .join_from(t.journal, t.dossier, _J.dossier == _D.id)
        .where(
            or_(_D.id == bindparam("tete"), _D.racine == bindparam("tete")),
            _J.role == bindparam("role"),
            _J.recorded_at.in_(list(instants)),
        )
        .order_by(_J.id)
    )
    return connexion.execute(requete, {"tete": tete, "role": role}).all()


def attendus_ailleurs(connexion: Connection, emetteur: int, seqs: Iterable[int]) -> Sequence[Any]:
    """Events that those lines have sent to other roots, and that have happened there."""
    requete = (
        select(_D.id, _D.numero, _D.definition, _D.state, _D.lien, _D.parent, _E.evenement)
        .join_from(t.evenement_a_traiter, t.dossier, _E.dossier == _D.id)
        .where(_E.emetteur == emetteur, _E.seq.in_(list(seqs)), _E.statut == TRAITE)
        .order_by(_E.id)
    )
    return connexion.execute(requete).all()


def retenir_les_attendus(
    connexion: Connection, emetteur: int, seqs: Iterable[int], now: datetime
) -> None:
    """Those that still wait have lost their cause: nobody takes them any more."""
    connexion.execute(
        update(t.evenement_a_traiter)
        .where(_E.emetteur == emetteur, _E.seq.in_(list(seqs)), _E.statut == A_TRAITER)
        .values(statut=ANNULE, traite_le=now, saisies="{}")
    )
