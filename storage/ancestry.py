"""The dossiers above one in its root, with their journals: one question, however high it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, literal, select

from storage import tables as t
from storage.dossiers import COLONNES_JOURNAL, LigneDossier

_D, _J = t.dossier.c, t.journal.c


@dataclass(frozen=True, kw_only=True)
class Ancetre:
    """A dossier above another; ``lien`` leads to it from the one above."""

    numero: str
    definition: int
    lien: str | None
    lignes: Sequence[Any]


def au_dessus(connexion: Connection, dossier: LigneDossier) -> list[Ancetre]:
    """The nearest first, up to the root that a transaction locks, or what has opened that root."""
    if dossier.parent is None:
        return []
    chaine = (
        select(_D.id, _D.parent, _D.racine, literal(1).label("rang"))
        .where(_D.id == dossier.parent)
        .cte("chaine", recursive=True)
    )
    haut = t.dossier.alias("haut").c
    suite = select(haut.id, haut.parent, haut.racine, chaine.c.rang + 1).where(
        haut.id == chaine.c.parent, chaine.c.racine.is_not(None)
    )
    chaine = chaine.union_all(suite)
    requete = (
        select(chaine.c.rang, _D.numero, _D.definition, _D.lien, *COLONNES_JOURNAL)
        .join_from(chaine, t.dossier, _D.id == chaine.c.id)
        .join(t.journal, _J.dossier == chaine.c.id)
        .order_by(chaine.c.rang, _J.seq)
    )
    lues = groupby(connexion.execute(requete), key=lambda une: une.rang)
    return [_ancetre(list(siennes)) for _, siennes in lues]


def _ancetre(lignes: list[Any]) -> Ancetre:
    une = lignes[0]
    return Ancetre(numero=une.numero, definition=une.definition, lien=une.lien, lignes=lignes)
