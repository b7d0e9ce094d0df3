"""One transaction: begun, handed down, committed or rolled back whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from storage.engines import Moteurs

Connexion = Connection
"""What services hold and hand down, without knowing SQL."""


class Travail:
    """Opens the transactions of one installation; repositories take the connection it yields."""

    def __init__(self, moteurs: Moteurs) -> None:
        """Keep the engines."""
        self.moteurs = moteurs

    @contextmanager
    def ecrire(self) -> Iterator[Connection]:
        """A writing transaction: commits at the end, rolls back on any exception."""
        with self.moteurs.ecriture.begin() as connexion:
            yield connexion

    @contextmanager
    def lire(self) -> Iterator[Connection]:
        """A reading transaction, never committed."""
        with self.moteurs.lecture.connect() as connexion:
            yield connexion
