"""Since when the pièces of a marché are awaited (convention, article 4)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from states.calendars import Calendriers, HeuresDeBureau
from states.facts import pieces_demandees_le
from workflow.values import OUVRIR, Historique, Ligne, VueFaits

PRISE = datetime(2025, 3, 20, 9, tzinfo=UTC)


def ligne(evenement: str, vers: str = "notifie") -> Ligne:
    return Ligne(
        seq=1, evenement=evenement, de="", vers=vers, role="systeme", at=PRISE, recorded_at=PRISE
    )


@pytest.mark.parametrize(
    ("notifie_le", "acte", "attendu"),
    [
        (date(2025, 3, 10), ligne("notifier"), date(2025, 3, 10)),
        (date(2025, 1, 10), ligne("notifier"), date(2025, 3, 20)),  # their délai is over already
        (None, ligne("notifier"), date(2025, 3, 20)),  # an opening that is still being proved
        (date(2025, 3, 10), ligne(OUVRIR), date(2025, 3, 10)),
        (date(2025, 3, 10), ligne(OUVRIR, "en_suivi"), None),
        (date(2025, 1, 10), ligne("demander_pieces", "en_suivi"), date(2025, 3, 20)),
    ],
)
def test_the_pieces_are_awaited_from_one_day(
    notifie_le: date | None, acte: Ligne, attendu: date | None
) -> None:
    vue = VueFaits(
        etat="notifie",
        donnees={"date_notification": notifie_le},
        parametres={"delai_pieces": "15 j"},
        historique=Historique((acte,)),
        liens={},
        maintenant=PRISE,
        temps=Calendriers("metropole", HeuresDeBureau()),
    )
    assert pieces_demandees_le(vue) == attendu
