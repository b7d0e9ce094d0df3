"""The values of a plan: what is opened under one root, and what becomes of the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.reprise.records import Ligne
from storage.dossiers import LigneDossier
from storage.register_values import Compte, Marche
from storage.titulaires import FicheTitulaire
from workflow.decision import Decision


@dataclass(frozen=True)
class Cadre:
    """Who follows a dossier, and the id of the agreement it runs under."""

    compte: Compte
    convention: int


@dataclass(frozen=True, kw_only=True)
class Voulu:
    """One dossier to open, checked: what its opening needs, and the decision it will make.

    ``implicite``: a marché that no line describes, opened because one of its relations is.
    """

    ligne: Ligne
    machine: str
    marche: Marche
    titulaire: FicheTitulaire | None
    etat: str
    at: datetime
    donnees: Mapping[str, Any]
    cadre: Cadre
    decision: Decision
    implicite: bool = False

    @property
    def sujet(self) -> str:
        """What people read in lists."""
        objet = self.marche.objet or f"Marché {self.marche.identifiant}"
        return f"{self.titulaire.nom} — {objet}" if self.titulaire else objet


@dataclass
class Groupe:
    """What is opened under one root, the marché first: one transaction."""

    marche: Marche
    parent: LigneDossier | None
    voulus: list[Voulu] = field(default_factory=list)

    @property
    def convention(self) -> int | None:
        """The agreement of the marché, once it is known."""
        if self.parent is not None:
            return self.parent.convention
        return self.voulus[0].cadre.convention if self.voulus else None


@dataclass
class Plan:
    """What becomes of the file: groups to open, lines that change nothing; the rest is refused."""

    lignes: Sequence[Ligne]
    groupes: list[Groupe] = field(default_factory=list)
    inchanges: list[tuple[Ligne, LigneDossier]] = field(default_factory=list)
