"""What stops a reprise whole although its file can be read."""

from __future__ import annotations

from services.importing.errors import FichierIllisible


class TitresInvalides(FichierIllisible):
    """A compulsory column is missing, twice there, or misspelt: nothing was written."""
