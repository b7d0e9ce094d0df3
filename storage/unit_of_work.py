"""One transaction: begun, handed down, committed or rolled back whole."""

from __future__ import annotations

from contextlib import AbstractContextManager

from sqlalchemy import Connection

from storage.engines import Moteurs

Connexion = Connection
"""What services hold and hand down, without knowing SQL."""


class Travail:
    """Opens the transactions of one installation; repositories take the connection it yields."""

    def __init__(self, moteurs: Moteurs) -> None:
        """Keep the engines."""
        self.moteurs = moteurs

    def ecrire(self) -> AbstractContextManager[Connection]:
        """A writing transaction: commits at the end, rolls back on any exception."""
        return self.moteurs.ecrire()

    def lire(self) -> AbstractContextManager[Connection]:
        """A reading transaction, never committed."""
        return self.moteurs.lecture.connect()
