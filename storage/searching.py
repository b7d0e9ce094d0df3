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
    """Dossiers that each of the words names, in any order.

    The texts of one word are read in their own order, once; of several, beside each dossier: lists
    of what each word is found in would be built for the commonest of them too.
    """
    mots = [*dict.fromkeys(cherchable(texte).split())][:MOTS_MAX]
    recherche = t.recherche.c
    if len(mots) == 1:
        trouves = select(recherche.dossier).where(_dans_le_texte(mots[0]))
        return or_(_D.id.in_(trouves), *_par_les_parties(mots[0]))
    par_mot = (or_(_dans_le_texte(un), *_par_les_parties(un)) for un in mots)
    return exists().where(recherche.dossier == _D.id, *par_mot)


def _dans_le_texte(mot: str) -> ColumnElement[bool]:
    return t.recherche.c.texte.like(contenant(mot), escape="\\")


def _par_les_parties(mot: str) -> tuple[ColumnElement[bool], ...]:
    """By the number of the marché, by the buyer, by a company."""
    marches = select(r.marche.c.id).where(
        or_(
            r.marche.c.identifiant.ilike(contenant(mot), escape="\\"),
            r.marche.c.donneur_ordre.in_(donneurs_nommes(mot)),
        )
    )
    return _D.marche.in_(marches), tenu_par(mot)


def tenu_par(texte: str) -> ColumnElement[bool]:
    """Companies by identifier or part of their name; a marché counts by those that hold it."""
    voulues = entreprises_nommees(texte).subquery()
    tenus = select(r.titulaire.c.marche).where(r.titulaire.c.entreprise.in_(select(voulues.c.id)))
    return or_(
        _D.entreprise.in_(select(voulues.c.id)),
        and_(_D.entreprise.is_(None), _D.marche.in_(tenus)),
    )
