"""A dry run is the very passage, rolled back: it cannot lie."""

from __future__ import annotations

from typing import Any


class Essai(Exception):  # no error: it leaves the transaction without its commit
    """Carries the answer out of a transaction that must not be committed."""

    def __init__(self, reponse: dict[str, Any]) -> None:
        """Keep what would be answered."""
        self.reponse = reponse
        super().__init__()
