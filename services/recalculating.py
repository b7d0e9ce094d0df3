"""``jalon recalculer``: the live timers that today's parameters or calendar would change.

Nothing is recomputed by itself (design §1.4): this lists what would differ, and applies it on
demand. A délai already announced to a third party is never shortened, and is lengthened only with a
reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from services.act import Auteur, Chantier, commencer
from services.errors import Interdit
from services.loading import charger_snapshot
from services.noting import noter, verrouiller
from services.office import Bureau
from services.opening import vider
from services.recording import rangee_timer
from services.snapshots import lire_timer
from storage import dossiers as depot
from storage import live_timers
from storage.dossiers import LigneDossier, LigneTimer
from workflow.deadlines import recalculer as recalculer_timer
from workflow.deadlines import renouveler
from workflow.decision import Timer
from workflow.process import RegleEcheance

LOT = 500


@dataclass(frozen=True)
class Ecart:
    """A live timer and what it would become."""

    ligne: LigneTimer
    dossier: LigneDossier
    ancien: Timer
    nouveau: Timer
    opposable: str | None

    @property
    def interdit(self) -> bool:
        """Whether a third party was told a later date."""
        return self.opposable is not None and self.nouveau.du_le < self.ancien.du_le


def recalculer(
    bureau: Bureau, *, appliquer: bool = False, motif: str | None = None, acteur: str = "jalon"
) -> list[dict[str, Any]]:
    """List every live timer that would differ; with ``appliquer``, write the ones that may change.

    Each dossier is written in its own transaction, after another look under its lock.

    Raises:
        Interdit: a délai announced to a third party would be lengthened and no reason is given.
    """
    with bureau.travail.lire() as connexion:
        ecarts = list(_ecarts(commencer(bureau, connexion)))
    if not appliquer:
        return [_dire(un, applique=False) for un in ecarts]
    for un in ecarts:
        _exiger_un_motif(un, motif)
    return [_appliquer(bureau, un, motif, acteur) for un in ecarts]


def _exiger_un_motif(ecart: Ecart, motif: str | None) -> None:
    if ecart.opposable and not ecart.interdit and not motif:
        raise Interdit(
            "motif",
            f"{ecart.dossier.numero} : le délai « {ecart.ligne.name} », annoncé à un tiers, "
            "serait allongé.",
            "Ajoutez --motif.",
        )


def _ecarts(chantier: Chantier) -> Iterator[Ecart]:
    for ligne in live_timers.tous(chantier.connexion, LOT):
        dossier = depot.par_id(chantier.connexion, ligne.dossier)
        assert dossier is not None  # noqa: S101 # a foreign key holds it
        ecart = _ecart(chantier, dossier, ligne)
        if ecart is not None:
            yield ecart


def _ecart(chantier: Chantier, dossier: LigneDossier, ligne: LigneTimer) -> Ecart | None:
    compilee = chantier.bureau.machines.par_id(chantier.connexion, dossier.definition)
    regle = compilee.definition.etats[dossier.state].echeances.get(ligne.name)
    ancien = lire_timer(ligne)
    nouveau = _aujourd_hui(chantier, dossier, regle, ancien)
    if nouveau is None or (nouveau.du_le, nouveau.ancre) == (ancien.du_le, ancien.ancre):
        return None
    return Ecart(ligne, dossier, ancien, nouveau, regle.opposable_a if regle else None)


def _aujourd_hui(
    chantier: Chantier, dossier: LigneDossier, regle: RegleEcheance | None, ancien: Timer
) -> Timer | None:
    """The timer as today's parameters and calendar would make it, its hold still counted."""
    compilee = chantier.bureau.machines.par_id(chantier.connexion, dossier.definition)
    charge = charger_snapshot(chantier, dossier, compilee)
    if regle is None:  # the end of a hold: no parameter, only the calendar
        return recalculer_timer(ancien, charge.temps)
    portee = compilee.portee(charge.snapshot, chantier.now, charge.temps)
    return renouveler(ancien, regle, portee)


def _appliquer(bureau: Bureau, prevu: Ecart, motif: str | None, acteur: str) -> dict[str, Any]:
    """Replace one timer under its dossier's lock, if it still differs in the same way."""
    if prevu.interdit:
        return _dire(prevu, applique=False)
    with bureau.travail.ecrire() as connexion:
        chantier = commencer(bureau, connexion)
        verrouiller(connexion, prevu.dossier.id)
        dossier = depot.par_id(connexion, prevu.dossier.id)
        vivants = depot.timers_vivants(connexion, prevu.dossier.id)
        ligne = next((un for un in vivants if un.id == prevu.ligne.id), None)
        ecart = _ecart(chantier, dossier, ligne) if dossier and ligne else None
        if ecart is None or ecart.nouveau.du_le != prevu.nouveau.du_le:
            return _dire(prevu, applique=False) | {"raison": "le dossier a changé entre-temps"}
        _remplacer(chantier, ecart, motif, acteur)
    return _dire(prevu, applique=True)


def _dire(ecart: Ecart, *, applique: bool) -> dict[str, Any]:
    echeance = ecart.nouveau.echeance
    dite = {
        "dossier": ecart.dossier.numero,
        "echeance": ecart.ligne.name,
        "rang": ecart.ligne.rung,
        "avant": ecart.ancien.du_le.isoformat(),
        "apres": ecart.nouveau.du_le.isoformat(),
        "opposable_a": ecart.opposable,
        "calcul": list(echeance.calcul) if echeance else [],
        "applique": applique,
    }
    if ecart.interdit:
        dite["raison"] = "délai annoncé à un tiers : jamais raccourci"
    return dite


def _remplacer(chantier: Chantier, ecart: Ecart, motif: str | None, acteur: str) -> None:
    """Replace the timer, and keep both dates in the journal."""
    donnees = {
        "echeance": ecart.ligne.name,
        "rang": ecart.ligne.rung,
        "avant": ecart.ancien.du_le.isoformat(),
        "apres": ecart.nouveau.du_le.isoformat(),
    }
    if motif:
        donnees["motif"] = motif
    noter(
        chantier,
        ecart.dossier.id,
        evenement="recalculer",
        kind="recalcul",
        donnees=donnees,
        auteur=Auteur(acteur=acteur),
    )
    chantier.lot.timers_retires.append({"b_id": ecart.ligne.id, "status": "remplace"})
    chantier.lot.timers.append(
        rangee_timer(chantier, ecart.dossier.id, ecart.nouveau, ecart.ligne.generation + 1)
    )
    vider(chantier)
