"""Errors of the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class WorkflowError(Exception):
    """Base of the engine's errors."""


@dataclass(frozen=True)
class Faute:
    """One fault of a definition: where it stands and how to mend it (French, for its author)."""

    code: str
    message: str
    fichier: str = ""
    ligne: int = 0
    machine: str = ""
    niveau: str = "erreur"
    ou: str = ""

    def __str__(self) -> str:
        """``file:line: message``."""
        return f"{self.fichier}:{self.ligne}: {self.message}"


class DefinitionInvalide(WorkflowError):
    """A definition does not load; carries every fault found."""

    def __init__(self, fautes: Sequence[Faute]) -> None:
        """Keep the faults."""
        self.fautes = tuple(fautes)
        super().__init__("\n".join(str(faute) for faute in fautes))


class ValeurInvalide(WorkflowError):
    """A value does not fit its field; ``champ`` and ``remede`` are French, for the user."""

    def __init__(self, champ: str, message: str, remede: str = "") -> None:
        """Name the field and the mend."""
        self.champ = champ
        self.message = message
        self.remede = remede
        super().__init__(message)
