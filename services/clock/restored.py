"""A copy brought back: what it still had to send may have left since it was made."""

from __future__ import annotations

from services.clock import ticking
from services.mail import delivering
from services.office import Bureau
from storage import clock
from storage.column_types import ecrire_instant


def noter_une_restauration(bureau: Bureau) -> None:
    """Let what fell due before now reach third parties by a click only, as after an outage."""
    avant = ecrire_instant(bureau.horloge.maintenant())
    with bureau.travail.ecrire() as connexion:
        for battement in (ticking.BATTEMENT, delivering.BATTEMENT):
            clock.battre(connexion, battement, bureau.horloge.reelle(), avant)
