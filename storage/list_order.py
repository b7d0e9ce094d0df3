"""How a list is sorted, and what it may be narrowed to: buyers and people, in one question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    Select,
    Subquery,
    case,
    cast,
    func,
    literal,
    select,
    union_all,
)

from storage import register_tables as r
from storage import tables as t
from storage.json_fields import champ_json
from storage.looking import (
    FiltreDossiers,
    LigneVue,
    compter,
    criteres,
    lues_dans_l_ordre,
)
from storage.missed_tasks import Lecture, jour_dit, jours
from storage.names import donneur_du_jour

ECHEANCE = "echeance"
ETAT = "etat"
_MARCHE, _RELATION, _DERNIER = "marche", "relation_entreprise", "dernier_contact_le"
VILLES, PERSONNES = "villes", "personnes"
_D = t.dossier.c


class Rang(NamedTuple):
    """What rows are sorted by, and what it is read from when it is not on the row."""

    valeur: ColumnElement[Any]
    jointe: Subquery | None = None
    sur: ColumnElement[bool] | None = None


def _echeance(lecture: Lecture) -> Rang:
    """The day that the list tells."""
    manquees = jours(lecture)
    return Rang(jour_dit(manquees, lecture), manquees, manquees.c.dossier == _D.id)


def _suivi_par(_: Lecture) -> Rang:
    return Rang(select(r.compte.c.nom).where(r.compte.c.id == _D.assigned).scalar_subquery())


def _heures(_: Lecture) -> Rang:
    """The share of the hours of the row's marché that is done, where some are owed.

    It is computed once a marché, and not for each of the relations that stand on it.
    """
    suivi = t.dossier.alias("suivi")
    faites = func.coalesce(cast(champ_json(suivi.c.data, "heures_comptabilisees"), Float), 0.0)
    dues = func.nullif(cast(champ_json(suivi.c.data, "objectif_heures"), Float), 0.0)
    suivis = (suivi.c.machine == _MARCHE, suivi.c.final.in_((0, 1)))
    parts = select(suivi.c.marche, func.max(faites / dues).label("part")).where(*suivis)
    par_marche = parts.group_by(suivi.c.marche).subquery()
    return Rang(par_marche.c.part, par_marche, par_marche.c.marche == _D.marche)


def _contact(_: Lecture) -> Rang:
    """The last contact: the relation's, or the latest of those of the marché."""
    suivie = t.dossier.alias("suivie")
    dernier = select(func.max(champ_json(suivie.c.faits, _DERNIER))).where(
        suivie.c.marche == _D.marche, suivie.c.machine == _RELATION
    )
    tous = dernier.correlate(t.dossier).scalar_subquery()
    return Rang(case((_D.machine == _RELATION, champ_json(_D.faits, _DERNIER)), else_=tous))


ORDRES: Mapping[str, Callable[[Lecture], Rang]] = {
    ECHEANCE: _echeance,
    "dossier": lambda _: Rang(_D.subject),
    ETAT: lambda _: Rang(_D.state),
    "suivi": _suivi_par,
    "heures": _heures,
    "contact": _contact,
}
"""What the header of each column sorts by."""


class Ordre(NamedTuple):
    """How a list is sorted: a name of ``ORDRES``, and whether the last comes first."""

    nom: str
    descend: bool = False
    etats: tuple[str, ...] = ()
    """The states of the machine in the order of its process, which sorts them."""


def _rang(ordre: Ordre, lecture: Lecture) -> Rang:
    if ordre.nom == ETAT and ordre.etats:
        rangs = {nom: rang for rang, nom in enumerate(ordre.etats)}
        return Rang(case(rangs, value=_D.state, else_=len(rangs)))
    return ORDRES[ordre.nom](lecture)


def _ranges(rang: Rang, filtre: FiltreDossiers) -> Select[Any]:
    """Ids of the dossiers of a filter, each with its ``rang``."""
    requete = select(_D.id, rang.valeur.label("rang")).where(*criteres(filtre))
    if rang.jointe is None:
        return requete
    return requete.outerjoin_from(t.dossier, rang.jointe, rang.sur)


class Tranche(NamedTuple):
    """Which rows of a sorted list are read, and how many it has where that is known."""

    saut: int
    limite: int
    total: int | None


def page_triee(
    connexion: Connection,
    filtre: FiltreDossiers,
    lecture: Lecture,
    ordre: Ordre,
    tranche: Tranche,
) -> tuple[list[LigneVue], int]:
    """Dossiers in an order of ``ORDRES``, then by number; what has no value comes last.

    They are sorted by id and value alone, then the rows of the page are read. With them, how many
    there are in all: counted in the same reading, unless it is known already.
    """
    saut, limite, total = tranche
    cles = _ranges(_rang(ordre, lecture), filtre).cte("cles")
    compte = select(func.count()).select_from(cles).scalar_subquery()
    en_tout = (compte if total is None else literal(total)).label("en_tout")
    rang = cles.c.rang.desc() if ordre.descend else cles.c.rang
    requete = select(cles, en_tout).order_by(rang.nulls_last(), cles.c.id)
    rangs = requete.limit(limite).offset(saut).subquery()
    tri = rangs.c.rang.desc() if ordre.descend else rangs.c.rang
    lues, en_tout_lu = lues_dans_l_ordre(connexion, rangs, (tri.nulls_last(), rangs.c.id), lecture)
    if not lues:  # a page after the last one
        return [], compter(connexion, filtre) if total is None else total
    return lues, en_tout_lu


def ids_tries(
    connexion: Connection, filtre: FiltreDossiers, lecture: Lecture, ordre: Ordre
) -> list[int]:
    """Ids of a whole list, in the order of its pages."""
    rang = _rang(ordre, lecture)
    sens = rang.valeur.desc() if ordre.descend else rang.valeur
    requete = _ranges(rang, filtre).order_by(sens.nulls_last(), _D.id)
    return list(connexion.execute(requete).scalars())


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
