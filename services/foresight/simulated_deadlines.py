"""The deadlines of desks that no task tells yet, as a simulation lives them.

By the rules of the day and of the real morning mail (``services/desk_rules``, ``storage/desks``).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from services.desk_rules import regles_de
from states.roles import FACILITATEUR
from storage.desks import cle
from workflow.deadlines import PRINCIPAL, jour_montre
from workflow.decision import Snapshot, Timer
from workflow.simulated import Simule
from workflow.simulated_tasks import TacheSimulee

Nues = frozenset[tuple[str, date]]
"""Deadlines that stand on a desk by themselves, each with the day that it tells."""
_AUCUNE: Nues = frozenset()


@dataclass
class EcheancesNues:
    """Each deadline since it stands on its desk, until it rings, moves, or a task says it."""

    toutes: list[TacheSimulee] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Nothing stands yet; ``_jours`` keeps alive the timers that it knows."""
        self._debout: dict[str, dict[tuple[str, date], TacheSimulee]] = {}
        self._jours: dict[int, tuple[Timer, date]] = {}

    def voir(self, dossier: Simule, ouvertes: Collection[str], le: datetime) -> None:
        """What stands on the desks after an act of a dossier, whose open tasks are given."""
        siennes = self._debout.get(dossier.numero, {})
        nues = self._nues(dossier, ouvertes)
        if nues == siennes.keys():
            return
        for une in siennes.keys() - nues:
            siennes.pop(une).finie = le
        for nom, jour in sorted(nues - siennes.keys()):
            posee = TacheSimulee(
                *(dossier.numero, dossier.origine, nom, FACILITATEUR, le, jour), du_dossier=True
            )
            siennes[nom, jour] = posee
            self.toutes.append(posee)
        self._debout[dossier.numero] = siennes

    def _nues(self, dossier: Simule, ouvertes: Collection[str]) -> Nues:
        vue, definition = dossier.snapshot, dossier.compilee.definition
        regles = regles_de(0, definition)
        if vue.attente is not None or (0, vue.etat) not in regles.etats or dossier.final:
            return _AUCUNE
        return frozenset(
            (un.nom, self._jour(un, dossier))
            for un in _attendues(vue, regles.attendues)
            if not any(cle(0, vue.etat, un.nom, code) in regles.dites for code in ouvertes)
        )

    def _jour(self, timer: Timer, dossier: Simule) -> date:
        connu = self._jours.get(id(timer))
        if connu is None:
            connu = self._jours[id(timer)] = timer, jour_montre(timer, dossier.temps)
        return connu[1]


def _attendues(vue: Snapshot, attendues: Collection[str]) -> list[Timer]:
    return [
        un for un in vue.timers if un.rang >= PRINCIPAL and cle(0, vue.etat, un.nom) in attendues
    ]
