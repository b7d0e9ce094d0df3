"""The doors of the desk: what it asks of the outside, with a real side and a fake one."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Horloge(Protocol):
    """Time, handed down: nobody else may ask for it."""

    def maintenant(self) -> datetime:
        """Civil instant, aware; ``JALON_NOW`` drives it in demo and test."""

    def reelle(self) -> datetime:
        """Real instant, aware: leases, back-off, heartbeats."""
