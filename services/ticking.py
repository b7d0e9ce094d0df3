"""The clock's turn: claims what is due by batches, decides it together, writes it in one commit.

A batch that fails is retried one by one; a timer that fails alone becomes an incident with
back-off, so that nothing blocks what follows it (design §5).
"""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.act import Chantier
from services.advancing import suivre
from services.office import Bureau
from services.opening import vider
from services.ringing import AUTEUR, Sonnerie, faire_sonner, preparer
from services.surroundings import Entourage
from storage import clock, incidents
from storage import dossiers as depot
from storage.dossiers import LigneDossier, LigneTimer
from storage.unit_of_work import Connexion

BATTEMENT = "tick"
RECUL = timedelta(minutes=1)
RECUL_MAX = timedelta(hours=6)

journal = logging.getLogger(__name__)


@dataclass(frozen=True)
class Panne:
    """An outage: timers due before ``avant`` (civil) fell due while nobody watched."""

    avant: datetime | None

    def couvre(self, ligne: LigneTimer) -> bool:
        """Whether a timer fell due during the outage."""
        return self.avant is not None and ligne.due_at < self.avant


def tick(bureau: Bureau, *, lots_max: int | None = None) -> dict[str, Any]:
    """Fire everything that is due; the answer is that of ``jalon tick``."""
    panne = _reveil(bureau)
    declenches = echecs = tours = 0
    while lots_max is None or tours < lots_max:
        tours += 1
        try:
            prises = _lot(bureau, panne)
        except Exception:  # noqa: BLE001 # any fault of one timer must not stop the others
            journal.exception("a batch of timers failed, retried one by one")
            faits, rates = _un_par_un(bureau, panne)
            declenches, echecs = declenches + faits, echecs + rates
            if not faits and not rates:
                break
            continue
        declenches += prises
        if not prises:
            break
    if declenches:
        bureau.reveil()
    return {
        "declenches": declenches,
        "incidents": echecs,
        "retour_de_panne": panne.avant is not None,
    }


def _reveil(bureau: Bureau) -> Panne:
    """Beat, and see whether the clock has been away longer than the settings bear."""
    reel, now = bureau.horloge.reelle(), bureau.horloge.maintenant()
    with bureau.travail.ecrire() as connexion:
        dernier = clock.dernier_battement(connexion, BATTEMENT)
        clock.battre(connexion, BATTEMENT, reel)
    tolere = timedelta(hours=bureau.reglages.retard_de_panne_h)
    if dernier is None or reel - dernier <= tolere:
        return Panne(None)
    return Panne(now - tolere)


def _chantier(bureau: Bureau, connexion: Connexion) -> Chantier:
    now = bureau.horloge.maintenant()
    jour = bureau.calendriers(bureau.reglages.zone).jour_civil(now)
    return Chantier(
        connexion=connexion, bureau=bureau, entourage=Entourage(connexion, jour), now=now
    )


def _lot(bureau: Bureau, panne: Panne) -> int:
    """One batch in one transaction; one timer per dossier, the others come at the next turn."""
    with bureau.travail.ecrire() as connexion:
        chantier = _chantier(bureau, connexion)
        premiers: dict[int, tuple[LigneTimer, LigneDossier]] = {}
        for ligne, dossier in _reclamer(chantier):
            premiers.setdefault(dossier.id, (ligne, dossier))
        for sonnerie in _preparer(chantier, list(premiers.values())):
            faire_sonner(chantier, sonnerie, panne=panne.couvre(sonnerie.ligne))
        vider(chantier)
        suivre(chantier, AUTEUR)
        return len(premiers)


def _reclamer(chantier: Chantier) -> list[tuple[LigneTimer, LigneDossier]]:
    bureau = chantier.bureau
    return clock.reclamer(
        chantier.connexion,
        now=chantier.now,
        reel=bureau.horloge.reelle(),
        limite=bureau.reglages.lot,
    )


def _preparer(chantier: Chantier, prises: list[tuple[LigneTimer, LigneDossier]]) -> list[Sonnerie]:
    """Snapshots of a batch: live timers and histories are read together."""
    ids = [dossier.id for _, dossier in prises]
    vivants = depot.timers_de(chantier.connexion, ids)
    lignes = _histoires(chantier, [dossier for _, dossier in prises])
    return [
        preparer(chantier, ligne, dossier, vivants[dossier.id], lignes[dossier.id])
        for ligne, dossier in prises
    ]


def _histoires(chantier: Chantier, dossiers: list[LigneDossier]) -> dict[int, list[Any]]:
    par_definition: dict[int, list[int]] = defaultdict(list)
    for dossier in dossiers:
        par_definition[dossier.definition].append(dossier.id)
    lues: dict[int, list[Any]] = {}
    for definition, ids in par_definition.items():
        compilee = chantier.bureau.machines.par_id(chantier.connexion, definition)
        lues.update(depot.lignes(chantier.connexion, ids, compilee.evenements_lus))
    return lues


def _un_par_un(bureau: Bureau, panne: Panne) -> tuple[int, int]:
    """Fire the timers of a failed batch alone; those that fail become incidents."""
    with bureau.travail.ecrire() as connexion:
        prises = _reclamer(_chantier(bureau, connexion))
    faits = rates = 0
    for ligne, dossier in prises:
        try:
            faits += _un_seul(bureau, ligne.id, dossier.id, panne)
        except Exception as erreur:  # noqa: BLE001 # becomes an incident, tried again later
            journal.exception("timer %s of %s failed", ligne.name, dossier.numero)
            _noter_l_echec(bureau, ligne, dossier, erreur)
            rates += 1
    return faits, rates


def _un_seul(bureau: Bureau, timer: int, dossier: int, panne: Panne) -> int:
    with bureau.travail.ecrire() as connexion:
        chantier = _chantier(bureau, connexion)
        relu = depot.par_id(connexion, dossier)
        assert relu is not None  # noqa: S101 # dossiers are never deleted
        depot.verrouiller(connexion, relu.tete)
        vivant = next(
            (un for un in depot.timers_vivants(connexion, dossier) if un.id == timer), None
        )
        if vivant is None:
            return 0
        relu = depot.par_id(connexion, dossier)
        assert relu is not None  # noqa: S101 # dossiers are never deleted
        [sonnerie] = _preparer(chantier, [(vivant, relu)])
        faire_sonner(chantier, sonnerie, panne=panne.couvre(vivant))
        vider(chantier)
        suivre(chantier, AUTEUR)
        return 1


def _noter_l_echec(
    bureau: Bureau, ligne: LigneTimer, dossier: LigneDossier, erreur: Exception
) -> None:
    recul = min(RECUL * 2**ligne.attempts, RECUL_MAX)
    with bureau.travail.ecrire() as connexion:
        clock.echouer(connexion, ligne.id, bureau.horloge.reelle() + recul)
        incidents.ouvrir(
            connexion,
            cle=f"timer:{ligne.id}",
            genre="echeance_en_echec",
            dossier=dossier.id,
            compte=dossier.assigned,
            message=f"L’échéance « {ligne.name} » de {dossier.numero} n’a pas pu être traitée.",
            detail=f"{type(erreur).__name__}: {erreur}",
            now=bureau.horloge.maintenant(),
        )
