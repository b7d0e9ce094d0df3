"""What a document may see: the same view as a message, known here by its shape alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol


class ContexteDocument(Protocol):
    """The part of ``notifications.context.ContexteMessage`` that a document reads.

    The press may not know the post (they stand side by side), hence the open types.
    """

    @property
    def dossier(self) -> Any:
        """``numero``."""

    @property
    def entreprise(self) -> Any:
        """``nom, siret, adresse``, or None."""

    @property
    def marche(self) -> Any:
        """``numero, objet, notifie_le``, its disposition, its hours and who owes them, or None."""

    @property
    def donneur_ordre(self) -> Any:
        """``nom``."""

    @property
    def structure(self) -> Any:
        """``nom, adresse, telephone, courriel``."""

    @property
    def facilitateur(self) -> Any:
        """``nom, courriel, telephone``."""

    @property
    def donnees(self) -> Mapping[str, Any]:
        """Fields of the dossier, None when empty."""

    @property
    def parametres(self) -> Mapping[str, Any]:
        """Parameters in force."""

    @property
    def contacts(self) -> Sequence[Any]:
        """Contacts that came to nothing: ``le, moyen, ecrit``."""

    @property
    def maintenant(self) -> datetime:
        """The instant of the act, in Europe/Paris."""
