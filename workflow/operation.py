"""One generic event on one dossier, and the decision or refusal it comes to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from workflow.arming import Armement, suivre_la_pause
from workflow.awaited import veiller
from workflow.compiled import Compilee
from workflow.decision import Attente, Condition, Decision, Refus, Snapshot
from workflow.process import Evenement
from workflow.scope import Portee, portee_de
from workflow.values import Donnees, Historique, Ligne, TempsLegal


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What a generic event starts from; ``ligne`` is its line with typed entries."""

    compilee: Compilee
    snapshot: Snapshot
    evenement: Evenement
    ligne: Ligne
    now: datetime
    temps: TempsLegal

    def portee(self, donnees: Donnees, etat: str, historique: Historique) -> Portee:
        """What guards would see of the dossier with those fields, state and history."""
        return portee_de(
            self.compilee.definition,
            self.snapshot,
            self.compilee.faits,
            maintenant=self.now,
            temps=self.temps,
            donnees=donnees,
            etat=etat,
            historique=historique,
        )

    def avant(self) -> Portee:
        """What guards see of the dossier as it stands."""
        lu = self.snapshot
        return self.portee(lu.donnees, lu.etat, lu.historique)

    def apres(self) -> Portee:
        """What guards see once the line is written, nothing else having changed."""
        historique = self.snapshot.historique.avec(self.ligne)
        return self.portee(self.snapshot.donnees, self.snapshot.etat, historique)

    def refus(self, garde: str, phrase: str) -> Refus:
        """Refuse for one reason."""
        return Refus(evenement=self.evenement.nom, conditions=(Condition(garde, phrase),))

    def decision(
        self,
        *,
        attente: Attente | None,
        changes: Collection[str],
        armement: Armement | None = None,
        apres: Portee | None = None,
    ) -> Decision:
        """Accept; ``apres`` when fields, state or history become others."""
        apres = self.apres() if apres is None else apres  # a scope not yet read is empty
        armement = suivre_la_pause(
            armement or Armement(),
            apres.avec_timers(self.snapshot.timers),
            self.snapshot.attente,
            attente,
        )
        apres = apres.avec_timers(armement.restants(self.snapshot.timers))
        decision = Decision(
            ligne=self.ligne,
            de=self.snapshot.etat,
            vers=apres.etat,
            donnees=apres.donnees,
            changes=frozenset(changes),
            attente=attente,
            annules=armement.annules,
            armes=armement.armes,
            faits=self.compilee.faits_de(apres),
            explication=armement.phrases,
        )
        return veiller(decision, apres, self.snapshot.timers)
