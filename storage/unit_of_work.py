"""One transaction: begun, handed down, committed or rolled back whole."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection

from storage import installation
from storage.engines import Moteurs

Connexion = Connection
"""What services hold and hand down, without knowing SQL."""


class Preuve(Protocol):
    """What must hold before anything is written, known by a digest."""

    @property
    def empreinte(self) -> str:
        """Digest of all that the proof reads."""

    def exiger(self) -> None:
        """Raise when it does not hold."""


class Travail:
    """Opens the transactions of one installation; repositories take the connection it yields."""

    def __init__(self, moteurs: Moteurs, preuve: Preuve | None = None) -> None:
        """Keep the engines, and what must hold before the first writing."""
        self.moteurs = moteurs
        self._preuve = preuve

    def prouver(self) -> None:
        """Make sure that the proof holds; the base remembers the last one that did."""
        if self._preuve is None:
            return
        with self.lire() as connexion:
            connue = installation.lire(connexion, installation.PREUVE)
        if connue != self._preuve.empreinte:
            self._preuve.exiger()
            with self.moteurs.ecrire() as connexion:
                installation.retenir(connexion, installation.PREUVE, self._preuve.empreinte)
        self._preuve = None

    def ecrire(self) -> AbstractContextManager[Connection]:
        """A writing transaction, once proved: commits at the end, rolls back on any exception."""
        self.prouver()
        return self.moteurs.ecrire()

    def lire(self) -> AbstractContextManager[Connection]:
        """A reading transaction, never committed."""
        return self.moteurs.lecture.connect()
