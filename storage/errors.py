"""Errors of the memory."""


class StorageError(Exception):
    """Base of the memory's errors."""


class BaseIllisible(StorageError):
    """The database cannot be opened, is not initialised or is not at the current version."""


class JournalNonProtege(StorageError):
    """The journal's append-only guard is missing: Jalon refuses to start."""


class ConflitRevision(StorageError):
    """Somebody wrote the dossier between our reading and our writing."""


class MigrationEchouee(BaseIllisible):
    """A migration failed; the database is as it was before."""
