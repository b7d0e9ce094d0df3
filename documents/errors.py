"""Errors of the press."""

from __future__ import annotations


class DocumentsError(Exception):
    """Base of the press's errors."""


class DocumentInconnu(DocumentsError):
    """No document bears this name."""

    def __init__(self, nom: str) -> None:
        """Name the document."""
        self.nom = nom
        super().__init__(f"Aucun document ne s’appelle « {nom} ».")


class MoteurAbsent(DocumentsError):
    """The PDF engine, or a library of the system that it needs, is missing."""

    def __init__(self, cause: str) -> None:
        """Say how to mend it."""
        super().__init__(
            f"Le PDF ne peut pas être produit : {cause}. Installez libpango-1.0-0, "
            "libpangoft2-1.0-0 et libharfbuzz-subset0."
        )


class DessinImpossible(DocumentsError):
    """A picture cannot be laid out."""

    def __init__(self, message: str, remede: str) -> None:
        """Say why, and how to mend it."""
        self.champ = "diagram"
        self.remede = remede
        super().__init__(message)
