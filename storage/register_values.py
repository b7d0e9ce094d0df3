"""What the register answers: frozen values, one per row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Marche:
    """A marché as registered; ``montant`` and ``duree_mois`` are those of the notification."""

    id: int
    donneur_ordre: int
    operation: int | None
    acheteur: str
    identifiant: str
    uid: str
    objet: str | None
    nature: str | None
    procedure: str | None
    cpv: str | None
    duree_mois: int | None
    date_notification: date
    date_publication: date | None
    montant: Decimal | None
    lieu: str | None
    considerations: tuple[str, ...] | None
    ccag: str | None
    type_groupement: str | None
    source: str
    fichier: str | None
    ligne: int | None


@dataclass(frozen=True, kw_only=True)
class Modification:
    """A modification of a marché; empty = unchanged or not said."""

    identifiant: str
    notifiee_le: date | None
    montant: Decimal | None
    duree_mois: int | None


@dataclass(frozen=True, kw_only=True)
class Entreprise:
    """A company, under its current name."""

    id: int
    nom: str


@dataclass(frozen=True, kw_only=True)
class Titulaire:
    """A company holding a marché, under its identity of the day asked."""

    id: int
    marche: int
    entreprise: int
    type_identifiant: str
    identifiant: str
    nom: str
    mandataire: bool | None
    du: date
    au: date | None


@dataclass(frozen=True, kw_only=True)
class Referent:
    """The buyer's person, titular or deputy."""

    id: int
    donneur_ordre: int
    nom: str
    courriel: str | None
    telephone: str | None
    fonction: str | None
    du: date
    au: date | None
    suppleant: bool


@dataclass(frozen=True, kw_only=True)
class Interlocuteur:
    """The company's person, for one marché or for all."""

    id: int
    entreprise: int
    marche: int | None
    nom: str
    courriel: str | None
    telephone: str | None
    fonction: str | None
    du: date
    au: date | None


@dataclass(frozen=True, kw_only=True)
class Compte:
    """Somebody who may act, and within what."""

    id: int
    login: str
    nom: str
    courriel: str | None
    telephone: str | None
    roles: tuple[str, ...]
    structure: int | None
    donneur_ordre: int | None
    actif: bool


@dataclass(frozen=True, kw_only=True)
class DonneurOrdre:
    """A buyer, whatever its successive identities."""

    id: int
    cle: str
    nom: str


@dataclass(frozen=True, kw_only=True)
class Convention:
    """A framework agreement; ``fin_le`` is its last day, ``parametres`` values are as written.

    ``duree`` is read of its two dates: an avenant that moves one moves it.
    """

    id: int
    reference: str
    structure: int
    donneur_ordre: int
    effet_le: date
    duree: str
    fin_le: date
    zone: str
    parametres: dict[str, Any]
    source: str | None


@dataclass(frozen=True, kw_only=True)
class FiltreMarches:
    """What a list of marchés is narrowed to; empty = all."""

    donneur_ordre: int | None = None
    titulaire: str | None = None
    """Identifier of a company."""
    texte: str | None = None
    """Part of the number, of the object, of the name of its buyer or of a company that holds it."""
    consideration: str | None = None
    notifies_depuis: date | None = None
    notifies_jusqu_au: date | None = None
    seul: int | None = None
    """Key of the only one asked for."""
    limite_a: int | None = None
    """Account that is limited to some marchés."""
    sans_dossier: str | None = None
    """Machine whose dossiers follow marchés: those that none follows."""
