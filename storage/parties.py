"""Who stands around a dossier on a given day: the parties, the people and their addresses."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, or_, select

from storage import register_tables as r


@dataclass(frozen=True)
class Personne:
    """Somebody who can be written to; ``compte`` when the person signs in."""

    nom: str
    courriel: str | None
    telephone: str | None = None
    fonction: str | None = None
    compte: int | None = None
    suppleant: bool = False


@dataclass(frozen=True)
class Cadre:
    """The convention that governs a dossier, and the structure that signs."""

    convention: int
    reference: str
    zone: str
    parametres: Mapping[str, Mapping[str, Any]]
    structure: int
    nom: str
    adresse: str | None
    telephone: str | None
    courriel: str | None


@dataclass(frozen=True)
class FicheMarche:
    """A marché as messages name it."""

    id: int
    identifiant: str
    objet: str | None
    date_notification: date | None
    donneur_ordre: int
    acheteur: str


@dataclass(frozen=True)
class FicheEntreprise:
    """A company as messages name it."""

    id: int
    nom: str
    siret: str | None


def cadre(connexion: Connection, convention: int) -> Cadre:
    """A convention and its structure."""
    c, s = r.convention.c, r.structure.c
    requete = (
        select(
            c.id, c.reference, c.zone, c.parametres, s.id, s.nom, s.adresse, s.telephone, s.courriel
        )
        .join_from(r.convention, r.structure, c.structure == s.id)
        .where(c.id == convention)
    )
    rangee = connexion.execute(requete).one()
    return Cadre(*rangee[:3], json.loads(rangee[3]), *rangee[4:])


def fiche_marche(connexion: Connection, marche: int, jour: date) -> FicheMarche:
    """A marché, with its buyer under the identity in force that day."""
    m = r.marche.c
    rangee = connexion.execute(
        select(m.id, m.identifiant, m.objet, m.date_notification, m.donneur_ordre).where(
            m.id == marche
        )
    ).one()
    return FicheMarche(*rangee, _nom_acheteur(connexion, rangee.donneur_ordre, jour))


def _nom_acheteur(connexion: Connection, donneur_ordre: int, jour: date) -> str:
    identite = r.donneur_ordre_identite
    en_vigueur = (
        connexion.execute(
            select(identite.c.nom)
            .where(identite.c.donneur_ordre == donneur_ordre, _au_jour(identite, jour))
            .order_by(identite.c.du.is_(None), identite.c.du.desc(), identite.c.id.desc())
        )
        .scalars()
        .first()
    )
    if en_vigueur:
        return str(en_vigueur)
    table = r.donneur_ordre
    requete = select(table.c.nom).where(table.c.id == donneur_ordre)
    return str(connexion.execute(requete).scalar_one())


def fiche_entreprise(connexion: Connection, entreprise: int, jour: date) -> FicheEntreprise:
    """A company under the identity in force that day."""
    table, identite = r.entreprise, r.entreprise_identite
    nom = connexion.execute(select(table.c.nom).where(table.c.id == entreprise)).scalar_one()
    rangee = connexion.execute(
        select(identite.c.nom, identite.c.identifiant)
        .where(identite.c.entreprise == entreprise, _au_jour(identite, jour))
        .order_by(identite.c.id.desc())
    ).first()
    if rangee is None:
        return FicheEntreprise(entreprise, nom, None)
    return FicheEntreprise(entreprise, rangee.nom or nom, rangee.identifiant)


def referents(connexion: Connection, donneur_ordre: int, jour: date) -> list[Personne]:
    """Referents of a buyer that day, titulars first."""
    table = r.referent
    requete = (
        select(
            table.c.nom, table.c.courriel, table.c.telephone, table.c.fonction, table.c.suppleant
        )
        .where(table.c.donneur_ordre == donneur_ordre, _au_jour(table, jour))
        .order_by(table.c.suppleant, table.c.id)
    )
    return [
        Personne(une.nom, une.courriel, une.telephone, une.fonction, suppleant=une.suppleant)
        for une in connexion.execute(requete)
    ]


def interlocuteurs(
    connexion: Connection, entreprise: int, marche: int | None, jour: date
) -> list[Personne]:
    """Interlocuteurs insertion of a company, those of the marché when there are some."""
    table = r.interlocuteur
    requete = (
        select(table.c.nom, table.c.courriel, table.c.telephone, table.c.fonction, table.c.marche)
        .where(
            table.c.entreprise == entreprise,
            _au_jour(table, jour),
            or_(table.c.marche.is_(None), table.c.marche == marche),
        )
        .order_by(table.c.id)
    )
    rangees = list(connexion.execute(requete))
    propres = [une for une in rangees if une.marche is not None]
    return [
        Personne(une.nom, une.courriel, une.telephone, une.fonction) for une in propres or rangees
    ]


def compte(connexion: Connection, identifiant: int) -> Personne:
    """An account, as a person."""
    table = r.compte
    une = connexion.execute(select(table).where(table.c.id == identifiant)).one()
    return Personne(une.nom, une.courriel, une.telephone, compte=une.id)


def comptes_du_role(
    connexion: Connection,
    role: str,
    *,
    structure: int | None = None,
    donneur_ordre: int | None = None,
) -> list[Personne]:
    """Active accounts that hold a role, within a structure or for a buyer."""
    table = r.compte
    requete = select(table).where(table.c.actif.is_(True)).order_by(table.c.id)
    if structure is not None:
        requete = requete.where(or_(table.c.structure.is_(None), table.c.structure == structure))
    if donneur_ordre is not None:
        requete = requete.where(table.c.donneur_ordre == donneur_ordre)
    return [
        Personne(une.nom, une.courriel, une.telephone, compte=une.id)
        for une in connexion.execute(requete)
        if role in json.loads(une.roles)
    ]


def _au_jour(table: Table, jour: date) -> ColumnElement[bool]:
    """Rows in force that day; ``au`` is the last day, included."""
    return and_(
        or_(table.c.du.is_(None), table.c.du <= jour),
        or_(table.c.au.is_(None), table.c.au >= jour),
    )
