"""A dossier on hold: the clock leaves it alone, then goes on as was agreed."""

from __future__ import annotations

import json

from services.clock.ticking import tick
from tests.portfolio import REL1, Portefeuille
from tests.services.clockwork import EXPIRATION, a, courrier_recu, evenements, taches


def due(portefeuille: Portefeuille, rang: int) -> str:
    """When the end of the letter's délai is verified (0) or moves (1), in UTC."""
    requete = """SELECT t.due_at FROM timer t JOIN dossier d ON d.id = t.dossier
        WHERE d.numero = :n AND t.name = 'expiration' AND t.rung = :r AND t.status = 'arme'"""
    return str(portefeuille.rangees(requete, n=REL1, r=rang)[0][0])[:16]


def pause(portefeuille: Portefeuille, jour: str, mode: str, jusqu_au: str | None = None) -> None:
    portefeuille.aller(jour)
    saisies = {"jusqu_au": jusqu_au} if jusqu_au else {}
    portefeuille.fire(REL1, "mettre_en_attente", mode=mode, motif="chantier arrêté", **saisies)


def test_nothing_fires_on_hold(portefeuille: Portefeuille) -> None:
    courrier_recu(portefeuille)
    pause(portefeuille, "2025-03-10", "date_fixe")

    a(portefeuille, f"{EXPIRATION}T14:00")

    assert portefeuille.etat(REL1) == "courrier_recu"
    assert taches(portefeuille, "verifier_courrier") == []


def test_with_fixed_dates_what_fell_due_waits_for_the_next_office_day(
    portefeuille_sqlite: Portefeuille,
) -> None:
    courrier_recu(portefeuille_sqlite)
    pause(portefeuille_sqlite, "2025-03-10", "date_fixe")
    a(portefeuille_sqlite, "2025-03-20T10:00")
    portefeuille_sqlite.fire(REL1, "reprendre")

    [dite] = json.loads(portefeuille_sqlite.journal(REL1)[-1].explanation)[:1]
    assert dite == (
        "Vérification du courrier : 19 mars 2025 → 21 mars 2025 "
        "(« Fin du délai du courrier » reste le 18 mars 2025)"
    )
    tick(portefeuille_sqlite.bureau)
    assert portefeuille_sqlite.etat(REL1) == "courrier_recu"
    a(portefeuille_sqlite, "2025-03-21T09:00")
    assert len(taches(portefeuille_sqlite, "verifier_courrier")) == 1
    a(portefeuille_sqlite, "2025-03-21T14:00")
    assert portefeuille_sqlite.etat(REL1) == "alerte"


def test_with_the_time_left_the_days_of_the_hold_are_added(
    portefeuille_sqlite: Portefeuille,
) -> None:
    courrier_recu(portefeuille_sqlite)
    pause(portefeuille_sqlite, "2025-03-10", "temps_restant")
    a(portefeuille_sqlite, "2025-03-17T10:00")
    portefeuille_sqlite.fire(REL1, "reprendre")

    # 18/03 + 7 days of hold = 25/03, looked at on the 26.
    assert due(portefeuille_sqlite, 0) == "2025-03-26T08:00"
    assert due(portefeuille_sqlite, 1) == "2025-03-26T13:00"
    a(portefeuille_sqlite, "2025-03-26T13:59")
    assert portefeuille_sqlite.etat(REL1) == "courrier_recu"
    a(portefeuille_sqlite, "2025-03-26T14:00")
    assert portefeuille_sqlite.etat(REL1) == "alerte"


def test_the_clock_ends_a_hold_at_the_opening_of_its_day(portefeuille: Portefeuille) -> None:
    courrier_recu(portefeuille)
    pause(portefeuille, "2025-03-10", "temps_restant", "2025-03-17")

    assert a(portefeuille, "2025-03-17T08:59")["declenches"] >= 0
    assert "reprendre" not in evenements(portefeuille)
    a(portefeuille, "2025-03-17T09:00")

    assert evenements(portefeuille)[-1] == "reprendre"
    assert ("fin_d_attente", 1) not in portefeuille.timers(REL1)
    assert due(portefeuille, 1) == "2025-03-26T13:00"


def test_a_hold_that_ends_late_still_leaves_time_to_look(portefeuille_sqlite: Portefeuille) -> None:
    courrier_recu(portefeuille_sqlite)
    pause(portefeuille_sqlite, "2025-03-10", "date_fixe", "2025-03-14")

    a(portefeuille_sqlite, "2025-04-02T15:00+02:00")  # the clock jumped over all of it
    assert portefeuille_sqlite.etat(REL1) == "courrier_recu"
    a(portefeuille_sqlite, "2025-04-03T14:00+02:00")

    assert portefeuille_sqlite.etat(REL1) == "alerte"
