"""Who stands around a dossier on a given day: the parties, the people and their addresses."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, and_, bindparam, func, select

from storage import register_tables as r
from storage import tables as t
from storage.key_lists import ParCles, liste, parmi
from storage.names import donneur_du_jour, en_vigueur
from storage.statements import Enonce, civil, jour_lu
from storage.stored_json import lire_json


@dataclass(frozen=True)
class Personne:
    """Somebody who can be written to; ``compte`` when the person signs in."""

    nom: str
    courriel: str | None
    telephone: str | None = None
    fonction: str | None = None
    compte: int | None = None
    suppleant: bool = False
    login: str | None = None
    fiche: int | None = field(default=None, compare=False)
    """Row of the register that names the person, when one does."""


class Cadre(NamedTuple):
    """The convention that governs a dossier, its two parties, and the parameters of that day."""

    convention: int
    reference: str
    zone: str
    parametres_ecrits: str
    donneur_ordre: int
    acheteur: str
    structure: int
    nom: str
    adresse: str | None
    telephone: str | None
    courriel: str | None

    @property
    def parametres(self) -> Mapping[str, Mapping[str, Any]]:
        """Parameters by machine, as the convention or its procedure writes them."""
        return lire_json(self.parametres_ecrits)  # type: ignore[no-any-return]  # an object, as stored


@dataclass(frozen=True)
class FicheMarche:
    """A marché as messages name it; ``suivi`` holds the fields of its own dossier, as stored."""

    id: int
    identifiant: str
    objet: str | None
    date_notification: date | None
    donneur_ordre: int
    acheteur: str
    suivi: str | None = None

    @property
    def donnees(self) -> Mapping[str, Any]:
        """The fields of its dossier; none before it is followed."""
        return {} if self.suivi is None else lire_json(self.suivi)


@dataclass(frozen=True)
class FicheEntreprise:
    """A company as messages name it."""

    id: int
    nom: str
    siret: str | None
    adresse: str | None = None


def _au_jour(table: Table) -> ColumnElement[bool]:
    """Rows in force on the day bound as ``jour``."""
    return en_vigueur(table, bindparam("jour"))


_P = r.convention_procedure.c
_PROCEDURE = (
    select(_P.parametres)
    .where(_P.convention == r.convention.c.id, _P.applicable_le <= bindparam("jour"))
    .order_by(_P.version.desc())
    .limit(1)
    .scalar_subquery()
)
_CADRE = Enonce(
    select(
        *(r.convention.c[nom] for nom in ("id", "reference", "zone")),
        func.coalesce(_PROCEDURE, r.convention.c.parametres),
        r.convention.c.donneur_ordre,
        donneur_du_jour(bindparam("jour")),
        *(r.structure.c[nom] for nom in ("id", "nom", "adresse", "telephone", "courriel")),
    )
    .join_from(r.convention, r.structure, r.convention.c.structure == r.structure.c.id)
    .join(r.donneur_ordre, r.convention.c.donneur_ordre == r.donneur_ordre.c.id)
    .where(r.convention.c.id == bindparam("id")),
    forme=tuple,
)
_ZONES = Enonce(
    select(r.convention.c.id, r.convention.c.zone).where(parmi(r.convention.c.id, "ids"))
)
_M, _A = r.marche.c, r.donneur_ordre.c
_SUIVI = (
    select(t.dossier.c.data)
    .where(t.dossier.c.marche == _M.id, t.dossier.c.machine == "marche")
    .limit(1)
    .scalar_subquery()
)
_MARCHES = ParCles(
    select(
        *(_M[nom] for nom in ("id", "identifiant", "objet", "date_notification", "donneur_ordre")),
        donneur_du_jour(bindparam("jour"), _M.acheteur),
        _SUIVI,
    )
    .join_from(r.marche, r.donneur_ordre, _M.donneur_ordre == _A.id)
    .order_by(_M.id),
    _M.id,
)
_E, _EI = r.entreprise.c, r.entreprise_identite.c
_ENTREPRISES = ParCles(
    select(_E.id, _E.nom, _EI.nom, _EI.identifiant, _EI.adresse)
    .outerjoin_from(
        r.entreprise,
        r.entreprise_identite,
        and_(_EI.entreprise == _E.id, _au_jour(r.entreprise_identite)),
    )
    .order_by(_E.id, _EI.du.is_(None), _EI.du.desc(), _EI.au.is_not(None), _EI.id),
    _E.id,
)
_R, _I, _C = r.referent.c, r.interlocuteur.c, r.compte.c
_REFERENTS = Enonce(
    select(_R.nom, _R.courriel, _R.telephone, _R.fonction, _R.suppleant, _R.id)
    .where(_R.donneur_ordre == bindparam("donneur_ordre"), _au_jour(r.referent))
    .order_by(_R.suppleant, _R.id)
)
_INTERLOCUTEURS = ParCles(
    select(_I.entreprise, _I.marche, _I.nom, _I.courriel, _I.telephone, _I.fonction)
    .where(_au_jour(r.interlocuteur))
    .order_by(_I.id),
    _I.entreprise,
)
_COMPTE = Enonce(select(_C.nom, _C.courriel, _C.telephone, _C.id).where(_C.id == bindparam("id")))
_COMPTES = Enonce(
    select(
        *(_C[nom] for nom in ("nom", "courriel", "telephone", "id", "login")),
        *(_C[nom] for nom in ("roles", "structure", "donneur_ordre", "limite")),
    )
    .where(_C.actif.is_(True))
    .order_by(_C.id)
)


def cadre(connexion: Connection, convention: int, jour: date) -> Cadre:
    """A convention as it stands that day: the procedure agreed, else what its file says."""
    valeurs = {"id": convention, "jour": civil(connexion, jour)}
    lu: Any = _CADRE.executer(connexion, valeurs).first()
    return Cadre(*lu)


def zones(connexion: Connection, conventions: Iterable[int]) -> dict[int, str]:
    """Holiday zone of each convention."""
    lues = _ZONES.executer(connexion, {"ids": liste(conventions)})
    return {une.id: une.zone for une in lues}


def fiches_marches(
    connexion: Connection, marches: Collection[int], jour: date
) -> dict[int, FicheMarche]:
    """Marchés, each with its buyer under the identity in force that day."""
    lues = _MARCHES.executer(connexion, marches, _un_jour(connexion, jour))
    return {
        cle: FicheMarche(cle, identifiant, objet, notifie and jour_lu(notifie), *reste)
        for cle, identifiant, objet, notifie, *reste in lues
    }


def fiches_entreprises(
    connexion: Connection, entreprises: Collection[int], jour: date
) -> dict[int, FicheEntreprise]:
    """Companies under the identity in force that day."""
    fiches: dict[int, FicheEntreprise] = {}
    lues = _ENTREPRISES.executer(connexion, entreprises, _un_jour(connexion, jour))
    for cle, nom, nom_du_jour, siret, adresse in lues:
        fiches.setdefault(cle, FicheEntreprise(cle, nom_du_jour or nom, siret, adresse))
    return fiches


def referents(connexion: Connection, donneur_ordre: int, jour: date) -> list[Personne]:
    """Referents of a buyer that day, titulars first."""
    parametres = {"donneur_ordre": donneur_ordre, "jour": civil(connexion, jour)}
    return [
        Personne(nom, courriel, telephone, fonction, suppleant=bool(suppleant), fiche=fiche)
        for nom, courriel, telephone, fonction, suppleant, fiche in _REFERENTS.executer(
            connexion, parametres
        )
    ]


def interlocuteurs(
    connexion: Connection, entreprises: Collection[int], jour: date
) -> dict[int, list[tuple[int | None, Personne]]]:
    """Interlocuteurs insertion of companies, each with the marché that is theirs, if any."""
    trouves: dict[int, list[tuple[int | None, Personne]]] = {une: [] for une in entreprises}
    for une in _INTERLOCUTEURS.executer(connexion, entreprises, _un_jour(connexion, jour)):
        trouves[une[0]].append((une[1], Personne(*une[2:])))
    return trouves


def compte(connexion: Connection, identifiant: int) -> Personne:
    """An account, as a person."""
    rangee: Any = _COMPTE.executer(connexion, {"id": identifiant}).first()
    nom, courriel, telephone, cle = rangee
    return Personne(nom, courriel, telephone, compte=cle)


def comptes_du_role(
    connexion: Connection,
    role: str,
    *,
    structure: int | None = None,
    donneur_ordre: int | None = None,
) -> list[Personne]:
    """Active accounts that hold a role, within a structure or for a buyer.

    A buyer's desk is kept by those who see all of its marchés.
    """
    return [
        Personne(une.nom, une.courriel, une.telephone, compte=une.id, login=une.login)
        for une in _COMPTES.executer(connexion)
        if (structure is None or une.structure in {None, structure})
        and (donneur_ordre is None or (une.donneur_ordre == donneur_ordre and not une.limite))
        and role in lire_json(une.roles)
    ]


def _un_jour(connexion: Connection, jour: date) -> dict[str, Any]:
    return {"jour": civil(connexion, jour)}
