"""The companies that hold a marché on a given day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, or_, select

from storage.register_tables import entreprise, entreprise_identite, titulaire


@dataclass(frozen=True)
class FicheTitulaire:
    """One titulaire of a marché."""

    entreprise: int
    nom: str
    siret: str | None
    mandataire: bool | None
    du: date


def du_marche(connexion: Connection, marche: int, jour: date) -> list[FicheTitulaire]:
    """Titulaires in force that day, in the order in which they were published."""
    t, e, i = titulaire.c, entreprise.c, entreprise_identite.c
    requete = (
        select(t.entreprise, func.coalesce(i.nom, e.nom), i.identifiant, t.mandataire, t.du)
        .join_from(titulaire, entreprise, t.entreprise == e.id)
        .outerjoin(entreprise_identite, t.identite == i.id)
        .where(t.marche == marche, or_(t.au.is_(None), t.au >= jour))
        .order_by(t.id)
    )
    return [FicheTitulaire(*une) for une in connexion.execute(requete)]
