"""Dossiers of a convention that hold notes of training needs."""

from __future__ import annotations

from sqlalchemy import Connection, select

from storage import tables as t
from storage.dossiers import COLONNES_DOSSIER, LigneDossier

_D, _J = t.dossier.c, t.journal.c


def dossiers_avec(connexion: Connection, convention: int, evenement: str) -> list[LigneDossier]:
    """Dossiers under a convention in which an event has taken place, oldest first."""
    notes = select(_J.dossier).where(_J.event == evenement)
    requete = select(*COLONNES_DOSSIER).where(_D.convention == convention, _D.id.in_(notes))
    return [LigneDossier(*une) for une in connexion.execute(requete.order_by(_D.id))]
