"""One due timer with all that its decision reads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from services.snapshots import lire_timer
from states.calendars import Calendriers
from storage.dossiers import LigneDossier, LigneTimer
from workflow.compiled import Compilee
from workflow.decision import Snapshot, Timer


@dataclass(frozen=True)
class Sonnerie:
    """A due timer with all that its decision reads."""

    ligne: LigneTimer
    dossier: LigneDossier
    compilee: Compilee
    vivants: list[LigneTimer]
    snapshot: Snapshot
    temps: Calendriers

    @cached_property
    def timer(self) -> Timer:
        """The timer as the kernel knows it."""
        return lire_timer(self.ligne)
