"""Companies that may be one: what tells them alike, what hangs on each, what became of the rest."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, literal, or_, select

from storage import register_tables as r
from storage import tables as t
from storage.access_tables import jeton
from storage.key_lists import liste, parmi
from storage.looking import FiltreDossiers, Portee, criteres
from storage.register_batches import ajouter, lire_ou
from storage.unit_of_work import Connexion

_D, _E, _I, _T, _X = (
    t.dossier.c,
    r.entreprise.c,
    r.entreprise_identite.c,
    r.titulaire.c,
    r.registre_trace.c,
)
ENTREPRISE = "entreprise"
RELATION = "relation_entreprise"
SIRET, SIREN = "SIRET", 9
REUNIE, MOTIF, PAR = "reunie_avec", "motif", "par"
"""What the register's trace tells of a company that was joined to another."""


class Parente(NamedTuple):
    """A company, and what it shares with another: a SIREN, or a name as it is compared."""

    par_nom: bool
    cle: str
    entreprise: int


def parentes(connexion: Connexion) -> list[Parente]:
    """The companies that go on and look like another, twice where they do by both."""
    siren = func.substr(_I.identifiant, 1, SIREN)
    vivantes = (
        select(siren.label("cle"), _I.entreprise)
        .join(r.entreprise, _E.id == _I.entreprise)
        .where(_I.type_identifiant == SIRET, _E.reunie_avec.is_(None))
        .distinct()
        .subquery()
    )
    plusieurs = select(vivantes.c.cle).group_by(vivantes.c.cle).having(func.count() > 1)
    homonymes = (
        select(_E.nom_compare)
        .where(_E.reunie_avec.is_(None), _E.nom_compare != "")
        .group_by(_E.nom_compare)
        .having(func.count() > 1)
    )
    par_siren = select(literal(value=False), vivantes).where(vivantes.c.cle.in_(plusieurs))
    par_nom = select(literal(value=True), _E.nom_compare, _E.id).where(
        _E.reunie_avec.is_(None), _E.nom_compare.in_(homonymes)
    )
    lues = connexion.execute(par_siren.union_all(par_nom))
    return [Parente(bool(une[0]), une[1], une[2]) for une in lues]


def identites(connexion: Connexion, cles: Collection[int]) -> Sequence[Any]:
    """Every identity of some companies: ``entreprise, nom, identifiant``."""
    requete = (
        select(_I.entreprise, _E.nom, _I.identifiant)
        .join(r.entreprise, _E.id == _I.entreprise)
        .where(parmi(_I.entreprise, "cles"))
        .order_by(_I.entreprise, _I.id)
    )
    return connexion.execute(requete, {"cles": liste(sorted(cles))}).all()


def suivies(connexion: Connexion, portee: Portee, cles: Collection[int]) -> dict[int, int]:
    """How many dossiers each of some companies has within a scope, ended ones included."""
    requete = (
        select(_D.entreprise, func.count().label("nombre"))
        .where(parmi(_D.entreprise, "cles"), *criteres(FiltreDossiers(portee=portee)))
        .group_by(_D.entreprise)
    )
    lues = connexion.execute(requete, {"cles": liste(sorted(cles))})
    return {une.entreprise: une.nombre for une in lues}


def marches_tenus(connexion: Connexion, cles: Collection[int]) -> dict[int, int]:
    """How many marchés each of some companies holds or held."""
    tenus = dict.fromkeys(cles, 0)
    for ligne in lire_ou(connexion, r.titulaire, _T.entreprise, sorted(tenus)):
        tenus[ligne["entreprise"]] += 1
    return tenus


def fiches(connexion: Connexion, cles: Sequence[int]) -> dict[int, Any]:
    """``id, nom, reunie_avec`` of some companies."""
    requete = select(_E.id, _E.nom, _E.reunie_avec).where(_E.id.in_(cles))
    return {une.id: une for une in connexion.execute(requete)}


def identifiants(connexion: Connexion, cles: Sequence[int]) -> Sequence[Any]:
    """``entreprise, identifiant, au`` of some companies."""
    requete = select(_I.entreprise, _I.identifiant, _I.au).where(_I.entreprise.in_(cles))
    return connexion.execute(requete.order_by(_I.id)).all()


def dossiers(connexion: Connexion, cles: Sequence[int]) -> Sequence[Any]:
    """Dossiers of some companies: ``id, numero, machine, final, marche, entreprise, subject``."""
    colonnes = [_D[n] for n in ("id", "numero", "machine", "final", "marche", "entreprise")]
    requete = select(*colonnes, _D.subject).where(_D.entreprise.in_(cles)).order_by(_D.id)
    return connexion.execute(requete).all()


def relations_en_double(connexion: Connexion, entreprise: int, dite: str) -> list[tuple[int, int]]:
    """Open relations of a company with the same marché, two by two, the older first.

    Parameters:
        dite: event of the line that tells a pair; the newer one that has it is left out.
    """
    autre, ligne = t.dossier.alias().c, t.journal.c
    deja = select(ligne.seq).where(ligne.dossier == autre.id, ligne.event == dite).exists()
    requete = (
        select(_D.id, autre.id)
        .where(_D.entreprise == entreprise, autre.entreprise == entreprise)
        .where(_D.machine == RELATION, autre.machine == RELATION, _D.marche == autre.marche)
        .where(_D.id < autre.id, _D.final == 0, autre.final == 0, ~deja)
        .order_by(_D.id, autre.id)
    )
    return [(une[0], une[1]) for une in connexion.execute(requete)]


def dans_la_portee(connexion: Connexion, cle: int, portee: Portee) -> int:
    """How many dossiers of a company somebody may see."""
    filtre = FiltreDossiers(entreprise=cle, portee=portee)
    requete = select(func.count()).select_from(t.dossier).where(*criteres(filtre))
    return int(connexion.execute(requete).scalar_one())


def titulariats(connexion: Connexion, cles: Sequence[int]) -> dict[int, set[int]]:
    """The marchés that each of some companies holds or held."""
    tenus: dict[int, set[int]] = {cle: set() for cle in cles}
    requete = select(_T.entreprise, _T.marche).where(_T.entreprise.in_(cles))
    for ligne in connexion.execute(requete):
        tenus[ligne.entreprise].add(ligne.marche)
    return tenus


def noms_des_marches(connexion: Connexion, cles: Collection[int]) -> list[str]:
    """The numbers of some marchés."""
    requete = select(r.marche.c.identifiant).where(r.marche.c.id.in_(sorted(cles)))
    return sorted(connexion.execute(requete).scalars())


def interlocuteurs(connexion: Connexion, cle: int) -> int:
    """How many people a company has named, past ones included."""
    table = r.interlocuteur
    requete = select(func.count()).select_from(table).where(table.c.entreprise == cle)
    return int(connexion.execute(requete).scalar_one())


def liens_vivants(connexion: Connexion, cle: int, now: datetime) -> int:
    """How many personal links to its dossiers still open."""
    requete = (
        select(func.count())
        .select_from(jeton)
        .join(t.dossier, _D.id == jeton.c.dossier)
        .where(_D.entreprise == cle, jeton.c.expire_le > now)
    )
    return int(connexion.execute(requete).scalar_one())


def racines(connexion: Connexion, cle: int) -> list[int]:
    """Roots of a company's dossiers, and of the marchés where one of them may be opened."""
    tenus = select(_T.marche).where(_T.entreprise == cle)
    siens = or_(_D.entreprise == cle, _D.marche.in_(tenus))
    requete = select(func.coalesce(_D.racine, _D.id).label("tete")).where(siens).distinct()
    return sorted(connexion.execute(requete).scalars())


def tracer(
    connexion: Connexion, absorbee: int, dits: dict[str, tuple[str | None, str]], le: datetime
) -> None:
    """Keep what became of a company, by field: before, after."""
    lignes = [
        {
            "import_lot": None,
            "objet": ENTREPRISE,
            "objet_id": absorbee,
            "champ": champ,
            "avant": avant,
            "apres": apres,
            "le": le,
        }
        for champ, (avant, apres) in dits.items()
    ]
    ajouter(connexion, r.registre_trace, lignes)


def traces(connexion: Connexion, cle: int) -> Sequence[Any]:
    """``champ, apres, le`` of a company, oldest first."""
    requete = select(_X.champ, _X.apres, _X.le).where(_X.objet == ENTREPRISE, _X.objet_id == cle)
    return connexion.execute(requete.order_by(_X.id)).all()


def reunies(connexion: Connexion, *, limite: int) -> Sequence[Any]:
    """Companies joined to another: ``id, nom, gardee, nom_gardee``, the last ones first."""
    autre = r.entreprise.alias("autre")
    requete = (
        select(_E.id, _E.nom, autre.c.id.label("gardee"), autre.c.nom.label("nom_gardee"))
        .join(autre, autre.c.id == _E.reunie_avec)
        .order_by(_E.id.desc())
        .limit(limite)
    )
    return connexion.execute(requete).all()
