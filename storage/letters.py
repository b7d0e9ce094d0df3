"""Letters that have not left: their pages, and the days on which the parties' identities change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from storage import register_tables as r
from storage import tables as t

LENDEMAIN = timedelta(days=1)
_D = t.document.c


def versions(connexion: Connection, dossier: int, noms: Sequence[str], premier: str) -> list[str]:
    """Pages of the last letter of a dossier, oldest first, from the one named ``premier`` on.

    An erased page is left out.
    """
    debut = (
        select(func.max(_D.id)).where(_D.dossier == dossier, _D.nom == premier).scalar_subquery()
    )
    requete = (
        select(t.contenu.c.corps)
        .join_from(t.document, t.contenu, _D.contenu == t.contenu.c.empreinte)
        .where(_D.dossier == dossier, _D.nom.in_(noms), _D.id >= debut)
        .order_by(_D.id)
    )
    pages = connexion.execute(requete).scalars()
    return [bytes(page).decode() for page in pages if page is not None]


def jours_de_changement(
    connexion: Connection, entreprise: int | None, donneur_ordre: int | None
) -> list[date]:
    """First days of the identities of a company and of a buyer, in order."""
    return sorted(
        {
            jour
            for table, colonne, cle in (
                (r.entreprise_identite, "entreprise", entreprise),
                (r.donneur_ordre_identite, "donneur_ordre", donneur_ordre),
            )
            for du, au in connexion.execute(
                select(table.c.du, table.c.au).where(table.c[colonne] == cle)
            )
            for jour in _bornes(du, au)
        }
    )


def _bornes(du: date | None, au: date | None) -> Iterator[date]:
    if du is not None:
        yield du
    if au is not None and au < date.max:
        yield au + LENDEMAIN


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
