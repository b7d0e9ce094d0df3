"""The name that a party bears on a day: one rule, for lists, pages and mails alike.

A record keeps the identity that was published; whatever is told today bears the name of today
(domain.md §2.3). The rule is an SQL expression, which lists of any length read with their rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, func, or_, select

from storage.register_tables import (
    donneur_ordre,
    donneur_ordre_identite,
    entreprise,
    entreprise_identite,
)

Jour = date | ColumnElement[Any]
"""A civil day, a column that holds one, or its place in a statement that is compiled once."""


def en_vigueur(dates: FromClause, jour: Jour) -> ColumnElement[bool]:
    """Rows in force that day; ``au`` is the last day, included."""
    du, au = dates.c.du, dates.c.au
    return and_(or_(du.is_(None), du <= jour), or_(au.is_(None), au >= jour))


def donneur_du_jour(
    jour: Jour, publie: ColumnElement[str] | None = None
) -> ColumnElement[str | None]:
    """Name of the buyer of the row, under its identity of that day; null without a buyer.

    The latest begun wins, an undated one comes last. Of a marché, ``publie`` is the SIRET under
    which its buyer published it: as long as that one is in force, it is the one.
    """
    une = donneur_ordre_identite.alias("identite_du_donneur")
    requete = (
        select(une.c.nom)
        .where(une.c.donneur_ordre == donneur_ordre.c.id, en_vigueur(une, jour))
        .order_by(une.c.du.is_(None), une.c.du.desc(), une.c.id.desc())
        .limit(1)
        .correlate_except(une)
    )
    # SQLite does not see the row's own columns in an ORDER BY: two readings instead of a rank
    tentatives = [requete] if publie is None else [requete.where(une.c.siret == publie), requete]
    return func.coalesce(*(un.scalar_subquery() for un in tentatives), donneur_ordre.c.nom)


def entreprise_du_jour(jour: Jour) -> ColumnElement[str | None]:
    """Name of the company of the row, under its identity of that day; null without a company."""
    nom, *_ = identite_du_jour(jour)
    return func.coalesce(nom, entreprise.c.nom)


def identite_du_jour(jour: Jour) -> Sequence[ColumnElement[str | None]]:
    """Own name, identifier and address of the company of the row under its identity of that day.

    The latest begun wins, an undated one comes last; null without an identity.
    """
    une = entreprise_identite.alias("identite_de_l_entreprise")
    return [
        select(colonne)
        .where(une.c.entreprise == entreprise.c.id, en_vigueur(une, jour))
        .order_by(une.c.du.is_(None), une.c.du.desc(), une.c.au.is_not(None), une.c.id)
        .limit(1)
        .correlate_except(une)
        .scalar_subquery()
        for colonne in (une.c.nom, une.c.identifiant, une.c.adresse)
    ]
