"""Errors of the front door."""


class FrontError(Exception):
    """Base of the front door's errors."""


class ReglageInvalide(FrontError):
    """A setting is missing, unknown or wrong; ``champ`` and ``remede`` are for the user."""

    def __init__(self, champ: str, message: str, remede: str) -> None:
        """Name the key and the mend."""
        self.champ = champ
        self.message = message
        self.remede = remede
        super().__init__(message)
