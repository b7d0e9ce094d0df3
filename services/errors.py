"""Errors of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.decision import Refus


class ServiceError(Exception):
    """Base of the desk's errors."""


class Introuvable(ServiceError):
    """Nothing of that name; ``champ`` and ``remede`` are French, for the user."""

    def __init__(self, champ: str, message: str, remede: str) -> None:
        """Name the field and the mend."""
        self.champ = champ
        self.message = message
        self.remede = remede
        super().__init__(message)


class Refused(ServiceError):
    """The process says no; an expected answer, shown in French."""

    def __init__(self, refus: Refus) -> None:
        """Keep the conditions."""
        self.refus = refus
        super().__init__(refus.evenement)


class Conflit(ServiceError):
    """Somebody changed the dossier, or the key was used for another command."""

    def __init__(
        self,
        message: str,
        remede: str,
        *,
        champ: str = "rev",
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Say what changed and what to do."""
        self.champ = champ
        self.message = message
        self.remede = remede
        self.detail = dict(detail or {})
        super().__init__(message)


class Interdit(ServiceError):
    """The installation does not allow it: wrong environment, clock turned back…"""

    def __init__(self, champ: str, message: str, remede: str) -> None:
        """Name the setting and the mend."""
        self.champ = champ
        self.message = message
        self.remede = remede
        super().__init__(message)
