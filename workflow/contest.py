"""Which moves already made would not have happened, had a corrected entry been right at first."""

from __future__ import annotations

from datetime import date
from typing import Any

from workflow.compiled import Compilee
from workflow.deadlines import calculer
from workflow.decision import Snapshot
from workflow.history import CORRECTION, RETABLISSEMENT
from workflow.scope import portee_de
from workflow.values import Historique, Ligne, TempsLegal


def coups_contestes(
    compilee: Compilee,
    snapshot: Snapshot,
    historique: Historique,
    *,
    depuis: int,
    temps: TempsLegal,
) -> tuple[Ligne, ...]:
    """Lines after ``depuis`` that moved the dossier although a guard or a date now says no."""
    donnees: dict[str, Any] = {}
    vues: list[Ligne] = []
    contestees: list[Ligne] = []
    for ligne in sorted(historique, key=lambda une: une.seq):
        if ligne.kind in {CORRECTION, RETABLISSEMENT}:
            continue
        if ligne.seq >= depuis and ligne.de != ligne.vers:
            avant = Historique(tuple(vues))
            if not _tient(compilee, snapshot, ligne, donnees, avant, temps):
                contestees.append(ligne)
        donnees.update(ligne.donnees)
        vues.append(ligne)
    return tuple(contestees)


def _tient(
    compilee: Compilee,
    snapshot: Snapshot,
    ligne: Ligne,
    donnees: dict[str, Any],
    avant: Historique,
    temps: TempsLegal,
) -> bool:
    evenement = compilee.definition.evenements.get(ligne.evenement)
    if evenement is None:
        return True
    portee = portee_de(
        compilee.definition,
        snapshot,
        compilee.faits,
        maintenant=ligne.recorded_at,
        temps=temps,
        donnees={**donnees, **ligne.donnees},
        etat=ligne.de,
        historique=avant,
    )
    gardes = (compilee.definition.gardes[nom] for nom in evenement.gardes)
    return all(portee.tient(garde.si) for garde in gardes) and _etait_du(ligne, donnees, temps)


def _etait_du(ligne: Ligne, donnees: dict[str, Any], temps: TempsLegal) -> bool:
    """Whether the deadline that made the move had really ended, with the corrected anchor."""
    regle = ligne.donnees.get("regle")
    ancre = donnees.get(str(regle["depuis"])) if regle else None
    if not isinstance(ancre, date):
        return True
    return calculer(regle, ancre, temps).expire_le <= ligne.at  # type: ignore[arg-type]  # JSON rule
