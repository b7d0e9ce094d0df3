"""The one Clock: real time, and civil time that ``JALON_NOW`` may start or freeze."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class HorlogeReelle:
    """Civil time is real time."""

    def maintenant(self) -> datetime:
        """Civil now."""
        return self.reelle()

    def reelle(self) -> datetime:
        """Real now."""
        return datetime.now(UTC)


class HorlogeFigee(HorlogeReelle):
    """Civil time stands still: one-shot commands under ``JALON_NOW``."""

    def __init__(self, instant: datetime) -> None:
        """Stand at ``instant``."""
        self.instant = instant

    def maintenant(self) -> datetime:
        """The chosen instant."""
        return self.instant


class HorlogeDecalee(HorlogeReelle):
    """Civil time starts at an instant and runs on; the demo can move it further."""

    def __init__(self, depart: datetime) -> None:
        """Start at ``depart``, now."""
        self._decalage = depart - self.reelle()

    def maintenant(self) -> datetime:
        """Real now, shifted."""
        return self.reelle() + self._decalage

    def avancer(self, duree: timedelta) -> None:
        """Move civil time forward."""
        self._decalage += duree
