"""Taking over a portfolio that already runs: one line of a file, one dossier in the middle."""

from services.reprise.taking import reprendre
from services.reprise.template import modele

__all__ = ["modele", "reprendre"]
