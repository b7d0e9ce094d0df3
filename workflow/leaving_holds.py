"""What a move does to a hold: the end of the dossier ends it, and the states that allow none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from workflow.arming import PENDANT_LA_PAUSE
from workflow.decision import Attente, Decision, Timer
from workflow.process import Definition

FINIE = "La pause posée à la main finit avec ce mouvement."


def finit(definition: Definition, attente: Attente, de: str, vers: str) -> bool:
    """Whether a hold that a person put ends with this move.

    What the donneur d'ordre is waiting for is not stopped by a hold put beforehand; what it
    stopped itself, in a state that is its own, runs again once it has acted.
    """
    etats = definition.etats
    reserve = bool(etats[de].sans_pause or etats[vers].sans_pause)
    return reserve and de != vers and attente.personne and not attente.contestees


def quitter(decision: Decision, definition: Definition, vivants: Iterable[Timer]) -> Decision:
    """The same decision on a dossier on hold, once its state is known.

    Parameters:
        vivants: the live timers before it; those of the hold go with it.
    """
    attente = decision.attente
    if definition.etats[decision.vers].final:
        return replace(decision, attente=None)
    if attente is None or not finit(definition, attente, decision.de, decision.vers):
        return decision
    return replace(
        decision,
        attente=attente.arret_seul(),
        annules=(*decision.annules, *(un for un in vivants if un.nom in PENDANT_LA_PAUSE)),
        explication=(*decision.explication, FINIE),
    )
