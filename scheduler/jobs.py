"""The visible table of the clock's jobs: what runs, how often, and what it calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from notifications.post import Poste
from services.clock.purging import purger
from services.clock.ticking import tick
from services.evidence.verifying import sceller
from services.mail.delivering import livrer
from services.mail.digest import envoyer_digest
from services.office import Bureau

LIVRAISON = "deliver"
DIGEST_S = 300
SCEAU_S = 3600
PURGE_S = 86400


@dataclass(frozen=True)
class Travaux:
    """Pace of the two quick jobs, in seconds."""

    tick_s: int
    livraison_s: int


def jobs(
    bureau: Bureau, poste: Poste, travaux: Travaux
) -> Mapping[str, tuple[int, Callable[[], Mapping[str, Any]]]]:
    """Name → (every how many seconds, what to run).

    The daily ones (morning mail, seal) ask every few minutes and do their work once a day: an
    interval never falls into the hour that the clocks skip or repeat (design §7).
    """
    return {
        "tick": (travaux.tick_s, lambda: tick(bureau)),
        LIVRAISON: (travaux.livraison_s, lambda: livrer(bureau, poste)),
        "digest": (DIGEST_S, lambda: envoyer_digest(bureau)),
        "seal": (SCEAU_S, lambda: sceller(bureau)),
        "purge": (PURGE_S, lambda: purger(bureau)),
    }
