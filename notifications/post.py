"""What the post carries and what it answers: values shared by the real and the captured post."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Sort(StrEnum):
    """What became of one letter."""

    ENVOYE = "envoye"
    """The server has accepted it."""
    REPORTE = "reporte"
    """The server has not taken it; it may be tried again."""
    ECHEC = "echec"
    """The server refuses it for good."""
    INCERTAIN = "incertain"
    """All was handed over, and the answer never came: never sent again silently."""


@dataclass(frozen=True, kw_only=True)
class Lettre:
    """A mail in its envelope: flattened bytes, bare addresses."""

    id: int
    expediteur: str
    destinataire: str
    octets: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Resultat:
    """The answer for one letter; ``panne`` blames the server or the settings, not the letter.

    ``trop_long``: the server is so slow that the letter was given up on the way; ``interrompu``:
    Jalon stops, and nobody is to blame.
    """

    id: int
    sort: Sort
    code: int | None = None
    message: str = ""
    panne: bool = False
    trop_long: bool = False
    interrompu: bool = False

    @property
    def essaye(self) -> bool:
        """Whether this very letter had its chance: one that had none keeps its turn."""
        return self.trop_long or not (self.panne or self.interrompu)


@dataclass(kw_only=True)
class Bilan:
    """Counts of one delivery, and the breakdown that stopped it, in French."""

    comptes: Counter[Sort] = field(default_factory=Counter)
    panne: str = ""


SurResultat = Callable[[Resultat], None]
"""Called once per letter as soon as its fate is known, so that the caller may commit it."""

Arret = Callable[[], bool]
"""Whether Jalon stops: the letter in hand is the last one."""


def jamais() -> bool:
    """Nobody stops Jalon: a command that does one thing."""
    return False


class Poste(Protocol):
    """Whoever delivers: the SMTP server, or the captured mailbox of the demo and the tests."""

    def distribuer_tous(
        self, lettres: Iterable[Lettre], sur_resultat: SurResultat, arret: Arret = jamais
    ) -> Bilan:
        """Deliver every letter, reporting each; a stop ends the one in hand at once."""
