"""A move put off after its verification has rung is verified again, with the days added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from services.clock.recalculating import recalculer
from services.clock.ticking import tick
from services.reading.explaining import expliquer_dossier
from tests.portfolio import REL1, Portefeuille, mener
from tests.services.clockwork import taches
from tests.services.test_courrier_delays import au_delai
from workflow.errors import ValeurInvalide

VERIFIER = "verifier_courrier"


def le(portefeuille: Portefeuille, instant: str) -> dict[str, Any]:
    """Go to an instant of that spring, and let the clock turn."""
    portefeuille.horloge.instant = datetime.fromisoformat(f"{instant}+02:00")
    return tick(portefeuille.bureau)


@pytest.fixture
def verifiee(portefeuille: Portefeuille) -> Portefeuille:
    """A délai that ended on Friday 2 May; on the Monday the verification has rung."""
    mener(portefeuille, "courrier_envoye")
    le(portefeuille, "2025-04-16T10:00")
    portefeuille.fire(REL1, "constater_reception", courrier_recu_le="2025-04-16", preuve="AR 1")
    le(portefeuille, "2025-05-05T09:01")
    assert [une.libelle for une in ouvertes(portefeuille)] == [jusqu_au("2 mai 2025")]
    return portefeuille


def jusqu_au(jour: str) -> str:
    return f"Vérifier le courrier et la messagerie reçus jusqu’au {jour} minuit"


def ouvertes(portefeuille: Portefeuille) -> list[Any]:
    """Open tasks of verification."""
    return [une for une in taches(portefeuille, VERIFIER) if une.statut == "ouverte"]


def exiger_une_seconde_verification(portefeuille: Portefeuille, jour: str, fin: str) -> None:
    """The old task is closed; the new one rings at the opening of that day, before the move."""
    assert ouvertes(portefeuille) == []
    le(portefeuille, f"{jour}T08:59")
    assert ouvertes(portefeuille) == []
    le(portefeuille, f"{jour}T09:01")
    assert [une.libelle for une in ouvertes(portefeuille)] == [jusqu_au(fin)]
    assert portefeuille.etat(REL1) == "courrier_recu"
    le(portefeuille, f"{jour}T14:00")
    assert portefeuille.etat(REL1) == "alerte"


def test_recalculer_arms_the_verification_again(verifiee: Portefeuille) -> None:
    change = au_delai(verifiee, "20 j")

    dites = recalculer(change.bureau, appliquer=True, motif="avenant n° 2")

    assert [(un["rang"], un["avant"], un["apres"]) for un in dites] == [
        (0, None, "2025-05-07T09:00:00+02:00"),
        (1, "2025-05-05T14:00:00+02:00", "2025-05-07T14:00:00+02:00"),
    ]
    assert recalculer(change.bureau) == []
    exiger_une_seconde_verification(change, "2025-05-07", "6 mai 2025")


def test_a_shorter_setting_arms_nothing_again(verifiee: Portefeuille) -> None:
    recalculer(au_delai(verifiee).bureau, appliquer=True, motif="moins")

    assert [une.libelle for une in ouvertes(verifiee)] == [jusqu_au("2 mai 2025")]
    assert ("expiration", 0) not in verifiee.timers(REL1)


def test_a_correction_arms_the_verification_again(verifiee: Portefeuille) -> None:
    verifiee.fire(
        REL1, "corriger", champ="courrier_recu_le", valeur="2025-04-21", motif="accusé relu"
    )

    exiger_une_seconde_verification(verifiee, "2025-05-07", "6 mai 2025")


def test_a_hold_that_puts_the_move_off_arms_the_verification_again(
    verifiee: Portefeuille,
) -> None:
    verifiee.fire(REL1, "mettre_en_attente", mode="temps_restant", motif="arrêt du chantier")
    le(verifiee, "2025-05-12T10:00")
    verifiee.fire(REL1, "reprendre")

    exiger_une_seconde_verification(verifiee, "2025-05-13", "2 mai 2025")


def test_a_hold_dated_back_into_the_delai_gives_its_days_to_the_verification(
    verifiee: Portefeuille,
) -> None:
    at = datetime.fromisoformat("2025-04-30T10:00+02:00")
    verifiee.fire(REL1, "mettre_en_attente", mode="temps_restant", motif="arrêt", _at=at)
    le(verifiee, "2025-05-07T10:00")
    verifiee.fire(REL1, "reprendre")

    exiger_une_seconde_verification(verifiee, "2025-05-12", "9 mai 2025")


@pytest.mark.parametrize("motif", ["", "   ", "\u00a0"])
def test_recalculer_refuses_a_blank_reason(verifiee: Portefeuille, motif: str) -> None:
    avant = verifiee.tout()

    with pytest.raises(ValeurInvalide, match="motif"):
        recalculer(au_delai(verifiee, "20 j").bureau, appliquer=True, motif=motif)

    assert verifiee.tout() == avant
    assert expliquer_dossier(verifiee.bureau, REL1)["etat"] == "courrier_recu"
