"""Errors of the memory."""


class StorageError(Exception):
    """Base of the memory's errors."""


class BaseIllisible(StorageError):
    """The database cannot be opened, is not initialised or is not at the current version."""


class SauvegardeRefusee(BaseIllisible):
    """A copy cannot be made, or brought back; nothing was written."""

    def __init__(self, message: str, remede: str) -> None:
        """Say why, and the mend; both are French, for the user."""
        self.message = message
        self.remede = remede
        super().__init__(message)


class JournalNonProtege(StorageError):
    """The journal's append-only guard is missing: Jalon refuses to start."""


class ConflitRevision(StorageError):
    """Somebody wrote the dossier between our reading and our writing."""


class MigrationEchouee(BaseIllisible):
    """A migration failed; the database is as it was before."""
