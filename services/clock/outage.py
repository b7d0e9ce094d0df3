"""A return from an outage: how long nobody watched, and what then waits for a human's click."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from notifications.catalogue import FACILITATEUR, TITULAIRE_DU_COMPTE
from services.act import Chantier
from services.office import Bureau
from states.french import denombre, pluriel
from storage import clock, incidents, installation, outbox
from storage.column_types import ecrire_instant, lire_instant
from storage.dossiers import LigneTimer
from storage.unit_of_work import Connexion

INTERNES = (FACILITATEUR, "responsable", "comptable", TITULAIRE_DU_COMPTE)
RETOUR_DE_PANNE = "retour_de_panne"


@dataclass(frozen=True, kw_only=True)
class Panne:
    """What fell due before ``avant`` (civil) was missed; ``None`` when nobody was away."""

    avant: datetime | None = None

    def couvre(self, ligne: LigneTimer) -> bool:
        """Whether a timer fell due during the outage."""
        return self.avant is not None and ligne.due_at < self.avant


def constater(bureau: Bureau, connexion: Connexion, battement: str) -> Panne:
    """Beat, and see how long the job has been away: a job that never ran, since ``jalon init``.

    An outage stays noted until :func:`finir`: a process that dies while it catches up leaves what
    remains to be caught up as late.
    """
    reel, now = bureau.horloge.reelle(), bureau.horloge.maintenant()
    dernier = clock.dernier_battement(connexion, battement) or installation.installe_le(connexion)
    reste = clock.detail(connexion, battement)
    tolere = timedelta(hours=bureau.reglages.retard_de_panne_h)
    absence = reel - dernier if dernier is not None else timedelta()
    avant = now - tolere if absence > tolere else None
    if avant is None and reste is not None:
        avant = lire_instant(reste)
    clock.battre(connexion, battement, reel, ecrire_instant(avant) if avant else None)
    return Panne(avant=avant)


def finir(bureau: Bureau, connexion: Connexion, battement: str) -> None:
    """All that was late is caught up."""
    clock.battre(connexion, battement, bureau.horloge.reelle())


def retenir(chantier: Chantier, dossier: int, seq: int) -> None:
    """Hold the mails to third parties that a late deadline has just written."""
    for rangee in chantier.lot.outbox:
        ecrite = (rangee["dossier"], rangee["seq"]) == (dossier, seq)
        if ecrite and rangee["statut"] == "pret" and rangee["role"] not in INTERNES:
            rangee |= {"statut": "retenu", "erreur": RETOUR_DE_PANNE}


def signaler(chantier: Chantier) -> None:
    """One incident while mails wait for a click after an outage, closed when none waits."""
    nombre = len(outbox.retenus(chantier.connexion, RETOUR_DE_PANNE))
    if not nombre:
        incidents.resoudre(chantier.connexion, RETOUR_DE_PANNE, chantier.now)
        return
    incidents.ouvrir(
        chantier.connexion,
        cle=RETOUR_DE_PANNE,
        genre=RETOUR_DE_PANNE,
        now=chantier.now,
        message=f"Retour de panne : {denombre(nombre, 'courriel')} à des tiers "
        f"{pluriel(nombre, 'attend', 'attendent')} votre accord.",
    )
