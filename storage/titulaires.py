"""The companies that hold a marché on a given day, under their identity of that day.

A record keeps the identity that was published; what is told today bears that of today
(domain.md §2.3), with the published one beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, FromClause, and_, case, func, or_, select

from storage.names import en_vigueur
from storage.register_tables import entreprise, entreprise_identite, titulaire


@dataclass(frozen=True)
class FicheTitulaire:
    """One titulaire of a marché; ``publie`` is the SIRET under which it was published."""

    entreprise: int
    nom: str
    siret: str
    mandataire: bool | None
    du: date
    publie: str


PUBLIEE, DU_JOUR = (entreprise_identite.alias(nom) for nom in ("publiee", "du_jour"))
"""The identity of a titulaire as published, and the one that it has on the day asked."""
NOM = func.coalesce(DU_JOUR.c.nom, entreprise.c.nom)


def du_marche(connexion: Connection, marche: int, jour: date) -> list[FicheTitulaire]:
    """Titulaires in force that day, in the order in which they were published."""
    return [fiche for _, fiche in des_marches(connexion, [marche], jour)]


def des_marches(
    connexion: Connection, marches: Sequence[int], jour: date
) -> Iterator[tuple[int, FicheTitulaire]]:
    """The same of several marchés, each with its marché."""
    t = titulaire.c
    requete = (
        select(
            *(t.marche, t.entreprise, NOM, DU_JOUR.c.identifiant, t.mandataire, t.du),
            PUBLIEE.c.identifiant,
        )
        .select_from(avec_identites(jour))
        .where(t.marche.in_(marches), or_(t.au.is_(None), t.au >= jour))
        .order_by(t.id)
    )
    for marche, *fiche in connexion.execute(requete):
        yield marche, FicheTitulaire(*fiche)


def avec_identites(jour: date) -> FromClause:
    """``titulaire`` joined with its company and with both its identities.

    The identity of the day is a dated one, the latest begun; else the published one while it
    holds; else another of the company that holds; else what was published.
    """
    t = titulaire.c
    publiee = case((en_vigueur(PUBLIEE, jour), PUBLIEE.c.id))
    du_jour = func.coalesce(_datee(jour), publiee, _autre(jour), t.identite)
    return (
        titulaire.join(entreprise, t.entreprise == entreprise.c.id)
        .join(PUBLIEE, t.identite == PUBLIEE.c.id)
        .join(DU_JOUR, DU_JOUR.c.id == du_jour)
    )


def _datee(jour: date) -> ColumnElement[int]:
    une = entreprise_identite.alias("datee")
    sienne = and_(une.c.entreprise == titulaire.c.entreprise, une.c.du.is_not(None))
    requete = (
        select(une.c.id).where(sienne, en_vigueur(une, jour)).order_by(une.c.du.desc(), une.c.id)
    )
    return requete.limit(1).correlate(titulaire).scalar_subquery()


def _autre(jour: date) -> ColumnElement[int]:
    une = entreprise_identite.alias("autre")
    sienne = une.c.entreprise == titulaire.c.entreprise
    requete = select(une.c.id).where(sienne, en_vigueur(une, jour))
    requete = requete.order_by(une.c.au.is_not(None), une.c.id)
    return requete.limit(1).correlate(titulaire).scalar_subquery()
