"""Buyers and companies by a part of any name that they bear or bore.

Every text compared went through :func:`states.searching.cherchable`, on both sides.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, CompoundSelect, Table, func, or_, select, union

from states.searching import cherchable
from storage import register_tables as r

_ECHAPPE = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})


def contenant(texte: str) -> str:
    """A LIKE pattern for what contains the text, whatever signs it holds."""
    return f"%{texte.translate(_ECHAPPE)}%"


def donneurs_nommes(texte: str) -> CompoundSelect[tuple[int]]:
    """Ids of the buyers of such a name."""
    return _nommes(r.donneur_ordre, r.donneur_ordre_identite, contenant(cherchable(texte)))


def entreprises_nommees(texte: str) -> CompoundSelect[tuple[int]]:
    """Ids of the companies of an identifier, or of such a name."""
    cherche = cherchable(texte)
    numero = func.lower(r.entreprise_identite.c.identifiant) == "".join(cherche.split())
    return _nommes(r.entreprise, r.entreprise_identite, contenant(cherche), numero)


def _nommes(
    partie: Table, identite: Table, motif: str, *autres: ColumnElement[bool]
) -> CompoundSelect[tuple[int]]:
    """Ids of the parties that bear such a name, today's or one of their identities'."""
    sienne = identite.c[partie.name]
    return union(
        select(partie.c.id).where(partie.c.nom_cherche.like(motif, escape="\\")),
        select(sienne).where(or_(identite.c.nom_cherche.like(motif, escape="\\"), *autres)),
    )
