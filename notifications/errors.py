"""Errors of the post."""

from __future__ import annotations


class NotificationsError(Exception):
    """Base of the post's errors."""


class MessageInconnu(NotificationsError):
    """The catalogue holds no message of this name."""

    def __init__(self, nom: str) -> None:
        """Name the message."""
        self.nom = nom
        super().__init__(f"Le catalogue ne connaît pas le message « {nom} ».")


class GabaritInvalide(NotificationsError):
    """A template cannot be read, or does not render; says the file and the line in French."""

    def __init__(self, fichier: str, ligne: int, cause: str) -> None:
        """Keep where the fault stands."""
        self.fichier = fichier
        self.ligne = ligne
        self.cause = cause
        super().__init__(f"{fichier}:{ligne} : {cause}" if ligne else f"{fichier} : {cause}")
