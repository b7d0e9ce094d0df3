"""What the people of a buyer find across their dossiers: letters written, alerts received."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, case, literal, or_, select

from storage import tables as t
from storage.json_fields import champ_json
from storage.looking import FiltreDossiers, criteres

_D, _L, _C = t.dossier.c, t.document.c, t.contenu.c


def lettres(
    connexion: Connection, filtre: FiltreDossiers, *, saut: int = 0, limite: int | None = None
) -> Sequence[Any]:
    """Letters of dossiers, newest first, but those that were erased.

    Each is ``id, titre, cree_le, numero, machine, definition, state, subject``.
    """
    requete = (
        select(
            *(_L.id, _L.titre, _L.cree_le),
            *(_D[nom] for nom in ("numero", "machine", "definition", "state", "subject")),
        )
        .join_from(t.document, t.dossier, _L.dossier == _D.id)
        .join(t.contenu, _L.contenu == _C.empreinte)
        .where(_C.efface_le.is_(None), *criteres(filtre))
        .order_by(_L.id.desc())
        .offset(saut)
        .limit(limite)
    )
    return connexion.execute(requete).all()


def alertes(
    connexion: Connection,
    filtre: FiltreDossiers,
    champs: Collection[tuple[str, str]],
    *,
    saut: int = 0,
    limite: int | None = None,
) -> dict[int, str]:
    """Id of the dossiers of which the buyer was alerted → on which day; open ones, latest, first.

    ``champs`` are machines, each with the fact that holds the day.
    """
    if not champs:
        return {}
    le = case(
        *((_D.machine == machine, champ_json(_D.faits, literal(nom))) for machine, nom in champs)
    )
    requete = (
        select(_D.id, le.label("le"))
        .where(
            or_(*(_D.machine == machine for machine, _ in champs)),
            le.is_not(None),
            *criteres(filtre),
        )
        .order_by(_D.final, le.desc(), _D.id.desc())
        .offset(saut)
        .limit(limite)
    )
    return {une.id: str(une.le) for une in connexion.execute(requete)}
