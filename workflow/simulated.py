"""What a simulation speaks of: dossiers that live, and what would happen to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from workflow.arming import PENDANT_LA_PAUSE
from workflow.compiled import Compilee
from workflow.decision import Decision, Refus, Snapshot, Timer
from workflow.values import Donnees, Ligne, TempsLegal

ACTES_MAX = 2_000
"""More acts than that on one dossier go round in circles."""
ETAT, COURRIEL, TACHE, DOCUMENT, OUVERTURE, REFUS = (
    "etat",
    "courriel",
    "tache",
    "document",
    "ouverture",
    "refus",
)


class TournEnRond(Exception):
    """A dossier that never stops acting."""


@dataclass(slots=True)
class Simule:
    """A dossier that lives through a simulation."""

    numero: str
    compilee: Compilee
    snapshot: Snapshot
    temps: TempsLegal
    parent: str | None = None
    lien: str = ""
    origine: str = ""
    """The stored dossier whose parties it has: itself, or the one that opened it."""
    sonne: bool = False
    """Whether a deadline of the present state has rung."""
    actes: int = 0
    enfants: list[str] = field(default_factory=list)
    partages: Mapping[str, int] = field(default_factory=dict)
    """Its convention, operation, entreprise: what other dossiers may share with it."""
    journal: tuple[Ligne, ...] = ()
    """The lines in which its stops are read: what is stored of one that ever stopped, its own."""

    @property
    def final(self) -> bool:
        """Whether it has ended."""
        return self.compilee.definition.etats[self.snapshot.etat].final


@dataclass(frozen=True, slots=True)
class Constat:
    """One thing that would happen."""

    le: datetime
    dossier: str
    effet: str
    nom: str
    role: str
    pourquoi: str
    origine: str
    machine: str


@dataclass(slots=True)
class Issue:
    """What the kernel said, and the snapshot that it leads to once somebody has applied it.

    ``avant`` keeps alive the snapshot by whose identity the issue is found again.
    """

    dite: Decision | Refus
    avant: Snapshot
    apres: Snapshot | None = None

    @property
    def decision(self) -> Decision:
        """The decision; a refusal leads nowhere."""
        if isinstance(self.dite, Refus):
            raise TypeError(self.dite.evenement)
        return self.dite


def suivant(avant: Snapshot, decision: Decision, sonne: Timer | None, *, lue: bool) -> Snapshot:
    """The snapshot after a decision; ``sonne`` is the timer that rang, ``lue`` a line of facts."""
    annules = {(un.nom, un.rang) for un in decision.annules}
    gardes = (un for un in avant.timers if un is not sonne and (un.nom, un.rang) not in annules)
    return replace(
        avant,
        etat=decision.vers,
        donnees=decision.donnees,
        attente=decision.attente,
        timers=(*gardes, *decision.armes),
        seq=decision.ligne.seq,
        historique=avant.historique.avec(decision.ligne) if lue else avant.historique,
    )


Parametres = Callable[[str], Donnees]
"""Parameters of a machine for the dossiers that the simulation opens."""


def court(dossier: Simule, timer: Timer) -> bool:
    """Whether the timer runs: a hold stops all but its own."""
    return dossier.snapshot.attente is None or timer.nom in PENDANT_LA_PAUSE


def phrases(refus: Refus) -> str:
    manquent = (f"il manque « {nom} »" for nom in refus.saisies_manquantes)
    return " ; ".join((*(une.phrase for une in refus.conditions), *manquent))
