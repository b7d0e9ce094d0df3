"""A stop, a hold or a state in which time stands still: what becomes of the tasks asked before.

What waits for the end of a stop is on nobody's desk. Its day comes back with the dossier.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from workflow.deadlines import jour_de
from workflow.decision import TEMPS_RESTANT, Decision, Snapshot
from workflow.frozen import d_un_trait
from workflow.history import RETABLISSEMENT
from workflow.past_stops import fondus
from workflow.process import Definition
from workflow.values import Pauses, TempsLegal


@d_un_trait
@dataclass(frozen=True, kw_only=True)
class Gel:
    """Time stops: what is open is frozen, as it stood that day, but for what no stop touches."""

    depuis: date
    sauf: frozenset[str]


@d_un_trait
@dataclass(frozen=True, kw_only=True)
class Degel:
    """Time runs again: the days of the stops given back, those of a hold of ``fixes`` dates not.

    Several stops may have come together: each counts for its own days.
    """

    le: date
    arrets: Pauses
    fixes: bool
    definition: Definition
    temps: TempsLegal

    def jour(self, code: str, echeance: date, figee_le: date) -> date:
        """The day of a task that was frozen: no stop has made it late, but one of fixed dates.

        What was missed before stays missed. A day that a person has named does not move.
        """
        if echeance < figee_le:
            return echeance
        tache = self.definition.taches.get(code.partition(":")[0])
        nommee = tache is not None and tache.jusqu_a in self.definition.contexte
        rendu = echeance if nommee else self._rendu(echeance, figee_le)
        if rendu > echeance:
            return self._ouvert(rendu)
        return echeance if self.fixes or echeance >= self.le else self._ouvert(self.le)

    def _rendu(self, jour: date, depuis: date) -> date:
        for debut, fin in self.arrets:
            vus = fin - max(debut, depuis)
            if debut <= jour and vus > timedelta():
                jour += vus
        return jour

    def _ouvert(self, jour: date) -> date:
        """That day, or the next one on which the office is open."""
        return self.temps.jour_civil(self.temps.reprise(jour).verification_le)


def suite_de_l_arret(
    definition: Definition, avant: Snapshot, decision: Decision, temps: TempsLegal
) -> Gel | Degel | None:
    """What a decision does to the open tasks: nothing, unless time stops or runs again by it.

    Parameters:
        definition: its machine.
        avant: the dossier before the decision, with the stops that it has seen.
        decision: what is decided.
        temps: legal time.
    """
    arrets = definition.etats_arretes
    attente = avant.attente
    arrete = attente is not None or decision.de in arrets
    if arrete == (decision.attente is not None or decision.vers in arrets):
        return None
    acte = definition.evenements.get(decision.ligne.evenement)
    repris_le = decision.ligne.donnees.get(acte.temps_repris_le) if acte else None
    jour = jour_de(repris_le, temps) or temps.jour_civil(decision.ligne.at)
    if not arrete:
        depuis = {**decision.donnees, **decision.faits}.get(arrets.get(decision.vers, ""))
        return Gel(depuis=jour_de(depuis, temps) or jour, sauf=taches_sans_arret(definition))
    fixes = attente is not None and attente.mode != TEMPS_RESTANT
    rendus = fondus(avant.arrets, jour)
    return Degel(le=jour, arrets=rendus, fixes=fixes, definition=definition, temps=temps)


def taches_sans_arret(definition: Definition) -> frozenset[str]:
    """Tasks that no stop touches."""
    return frozenset(une.nom for une in definition.taches.values() if une.sans_arret)


def retrouve(definition: Definition, decision: Decision) -> bool:
    """Whether a stop begins or is over, and the state before it is, or will be, found again."""
    arrets = definition.etats_arretes
    if decision.de == decision.vers or not decision.de:
        return False
    if decision.vers in arrets:
        return decision.de not in arrets
    if decision.de not in arrets:
        return False
    acte = definition.evenements.get(decision.ligne.evenement)
    return decision.ligne.kind == RETABLISSEMENT or bool(acte and acte.temps_arrete_depuis)
