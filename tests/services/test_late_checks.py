"""However short the stop: no company is said to be silent before anybody has read the mail."""

from __future__ import annotations

import json
from datetime import datetime, time

import pytest

from services.clock.ticking import tick
from services.evidence.verifying import verifier
from services.reading.explaining import expliquer_dossier
from states.calendars import Calendriers, HeuresDeBureau
from tests.portfolio import REL1, Portefeuille
from tests.services.clockwork import EXPIRATION, courriels, courrier_recu, taches


def sauter(portefeuille: Portefeuille, instant: str) -> None:
    """The clock turns at that instant, and had not since the last time."""
    portefeuille.horloge.instant = datetime.fromisoformat(f"{instant}+01:00")
    assert tick(portefeuille.bureau)["retour_de_panne"] is False


@pytest.mark.parametrize(
    ("retour", "mouvement"),
    [
        (f"{EXPIRATION}T10:00", f"{EXPIRATION}T14:00"),
        (f"{EXPIRATION}T10:01", "2025-03-20T14:00"),
        (f"{EXPIRATION}T14:05", "2025-03-20T14:00"),
        ("2025-03-21T08:00", "2025-03-21T14:00"),
        ("2025-03-21T11:30", "2025-03-24T14:00"),
        ("2025-03-21T18:00", "2025-03-24T14:00"),
        ("2025-03-22T10:00", "2025-03-24T14:00"),
    ],
)
def test_the_move_waits_until_the_mail_can_have_been_read(
    portefeuille: Portefeuille, retour: str, mouvement: str
) -> None:
    courrier_recu(portefeuille)
    sauter(portefeuille, "2025-03-18T17:00")

    sauter(portefeuille, retour)
    assert [une.statut for une in taches(portefeuille, "verifier_courrier")] == ["ouverte"]
    assert courriels(portefeuille, "alerte_donneur_ordre") == []
    sauter(portefeuille, mouvement.replace("T14:00", "T13:59"))
    assert portefeuille.etat(REL1) == "courrier_recu"
    sauter(portefeuille, mouvement)

    assert portefeuille.etat(REL1) == "alerte"
    assert verifier(portefeuille.bureau)["intact"]


def test_the_journal_and_explain_say_so(portefeuille: Portefeuille) -> None:
    courrier_recu(portefeuille)
    sauter(portefeuille, "2025-03-21T18:00")

    lignes = portefeuille.journal(REL1)
    phrases = [json.loads(une.explanation) for une in lignes if une.event == "expiration"]
    [remise] = [un for un in phrases[0] if "remis" in un]
    assert remise == (
        "La vérification n’est demandée que maintenant : « Fin du délai du courrier » est remis "
        "au lundi 24 mars 2025 à 14\u00a0h, pour que le courrier reçu soit lu."
    )
    [une] = expliquer_dossier(portefeuille.bureau, REL1)["echeances"]
    assert une["declenche_le"] == "2025-03-24T14:00:00+01:00"
    assert any("lundi 24 mars 2025 à 14\u00a0h" in un for un in une["calcul"])


def test_an_hour_of_moves_soon_after_the_opening_is_not_late(portefeuille: Portefeuille) -> None:
    """On time, the verification leaves what the settings leave: here half an hour."""
    heures = HeuresDeBureau(heure_de_declenchement=time(9, 30))
    tot = portefeuille.avec(calendriers=lambda zone: Calendriers(zone=zone, bureau=heures))
    courrier_recu(tot)

    sauter(tot, f"{EXPIRATION}T09:10")
    assert tot.etat(REL1) == "courrier_recu"
    sauter(tot, f"{EXPIRATION}T09:30")

    assert tot.etat(REL1) == "alerte"
