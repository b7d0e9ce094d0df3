"""Log lines go to stderr, one sentence each; the traceback only for who asks for it."""

from __future__ import annotations

import logging
import os
import sys

from jalon.commands.errors import TRACE

BAVARDS = ("weasyprint", "fontTools", "apscheduler", "alembic", "transitions")
"""Libraries whose warnings say nothing to whoever runs Jalon."""


class _Sobre(logging.Formatter):
    """A log line without its traceback, unless ``JALON_TRACE=1``."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        if os.environ.get(TRACE) != "1":
            record.exc_info, record.exc_text = None, None
        return super().format(record)


class _VersStderr(logging.StreamHandler):  # type: ignore[type-arg] # generic only for type checkers
    """Writes to whatever stderr is now."""

    def emit(self, record: logging.LogRecord) -> None:
        """Follow a replaced stderr; the one before may be closed, and is not asked to flush."""
        self.stream = sys.stderr
        super().emit(record)


def regler_les_journaux(niveau: int = logging.WARNING) -> None:
    """Send the logs of every room to stderr; twice is once."""
    racine = logging.getLogger()
    if not any(isinstance(un, _VersStderr) for un in racine.handlers):
        sortie = _VersStderr()
        sortie.setFormatter(_Sobre("%(asctime)s %(levelname)s %(name)s : %(message)s"))
        racine.addHandler(sortie)
    racine.setLevel(niveau)
    for bavard in BAVARDS:
        logging.getLogger(bavard).setLevel(logging.ERROR)
