"""What the walk of a product speaks of: facts, configurations, steps."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.emptiness import Remplissage


@dataclass(frozen=True)
class Fait:
    """Something that happens in one machine: an event or an opening, what it enters, with what."""

    machine: str
    evenement: str
    de: str
    vers: str
    avec: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """As a person reads it."""
        bouge = f" ({self.de} → {self.vers})" if self.de != self.vers and self.de else ""
        return f"{self.machine}.{self.evenement}{bouge}"


@dataclass(frozen=True)
class Configuration:
    """The state of each machine (empty while it is not open) and which fields are filled."""

    etats: tuple[str, ...]
    champs: tuple[Remplissage, ...]
    cles: frozenset[tuple[str, str, str]] = frozenset()
    """Keys of links that are taken: machine, key, value."""
    siennes: tuple[tuple[str, str], ...] = ()
    """The key and value that each followed instance took; empty texts when it took none."""


@dataclass(frozen=True)
class Pas:
    """One act and all that follows at once, and where it leads."""

    faits: tuple[Fait, ...]
    vers: Configuration


def poser(configuration: Configuration, rang: int, etat: str, champs: Remplissage) -> Configuration:
    """The configuration with one machine in another state."""
    etats, tous = list(configuration.etats), list(configuration.champs)
    etats[rang], tous[rang] = etat, champs
    return Configuration(tuple(etats), tuple(tous), configuration.cles, configuration.siennes)
