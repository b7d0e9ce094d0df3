"""Neutral records that travel from the readers to the writer, all frozen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from services.importing.remedies import remede

Progres = Callable[[int, int | None], None]
"""Called with what is done and the whole, in the same unit (bytes, read then written)."""

TABULAIRE = "decp-tabulaire"
JSON_2022 = "decp-2022"
JSON_2019 = "decp-2019"
VERSION = "v"
"""First letter of a modification known only as another version of the marché (tabular exports)."""


@dataclass(frozen=True)
class Rebut:
    """One record, or one field of it, that could not be taken as it stands."""

    fichier: str
    ligne: int
    champ: str
    motif: str
    rang: int | None = field(default=None, compare=False)
    """Which record of a JSON file it is, the first being 1: a whole file may be one line."""

    @property
    def remede(self) -> str:
        """What to do about it."""
        return remede(self.champ, self.motif)


@dataclass(frozen=True)
class TitulaireLu:
    """A holder, known by its published identifier."""

    type_identifiant: str
    identifiant: str
    nom: str | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True)
class ModificationLue:
    """One modification; an empty value means unchanged or not said."""

    identifiant: str
    notifiee_le: date | None
    montant: Decimal | None = None
    duree_mois: int | None = None
    titulaires: tuple[TitulaireLu, ...] | None = None
    sortants: tuple[TitulaireLu, ...] | None = None
    """Holders that a tabular export shows before this version, and no more with it."""

    @property
    def tabulaire(self) -> bool:
        """Known as a version of a tabular export, where an absence proves nothing."""
        return self.identifiant.startswith(VERSION)


@dataclass(frozen=True, kw_only=True)
class MarcheLu:
    """One marché as published; an empty value was not said, and erases nothing."""

    acheteur: str
    identifiant: str
    date_notification: date
    titulaires: tuple[TitulaireLu, ...]
    source: str
    acheteur_nom: str | None = field(default=None, compare=False)
    objet: str | None = None
    nature: str | None = None
    procedure: str | None = None
    cpv: str | None = None
    duree_mois: int | None = None
    date_publication: date | None = None
    montant: Decimal | None = None
    lieu: str | None = None
    considerations: tuple[str, ...] | None = None
    ccag: str | None = None
    type_groupement: str | None = None
    modifications: tuple[ModificationLue, ...] = ()
    version_dite: bool = field(default=False, compare=False)
    """Whether the row says which version of the marché it tells (``donneesActuelles``)."""
    modification: int | None = field(default=None, compare=False)
    """The number of the modification that the row tells, 0 being the marché itself."""
    fichier: str = field(default="", compare=False)
    ligne: int = field(default=0, compare=False)
    rang: int | None = field(default=None, compare=False)

    @property
    def uid(self) -> str:
        """The official key: SIRET of the buyer, then the buyer's number."""
        return self.acheteur + self.identifiant

    @property
    def tabulaire(self) -> bool:
        """Whether it comes from an export with one row per version."""
        return self.source == TABULAIRE


@dataclass(frozen=True, kw_only=True)
class StructureLue:
    """One structure of the SIAE directory."""

    siret: str
    raison_sociale: str
    enseigne: str | None
    type_structure: str | None
    naf: str | None
    commune: str | None
    code_postal: str | None
    departement: str | None
    fichier: str = field(default="", compare=False)
    ligne: int = field(default=0, compare=False)
    rang: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Lecture:
    """What one record of a file gave: a marché or its refusal, and the fields that were set aside.

    ``cle`` brings together the rows of one marché, the refused ones included.
    """

    cle: str
    ligne: int
    marche: MarcheLu | None = None
    rebut: Rebut | None = None
    avertissements: tuple[Rebut, ...] = ()
    extrait: str = ""


@dataclass(frozen=True)
class DoublonProbable:
    """Two marchés that look like one published twice; they are never merged."""

    acheteur: str
    identifiants: tuple[str, str]
    motif: str


@dataclass(frozen=True)
class SuiviModifie:
    """What an import tells of one followed marché."""

    dossier: str
    marche: str
    fichier: str
    ligne: int
    publie_le: str | None
    changements: tuple[dict[str, str | None], ...]
    phrases: tuple[str, ...]
    tache: str | None
    """What is to be decided; nothing once the dossier is over."""


@dataclass(frozen=True, kw_only=True)
class BilanImport:
    """What an import did; ``lus`` = nouveaux + modifies + inchanges + quarantined.

    The two lists are cut at ``LISTE_MAX``; the totals and the table ``quarantaine`` are whole.
    """

    lus: int = 0
    nouveaux: int = 0
    modifies: int = 0
    inchanges: int = 0
    quarantaine: tuple[Rebut, ...] = ()
    avertissements: tuple[Rebut, ...] = ()
    doublons_probables: tuple[DoublonProbable, ...] = ()
    suivis: tuple[SuiviModifie, ...] = ()
    repetes: int = 0
    """Records of the files beyond the first of each marché."""
    total_quarantaine: int = 0
    total_avertissements: int = 0


LISTE_MAX = 100_000
