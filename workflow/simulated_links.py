"""Who is linked to whom in a simulation: by the dossier that opened it, or by what they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from workflow.decision import Snapshot
from workflow.process import DE_LIEN_EN_LIEN, PARENT
from workflow.simulated import Simule
from workflow.values import Lien

Colonne = tuple[str, str, int]
"""A machine, a column of the register, and its value."""


class Reseau:
    """The dossiers of a simulation, found by number, by opener and by shared column."""

    def __init__(self, dossiers: Iterable[Simule]) -> None:
        """Link those that are there when the simulation begins."""
        self.dossiers: dict[str, Simule] = {}
        self._par_colonne: dict[Colonne, list[str]] = defaultdict(list)
        tous = list(dossiers)
        for un in tous:
            self._ranger(un)
        for un in tous:
            if un.parent in self.dossiers:
                self.dossiers[un.parent].enfants.append(un.numero)

    def naitre(self, dossier: Simule, parent: Simule) -> None:
        """One more, opened by another one."""
        self._ranger(dossier)
        parent.enfants.append(dossier.numero)

    def _ranger(self, dossier: Simule) -> None:
        self.dossiers[dossier.numero] = dossier
        machine = dossier.compilee.definition.machine
        for colonne, valeur in dossier.partages.items():
            self._par_colonne[machine, colonne, valeur].append(dossier.numero)

    def cibles(self, dossier: Simule, a: str) -> Iterator[Simule]:
        """Whom an event goes to: the opener, what it opened, or what shares the link's column."""
        premier, _, suite = a.partition(DE_LIEN_EN_LIEN)
        if suite:
            for un in self.cibles(dossier, premier):
                yield from self.cibles(un, suite)
            return
        if a == PARENT:
            if dossier.parent in self.dossiers:
                yield self.dossiers[dossier.parent]
            return
        lien = dossier.compilee.definition.liens[a]
        if lien.trouve_par == PARENT:
            enfants = (self.dossiers[numero] for numero in dossier.enfants)
            yield from (un for un in enfants if un.lien == a)
        elif lien.trouve_par in dossier.partages:
            cle = (lien.machine, lien.trouve_par, dossier.partages[lien.trouve_par])
            autres = (numero for numero in self._par_colonne[cle] if numero != dossier.numero)
            yield from map(self.dossiers.__getitem__, autres)

    def lie(self, dossier: Simule) -> Snapshot:
        """Its snapshot, with the links that facts read as they are now.

        What had ended before the simulation began lives in the snapshot alone.
        """
        if not dossier.compilee.liens_lus:
            return dossier.snapshot
        avant = dossier.snapshot.liens
        liens: dict[str, tuple[Lien, ...]] = dict(avant)
        for nom in sorted(dossier.compilee.liens_lus & dossier.compilee.definition.liens.keys()):
            tous = {un.numero: un for un in avant.get(nom, ())}
            cle = dossier.compilee.cles_lues.get(nom, "")
            tous |= {un.numero: _lien(un, cle) for un in self.cibles(dossier, nom)}
            liens[nom] = tuple(tous.values())
        return replace(dossier.snapshot, liens=liens)


def _lien(un: Simule, cle: str) -> Lien:
    machine = un.compilee.definition.machine
    valeur = str(un.snapshot.donnees.get(cle, "")) if cle else ""
    return Lien(
        numero=un.numero, machine=machine, etat=un.snapshot.etat, final=un.final, cle=valeur
    )
