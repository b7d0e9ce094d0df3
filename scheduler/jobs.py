"""The visible table of the clock's jobs: what runs, how often, and what it calls.

It is the same for a process that runs on, for the demonstration and for one turn by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from notifications.post import Poste
from services.clock.purging import purger
from services.clock.stale_letters import signaler_les_courriers
from services.clock.ticking import tick
from services.evidence.verifying import sceller
from services.mail.delivering import livrer
from services.mail.digest import envoyer_digest
from services.office import Bureau

ECHEANCES, LIVRAISON, MATIN, SCEAU, PURGE = "tick", "deliver", "digest", "seal", "purge"
COURRIERS = "letters"
A_LA_MAIN = (ECHEANCES, COURRIERS, MATIN, SCEAU, PURGE)
"""What ``jalon tick`` does, in this order: the morning mail waits for the deadlines, and goes into
the outbox that ``jalon deliver`` empties."""
DIGEST_S = COURRIERS_S = 300
SCEAU_S = 3600
PURGE_S = 86400


@dataclass(frozen=True)
class Travaux:
    """Pace of the two quick jobs, in seconds."""

    tick_s: int
    livraison_s: int


Jobs = Mapping[str, tuple[int, Callable[[], Mapping[str, Any]]]]


def jobs(bureau: Bureau, poste: Poste, travaux: Travaux) -> Jobs:
    """Name → (every how many seconds, what to run).

    The daily ones (morning mail, seal) ask every few minutes and do their work once a day: an
    interval never falls into the hour that the clocks skip or repeat (design §7).
    """
    return {
        ECHEANCES: (travaux.tick_s, lambda: tick(bureau)),
        LIVRAISON: (travaux.livraison_s, lambda: livrer(bureau, poste)),
        COURRIERS: (COURRIERS_S, lambda: {"courriers": signaler_les_courriers(bureau)}),
        MATIN: (DIGEST_S, lambda: envoyer_digest(bureau)),
        SCEAU: (SCEAU_S, lambda: sceller(bureau)),
        PURGE: (PURGE_S, lambda: purger(bureau)),
    }


def tourner(jobs_: Jobs, noms: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """Run some jobs once, one after the other; what each answered."""
    return {nom: jobs_[nom][1]() for nom in noms}
