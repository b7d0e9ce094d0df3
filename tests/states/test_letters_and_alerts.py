"""The délai of the courrier that an alert says is over, and what an empty history answers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from states.calendars import Calendriers, HeuresDeBureau
from states.letters_and_alerts import alerte_le, fin_delai_de_l_alerte
from workflow.values import Historique, Ligne, VueFaits

MIDI = datetime(2025, 3, 3, 11, tzinfo=UTC)


def vue(*lignes: Ligne) -> VueFaits:
    return VueFaits(
        etat="alerte",
        donnees={},
        parametres={"depart_delai": "courrier_recu_le", "delai_courrier": "15 j"},
        historique=Historique(lignes),
        liens={},
        maintenant=MIDI,
        temps=Calendriers("metropole", HeuresDeBureau()),
    )


def ligne(evenement: str, vers: str, **donnees: Any) -> Ligne:
    return Ligne(
        seq=1,
        evenement=evenement,
        de="courrier_recu",
        vers=vers,
        role="facilitateur",
        at=MIDI,
        recorded_at=MIDI,
        donnees=donnees,
    )


RECU = {"courrier_recu_le": date(2025, 2, 3)}


@pytest.mark.parametrize(
    ("lignes", "fin", "alerte"),
    [
        ((), None, None),
        ((ligne("constater_refus_ecrit", "alerte"),), None, date(2025, 3, 3)),
        ((ligne("ouvrir", "alerte", **RECU),), date(2025, 2, 18), date(2025, 3, 3)),
        ((ligne("ouvrir", "courrier_recu", **RECU),), None, None),
    ],
    ids=["empty", "written refusal", "taken over in alert", "taken over before it"],
)
def test_the_delai_of_an_alert_is_that_of_its_line(
    lignes: tuple[Ligne, ...], fin: date | None, alerte: date | None
) -> None:
    une = vue(*lignes)
    assert (fin_delai_de_l_alerte(une), alerte_le(une)) == (fin, alerte)
