"""``jalon recalculer``: the live timers that today's parameters or calendar would change.

Nothing is recomputed by itself (design §1.4): this lists what would differ, and applies it on
demand. A délai already announced to a third party is never shortened, and is lengthened only with a
reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from services.act import Auteur, Chantier
from services.errors import Interdit
from services.loading import charger_snapshot
from services.noting import noter
from services.office import Bureau
from services.opening import vider
from services.recording import rangee_timer
from services.snapshots import lire_timer
from services.surroundings import Entourage
from storage import dossiers as depot
from storage import live_timers
from storage.dossiers import LigneDossier, LigneTimer
from workflow.compiled import Compilee
from workflow.deadlines import PRINCIPAL, armer_regle, calculer
from workflow.decision import Timer

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
    def raccourcit(self) -> bool:
        """Whether the new date comes earlier."""
        return self.nouveau.du_le < self.ancien.du_le


def recalculer(
    bureau: Bureau, *, appliquer: bool = False, motif: str | None = None, acteur: str = "jalon"
) -> list[dict[str, Any]]:
    """List every live timer that would differ; with ``appliquer``, write the ones that may change.

    Raises:
        Interdit: a délai announced to a third party would be lengthened and no reason is given.
    """
    now = bureau.horloge.maintenant()
    jour = bureau.calendriers(bureau.reglages.zone).jour_civil(now)
    contexte = bureau.travail.ecrire() if appliquer else bureau.travail.lire()
    with contexte as connexion:
        chantier = Chantier(
            connexion=connexion, bureau=bureau, entourage=Entourage(connexion, jour), now=now
        )
        return [
            _traiter(chantier, un, appliquer=appliquer, motif=motif, acteur=acteur)
            for un in _ecarts(chantier)
        ]


def _ecarts(chantier: Chantier) -> Iterator[Ecart]:
    for ligne in live_timers.tous(chantier.connexion, LOT):
        if ligne.rung > PRINCIPAL:
            continue
        dossier = depot.par_id(chantier.connexion, ligne.dossier)
        assert dossier is not None  # noqa: S101 # a foreign key holds it
        compilee = chantier.bureau.machines.par_id(chantier.connexion, dossier.definition)
        nouveau = _aujourd_hui(chantier, dossier, compilee, ligne)
        ancien = lire_timer(ligne)
        if nouveau is not None and (nouveau.du_le, nouveau.ancre) != (ancien.du_le, ancien.ancre):
            regle = compilee.definition.etats[dossier.state].echeances[ligne.name]
            yield Ecart(ligne, dossier, ancien, nouveau, regle.opposable_a)


def _aujourd_hui(
    chantier: Chantier, dossier: LigneDossier, compilee: Compilee, ligne: LigneTimer
) -> Timer | None:
    """The timer as today's parameters and calendar would arm it, from the same anchor."""
    regle = compilee.definition.etats[dossier.state].echeances.get(ligne.name)
    if regle is None:
        return None
    charge = charger_snapshot(chantier, dossier, compilee)
    portee = compilee.portee(charge.snapshot, chantier.now, charge.temps)
    armes = armer_regle(regle, portee, ligne.anchor)
    neuf = next((un for un in armes if un.rang == ligne.rung), None)
    report = lire_timer(ligne).regle.get("report")
    if neuf is None or not report:
        return neuf
    suspendu = {**neuf.regle, "report": report}
    echeance = calculer(suspendu, neuf.ancre, charge.temps)
    du_le = echeance.declenche_le if suspendu.get("declenche") else echeance.verification_le
    return replace(neuf, regle=suspendu, echeance=echeance, du_le=du_le)


def _traiter(
    chantier: Chantier, ecart: Ecart, *, appliquer: bool, motif: str | None, acteur: str
) -> dict[str, Any]:
    dit = _dire(ecart)
    if ecart.opposable and ecart.raccourcit:
        return {**dit, "applique": False, "raison": "délai annoncé à un tiers : jamais raccourci"}
    if not appliquer:
        return {**dit, "applique": False}
    if ecart.opposable and not motif:
        raise Interdit(
            "motif",
            f"{ecart.dossier.numero} : le délai « {ecart.ligne.name} », annoncé à un tiers, "
            "serait allongé.",
            "Ajoutez --motif.",
        )
    _appliquer(chantier, ecart, motif, acteur)
    return {**dit, "applique": True}


def _dire(ecart: Ecart) -> dict[str, Any]:
    echeance = ecart.nouveau.echeance
    return {
        "dossier": ecart.dossier.numero,
        "echeance": ecart.ligne.name,
        "rang": ecart.ligne.rung,
        "avant": ecart.ancien.du_le.isoformat(),
        "apres": ecart.nouveau.du_le.isoformat(),
        "opposable_a": ecart.opposable,
        "calcul": list(echeance.calcul) if echeance else [],
    }


def _appliquer(chantier: Chantier, ecart: Ecart, motif: str | None, acteur: str) -> None:
    """Replace the timer, and keep both dates in the journal."""
    donnees = {
        "echeance": ecart.ligne.name,
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
