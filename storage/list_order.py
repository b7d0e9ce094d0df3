"""How a list is sorted, and what it may be narrowed to: buyers and people, in one question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, case, literal, select, union_all

from storage import register_tables as r
from storage import tables as t
from storage.looking import FiltreDossiers, LigneVue, criteres, echeance, lues_dans_l_ordre
from storage.names import donneur_du_jour

ECHEANCE = "echeance"
ETAT = "etat"
VILLES, PERSONNES = "villes", "personnes"
_D = t.dossier.c


def _suivi_par() -> ColumnElement[Any]:
    return select(r.compte.c.nom).where(r.compte.c.id == _D.assigned).scalar_subquery()


ORDRES: Mapping[str, Callable[[], ColumnElement[Any]]] = {
    ECHEANCE: echeance,
    "dossier": lambda: _D.subject,
    ETAT: lambda: _D.state,
    "suivi": _suivi_par,
}
"""What the header of each column sorts by."""


class Ordre(NamedTuple):
    """How a list is sorted: a name of ``ORDRES``, and whether the last comes first."""

    nom: str
    descend: bool = False
    etats: tuple[str, ...] = ()
    """The states of the machine in the order of its process, which sorts them."""


def page_triee(
    connexion: Connection,
    filtre: FiltreDossiers,
    jour: date,
    ordre: Ordre,
    *,
    saut: int,
    limite: int,
) -> list[LigneVue]:
    """Dossiers in an order of ``ORDRES``, then by number; what has no value comes last.

    They are sorted by id and value alone, then the rows of the page are read.
    """
    valeur = ORDRES[ordre.nom]()
    if ordre.nom == ETAT and ordre.etats:
        rangs_d_etat = {nom: rang for rang, nom in enumerate(ordre.etats)}
        valeur = case(rangs_d_etat, value=_D.state, else_=len(rangs_d_etat))
    cles = select(_D.id, valeur.label("rang")).where(*criteres(filtre)).subquery()
    rang = cles.c.rang.desc() if ordre.descend else cles.c.rang
    rangs = (
        select(cles).order_by(rang.nulls_last(), cles.c.id).limit(limite).offset(saut).subquery()
    )
    tri = rangs.c.rang.desc() if ordre.descend else rangs.c.rang
    return lues_dans_l_ordre(connexion, rangs, (tri.nulls_last(), rangs.c.id), jour)


def choix_de_filtre(
    connexion: Connection, filtre: FiltreDossiers, jour: date
) -> dict[str, list[tuple[int, str]]]:
    """Buyers under a convention, and people to whom a dossier of the list is entrusted, by name."""
    convention, ville, compte = r.convention.c, r.donneur_ordre.c, r.compte.c
    sous = select(convention.donneur_ordre)
    if filtre.portee is not None and filtre.portee.structure is not None:
        sous = sous.where(convention.structure == filtre.portee.structure)
    confies = select(_D.assigned).where(*criteres(filtre))
    requete = union_all(
        select(literal(VILLES), ville.id, donneur_du_jour(jour)).where(ville.id.in_(sous)),
        select(literal(PERSONNES), compte.id, compte.nom).where(compte.id.in_(confies)),
    )
    trouves: dict[str, list[tuple[int, str]]] = {VILLES: [], PERSONNES: []}
    for quoi, cle, nom in connexion.execute(requete):
        trouves[quoi].append((cle, nom))
    return {quoi: sorted(noms, key=lambda un: un[1]) for quoi, noms in trouves.items()}
