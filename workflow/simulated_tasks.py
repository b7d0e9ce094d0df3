"""The desks of a simulation: one task of a kind stays open for a dossier, as on the real ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from workflow.stops import Gel


@dataclass(slots=True)
class TacheSimulee:
    """A task on a desk: what asks for it, since when, for when, and when an act finished it."""

    dossier: str
    origine: str
    """The stored dossier whose parties keep the desk."""
    code: str
    pour: str
    depuis: datetime
    echeance: date | None = None
    finie: datetime | None = None
    bureau: int | None = None
    """The account of a stored task; those of a simulation go to the desk of their role."""
    posee: bool = True
    """Whether the simulation asks for it; else it was open before."""
    du_dossier: bool = False
    """A deadline that no task tells: it stands on the desk of whoever follows the dossier."""
    figee_le: date | None = None
    """Since when it waits for the end of a stop: it stands on no desk."""


class Taches:
    """What is open, by dossier and code, and everything that ever was."""

    def __init__(self, ouvertes: Iterable[TacheSimulee] = ()) -> None:
        """Begin with what is open."""
        self.toutes: list[TacheSimulee] = []
        self._ouvertes: dict[str, dict[str, TacheSimulee]] = defaultdict(dict)
        for une in ouvertes:
            self.poser(une)

    def poser(self, tache: TacheSimulee) -> bool:
        """Put a task on its desk; false when the dossier has it already."""
        siennes = self._ouvertes[tache.dossier]
        if tache.code in siennes:
            return False
        siennes[tache.code] = tache
        if tache.figee_le is None:
            self.toutes.append(tache)
        return True

    def figer(self, dossier: str, gel: Gel, le: datetime) -> None:
        """Take what is open for a dossier off the desks: a stop begins."""
        siennes = self._ouvertes.get(dossier, {})
        for code, tache in siennes.items():
            if tache.figee_le is None and code.partition(":")[0] not in gel.sauf:
                tache.finie = le
                siennes[code] = replace(tache, figee_le=gel.depuis, finie=None)

    def rendre(self, dossier: str, jour: Callable[[str, date, date], date], le: datetime) -> None:
        """Put what a stop had frozen on the desks again, for the day that ``jour`` gives it."""
        siennes = self._ouvertes.get(dossier, {})
        for code, tache in siennes.items():
            if tache.figee_le is not None:
                du = tache.echeance and jour(code, tache.echeance, tache.figee_le)
                siennes[code] = replace(tache, echeance=du, depuis=le, figee_le=None)
                self.toutes.append(siennes[code])

    def dater(self, dossier: str, jours: Iterable[tuple[str, date]]) -> None:
        """Open tasks of a dossier are due another day."""
        siennes = self._ouvertes.get(dossier, {})
        for code, jour in jours:
            if code in siennes:
                siennes[code].echeance = jour

    def ouvertes(self, dossier: str) -> frozenset[str]:
        """Codes of what is open for a dossier."""
        return frozenset(self._ouvertes.get(dossier, ()))

    def finir(self, dossier: str, codes: frozenset[str], le: datetime) -> None:
        """Finish the open tasks of these codes, or of these kinds."""
        siennes = self._ouvertes.get(dossier)
        if not siennes:
            return
        finies = [un for un in siennes if un in codes or un.partition(":")[0] in codes]
        for code in finies:
            siennes.pop(code).finie = le
