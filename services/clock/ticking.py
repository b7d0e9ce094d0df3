"""The clock's turn: claims what is due by batches, decides it together, writes it in one commit.

A batch that fails is retried one by one; a timer that fails alone becomes an incident with
back-off, so that nothing blocks what follows it (design §5).
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from services.act import Chantier, commencer
from services.advancing import suivre
from services.clock import outage
from services.clock.awaiting import traiter_les_attendus
from services.clock.due_timers import Sonnerie
from services.clock.held_deadlines import tenir
from services.clock.outage import Panne
from services.clock.ringing import (
    AUTEUR,
    ClockHeld,
    Lu,
    exiger_la_verification,
    faire_sonner,
    preparer,
)
from services.loading import liens_de
from services.office import Bureau
from services.opening import vider
from services.snapshots import AUCUNE, Personnelles
from storage import clock, incidents, personal
from storage import dossiers as depot
from storage.dossiers import LigneDossier, LigneTimer
from workflow.arming import PENDANT_LA_PAUSE
from workflow.values import Lien

BATTEMENT = "tick"
RECUL = timedelta(minutes=1)
RECUL_MAX = timedelta(hours=6)
TOURS_VAINS = 5
"""After so many turns that others have emptied, what is left waits for the next tick."""

journal = logging.getLogger(__name__)


def tick(bureau: Bureau, *, lots_max: int | None = None) -> dict[str, Any]:
    """Fire everything that is due; the answer is that of ``jalon tick``."""
    with bureau.travail.ecrire() as connexion:
        panne = outage.constater(bureau, connexion, BATTEMENT)
        incidents.oublier_les_echeances(connexion, bureau.horloge.maintenant())
    declenches, echecs, epuise = _tourner(bureau, panne, lots_max)
    transmis, rates = traiter_les_attendus(bureau)
    if panne.avant is not None:
        _apres_la_panne(bureau, epuise=epuise)
    if declenches:
        bureau.reveil()
    return {
        "declenches": declenches,
        "transmis": transmis,
        "incidents": echecs + rates,
        "retour_de_panne": panne.avant is not None,
    }


def _tourner(bureau: Bureau, panne: Panne, lots_max: int | None) -> tuple[int, int, bool]:
    """Batches until nothing is due: how many fired, how many failed, whether nothing is left."""
    declenches = echecs = tours = vains = 0
    while (lots_max is None or tours < lots_max) and vains < TOURS_VAINS and not bureau.arret():
        tours += 1
        prises, faits, rates = _un_tour(bureau, panne)
        declenches, echecs = declenches + faits, echecs + rates
        vains = 0 if faits or rates else vains + 1
        if not prises:
            return declenches, echecs, True
    return declenches, echecs, False


def _un_tour(bureau: Bureau, panne: Panne) -> tuple[int, int, int]:
    """How many timers were claimed, fired, failed; another worker may take some in between."""
    try:
        prises, faits = _lot(bureau, panne)
    except Exception:  # noqa: BLE001 # any fault of one timer must not stop the others
        journal.exception("a batch of timers failed, retried one by one")
        return _un_par_un(bureau, panne)
    return prises, faits, 0


def _apres_la_panne(bureau: Bureau, *, epuise: bool) -> None:
    with bureau.travail.ecrire() as connexion:
        outage.signaler(commencer(bureau, connexion))
        if epuise:
            outage.finir(bureau, connexion, BATTEMENT)


def _lot(bureau: Bureau, panne: Panne) -> tuple[int, int]:
    """One batch in one transaction; one timer per dossier, the others come at the next turn."""
    with bureau.travail.ecrire() as connexion:
        chantier = commencer(bureau, connexion)
        premiers: dict[int, tuple[LigneTimer, LigneDossier]] = {}
        for ligne, dossier in _reclamer(chantier):
            premiers.setdefault(dossier.id, (ligne, dossier))
        return len(premiers), _faire_sonner(chantier, list(premiers.values()), panne)


def _faire_sonner(
    chantier: Chantier, prises: list[tuple[LigneTimer, LigneDossier]], panne: Panne
) -> int:
    sonneries = [une for une in _preparer(chantier, prises) if _a_son_tour(une)]
    faites = [_une(chantier, sonnerie, panne) for sonnerie in sonneries]
    vider(chantier)
    suivre(chantier, AUTEUR)
    return sum(faites)


def _une(chantier: Chantier, sonnerie: Sonnerie, panne: Panne) -> bool:
    """Whether it rang; what a guard holds waits for somebody, and is no failure."""
    exiger_la_verification(sonnerie)
    try:
        faire_sonner(chantier, sonnerie, panne)
    except ClockHeld as tenue:
        tenir(chantier, sonnerie, str(tenue))
        return False
    return True


def _a_son_tour(sonnerie: Sonnerie) -> bool:
    """Whether nothing of the same dossier was to fire before.

    A worker that skips what another one holds may find the later timers free an instant after:
    they wait for the next turn.
    """
    ligne = sonnerie.ligne
    return ligne.name in PENDANT_LA_PAUSE or not any(
        (un.due_at, un.id) < (ligne.due_at, ligne.id) and not un.attempts for un in sonnerie.vivants
    )


def _reclamer(chantier: Chantier) -> list[tuple[LigneTimer, LigneDossier]]:
    bureau = chantier.bureau
    return clock.reclamer(
        chantier.connexion,
        now=chantier.now,
        reel=bureau.horloge.reelle(),
        limite=bureau.reglages.lot,
    )


def _preparer(chantier: Chantier, prises: list[tuple[LigneTimer, LigneDossier]]) -> list[Sonnerie]:
    """Snapshots of a batch: live timers, histories and links are read together."""
    dossiers = [dossier for _, dossier in prises]
    chantier.entourage.annoncer(dossiers)
    vivants = depot.timers_de(chantier.connexion, [un.id for un in dossiers])
    lignes, liens = _histoires(chantier, dossiers), _liens(chantier, dossiers)
    personnelles = _personnelles(chantier, dossiers)
    return [
        preparer(
            chantier,
            ligne,
            un,
            Lu(
                vivants[un.id],
                lignes[un.id],
                liens.get(un.id, {}),
                personnelles.get(un.id, AUCUNE),
            ),
        )
        for ligne, un in prises
    ]


def _personnelles(chantier: Chantier, dossiers: list[LigneDossier]) -> Mapping[int, Personnelles]:
    machines, connexion = chantier.bureau.machines, chantier.connexion
    gardent = [
        un.id
        for un in dossiers
        if machines.par_id(connexion, un.definition).definition.personnels_gardes
    ]
    return personal.valeurs(connexion, gardent) if gardent else {}


def _liens(
    chantier: Chantier, dossiers: list[LigneDossier]
) -> dict[int, Mapping[str, tuple[Lien, ...]]]:
    machines, connexion = chantier.bureau.machines, chantier.connexion
    return liens_de(connexion, [(un, machines.par_id(connexion, un.definition)) for un in dossiers])


def _histoires(chantier: Chantier, dossiers: list[LigneDossier]) -> dict[int, list[Any]]:
    par_definition: dict[int, list[int]] = defaultdict(list)
    for dossier in dossiers:
        par_definition[dossier.definition].append(dossier.id)
    lues: dict[int, list[Any]] = {}
    for definition, ids in par_definition.items():
        compilee = chantier.bureau.machines.par_id(chantier.connexion, definition)
        lues.update(depot.lignes(chantier.connexion, ids, compilee.evenements_lus))
    return lues


def _un_par_un(bureau: Bureau, panne: Panne) -> tuple[int, int, int]:
    """Fire the timers of a failed batch alone; those that fail become incidents."""
    with bureau.travail.ecrire() as connexion:
        prises = _reclamer(commencer(bureau, connexion))
    faits = rates = 0
    for ligne, dossier in prises:
        try:
            faits += _un_seul(bureau, ligne.id, dossier.id, panne)
        except Exception as erreur:  # noqa: BLE001 # becomes an incident, tried again later
            journal.exception("timer %s of %s failed", ligne.name, dossier.numero)
            _noter_l_echec(bureau, ligne, dossier, erreur)
            rates += 1
    return len(prises), faits, rates


def _un_seul(bureau: Bureau, timer: int, dossier: int, panne: Panne) -> int:
    with bureau.travail.ecrire() as connexion:
        chantier = commencer(bureau, connexion)
        relu = depot.par_id(connexion, dossier)
        assert relu is not None  # noqa: S101 # dossiers are never deleted
        depot.verrouiller(connexion, relu.tete)
        encore = clock.encore_due(connexion, timer, chantier.now)
        if encore is None:
            return 0
        return _faire_sonner(chantier, [encore], panne)


def _noter_l_echec(
    bureau: Bureau, ligne: LigneTimer, dossier: LigneDossier, erreur: Exception
) -> None:
    recul = min(RECUL * 2**ligne.attempts, RECUL_MAX)
    with bureau.travail.ecrire() as connexion:
        clock.echouer(connexion, ligne.id, bureau.horloge.reelle() + recul)
        incidents.ouvrir(
            connexion,
            cle=incidents.cle_echeance(ligne.id),
            genre=incidents.ECHEANCE,
            dossier=dossier.id,
            compte=dossier.assigned,
            message=f"L’échéance « {ligne.name} » de {dossier.numero} n’a pas pu être traitée.",
            detail=incidents.detail_de(erreur),
            now=bureau.horloge.maintenant(),
        )
