"""What stops an import whole: a file of which nothing can be read."""

from __future__ import annotations


class FichierIllisible(Exception):
    """Nothing can be read from the file; the three texts are French, for the user."""

    def __init__(self, champ: str, message: str, remede: str = "") -> None:
        """Name what is wrong and the mend."""
        self.champ = champ
        self.message = message
        self.remede = remede
        super().__init__(message)
