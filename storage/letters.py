"""Letters that have not left: their pages, and the dossiers in which one waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, or_, select

from storage import tables as t
from storage.key_lists import liste, parmi
from storage.statements import Enonce

_D, _C = t.document.c, t.contenu.c


def pages() -> Select[Any]:
    """Pages of the last letter of a dossier, with their rank: those that are not erased.

    Bound: ``dossier``, ``noms`` of its versions (a list of keys), ``premier``, the first of them.
    """
    sien = _D.dossier == bindparam("dossier")
    debut = select(func.max(_D.id)).where(sien, _D.nom == bindparam("premier")).scalar_subquery()
    return (
        select(_D.id.label("rang"), _C.corps)
        .join_from(t.document, t.contenu, _D.contenu == _C.empreinte)
        .where(sien, parmi(_D.nom, "noms"), _D.id >= debut, _C.corps.is_not(None))
    )


_PAGES = Enonce(pages().order_by("rang"))


def versions(connexion: Connection, dossier: int, noms: Sequence[str], premier: str) -> list[str]:
    """Pages of the last letter of a dossier, oldest first, from the one named ``premier`` on.

    An erased page is left out.
    """
    lues = _PAGES.executer(connexion, {"dossier": dossier, "noms": liste(noms), "premier": premier})
    return [bytes(une.corps).decode() for une in lues]


def en_attente(connexion: Connection, etats: Mapping[str, Sequence[str]], dit: str) -> list[Any]:
    """Dossiers in one of those states of their machine, whose last letter no line has told of.

    Parameters:
        dit: the event whose line tells it.

    Returns:
        ``id`` of each, in order.
    """
    if not etats:
        return []
    d, j = t.dossier.c, t.journal.c
    derniere = select(func.max(_D.seq)).where(_D.dossier == d.id).scalar_subquery()
    dites = select(j.seq).where(j.dossier == d.id, j.event == dit, j.seq > derniere)
    requete = (
        select(d.id)
        .where(
            or_(*(and_(d.machine == une, d.state.in_(siens)) for une, siens in etats.items())),
            derniere.is_not(None),
            ~dites.exists(),
        )
        .order_by(d.id)
    )
    return list(connexion.execute(requete))
