"""A verification that comes late puts its move off: somebody must have time to look at the mail.

However short the stop was, and however it is known: a company that answered on the Friday at 23:59
is not said to be silent before anybody was asked (design §4).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.clock.due_timers import Sonnerie
from services.moved_deadlines import libelle_de
from services.snapshots import lire_timer
from states.french import date_et_heure
from storage.dossiers import LigneTimer
from workflow.deadlines import PRINCIPAL, VERIFICATION, recalculer
from workflow.decision import Timer

RETARD_ADMIS = timedelta(hours=1)
"""How long after the opening a check is still one of the opening: a machine that is switched on."""
UN_JOUR = timedelta(days=1)


@dataclass(frozen=True)
class Remise:
    """A move put off: its row, what its timer becomes, and what the journal says of it."""

    ligne: LigneTimer
    timer: Timer
    phrase: str


def remise(sonnerie: Sonnerie, now: datetime) -> Remise | None:
    """The move that a late verification puts off; ``None`` when it comes at the opening.

    The mail may be read from the opening to the hour of the moves (design §4): the move goes to the
    first office day whose opening finds the verification on the desk. Where the office opens less
    than two hours before that hour, half of that time is enough.
    """
    verifiee = sonnerie.ligne
    if verifiee.rung != VERIFICATION:
        return None
    suivants = (un for un in sonnerie.vivants if (un.name, un.rung) == (verifiee.name, PRINCIPAL))
    ligne = next(suivants, None)
    if ligne is None:
        return None
    matinee = ligne.due_at - verifiee.due_at
    assez = matinee - min(RETARD_ADMIS, matinee / 2)
    if ligne.due_at - now >= assez:
        return None
    aujourd_hui = sonnerie.temps.jour_civil(now)
    ancien = lire_timer(ligne)
    jours = (aujourd_hui - UN_JOUR, aujourd_hui)
    possibles = (
        recalculer(
            replace(ancien, regle={**ancien.regle, "pas_avant": jour.isoformat()}), sonnerie.temps
        )
        for jour in jours
    )
    neuf = next(un for un in possibles if un.du_le - now >= assez)
    definition = sonnerie.compilee.definition
    libelle = libelle_de(definition, sonnerie.dossier.state, neuf.nom)
    return Remise(ligne, neuf, _phrase(libelle, neuf))


def _phrase(libelle: str, neuf: Timer) -> str:
    return (
        f"La vérification n’est demandée que maintenant : « {libelle} » est remis au "
        f"{date_et_heure(neuf.du_le)}, pour que le courrier reçu soit lu."
    )
