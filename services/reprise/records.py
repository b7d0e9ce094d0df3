"""The values of a reprise: a row as written, a line as understood, what is refused and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from storage.register_values import Marche
from storage.titulaires import FicheTitulaire

MARCHE, RELATION = "marche", "relation_entreprise"
MACHINES = (RELATION, MARCHE)
"""What can be taken over in the middle: a marché, and the relation with one of its titulaires."""


@dataclass(frozen=True)
class Rangee:
    """One row of the file: the cells that are not empty, by column."""

    ligne: int
    cellules: Mapping[str, str]
    faute: tuple[str, str] | None = None


@dataclass(frozen=True)
class Tableau:
    """A file of a reprise: its rows, and the titles that nobody knows among its columns."""

    titres: int
    """Number of the row that holds the titles."""
    rangees: list[Rangee]
    inconnues: tuple[str, ...] = ()


@dataclass(kw_only=True)
class Ligne:
    """One row understood: what it says, then what the register makes of it; its faults."""

    numero: int
    machine: str = ""
    marche_dit: str = ""
    siret: str | None = None
    etat: str = ""
    depuis: date | None = None
    facilitateur: str | None = None
    convention: str | None = None
    champs: dict[str, Any] = field(default_factory=dict)
    fautes: list[tuple[str, str]] = field(default_factory=list)
    avertissements: list[tuple[str, str]] = field(default_factory=list)
    marche: Marche | None = None
    titulaire: FicheTitulaire | None = None

    def faute(self, champ: str, motif: str) -> None:
        """The line cannot be taken as it stands."""
        if (champ, motif) not in self.fautes:
            self.fautes.append((champ, motif))

    def avertir(self, champ: str, motif: str) -> None:
        """The line is taken; something is worth a look."""
        self.avertissements.append((champ, motif))

    @property
    def saine(self) -> bool:
        """Whether nothing stands against the line."""
        return not self.fautes

    @property
    def cle(self) -> tuple[str, int, int | None]:
        """What the line is about: two lines of a file never say the same."""
        marche = self.marche.id if self.marche else 0
        relation = self.titulaire.entreprise if self.titulaire else None
        return self.machine, marche, relation if self.machine == RELATION else None

    @property
    def dite(self) -> tuple[Any, ...]:
        """All that the line says, for telling a repetition from a contradiction."""
        champs = tuple(sorted((nom, str(val)) for nom, val in self.champs.items()))
        return self.etat, self.depuis, self.facilitateur, self.convention, champs
