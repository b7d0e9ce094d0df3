"""What a search finds dossiers by: their number and subject, their marché, buyer and companies.

Every text compared went through :func:`states.searching.cherchable`, on both sides: no engine knows
our accents. A dossier's own words stand in ``recherche``, a narrow table that a search reads whole
in milliseconds; names stand beside themselves, in ``nom_cherche``.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, or_, select

from states.searching import cherchable
from storage import register_tables as r
from storage import tables as t
from storage.party_names import contenant, donneurs_nommes, entreprises_nommees

MOTS_MAX = 6
"""Words of a search that are looked at."""
_D = t.dossier.c


def avec_les_mots(texte: str) -> ColumnElement[bool]:
    """Dossiers that each of the words names, in any order."""
    mots = [*dict.fromkeys(cherchable(texte).split())][:MOTS_MAX]
    return exists().where(t.recherche.c.dossier == _D.id, *map(_nomme, mots))


def _nomme(mot: str) -> ColumnElement[bool]:
    motif = contenant(mot)
    marches = select(r.marche.c.id).where(
        or_(
            r.marche.c.identifiant.ilike(motif, escape="\\"),
            r.marche.c.donneur_ordre.in_(donneurs_nommes(mot)),
        )
    )
    return or_(t.recherche.c.texte.like(motif, escape="\\"), _D.marche.in_(marches), tenu_par(mot))


def tenu_par(texte: str) -> ColumnElement[bool]:
    """Companies by identifier or part of their name; a marché counts by those that hold it."""
    voulues = entreprises_nommees(texte).subquery()
    tenus = select(r.titulaire.c.marche).where(r.titulaire.c.entreprise.in_(select(voulues.c.id)))
    return or_(
        _D.entreprise.in_(select(voulues.c.id)),
        and_(_D.entreprise.is_(None), _D.marche.in_(tenus)),
    )
