"""The years of an insertion marché follow its notification, once the first ones are over too."""

from __future__ import annotations

from datetime import date

import pytest

from services.evidence.verifying import verifier
from states.calendars import Calendriers
from states.office_hours import HeuresDeBureau
from tests.portfolio import Portefeuille
from tests.services.clockwork import a
from tests.services.test_corrected_effect import corriger, donnee, fin, incidents
from tests.services.test_marche_life import PROGRAMME, notifier
from tests.services.test_obligatory_meetings import ouvrir
from tests.services.test_stopped_years import ANI, SUIVANTE, arreter, fins
from tests.services.test_taken_over import taches
from workflow.gifts import anniversaire_deplace

TROISIEME = "ANI-2027-00001"
FINI, FINI_2 = "2026-03-03T15:30", "2027-03-03T15:30"
"""When the first year of a marché notified on 3 March 2025 is over, and the second."""


def notification(p: Portefeuille, jour: str) -> None:
    corriger(p, "date_notification", jour, de=PROGRAMME)


def bilan(p: Portefeuille, annee: str) -> str:
    requete = """SELECT b.numero FROM dossier b JOIN dossier a ON a.id = b.parent
        WHERE a.numero = :n AND b.machine = 'bilan'"""
    return str(p.rangees(requete, n=annee)[0].numero)


def a_reporter(p: Portefeuille) -> list[str]:
    """Sentences that name what keeps its date."""
    requete = "SELECT libelle FROM tache WHERE code LIKE 'correction_a_reporter%' ORDER BY id"
    return [une.libelle for une in p.rangees(requete)]


def test_the_year_in_course_follows_and_the_one_that_is_over_is_named(
    portefeuille: Portefeuille,
) -> None:
    """Its end, its meetings, the year after it; the bilan of the first one is for a person."""
    p = portefeuille
    notifier(p, "reserve_iae")
    a(p, FINI)
    assert (p.etat(ANI), p.etat(SUIVANTE)) == ("a_restituer", "en_cours")
    individuelle = ouvrir(p, "individuelle_annuelle", dans=SUIVANTE)
    notification(p, "2025-02-17")
    assert donnee(p, SUIVANTE, "debut_le") == donnee(p, individuelle, "a_compter_du")
    assert donnee(p, SUIVANTE, "debut_le") == "2026-02-17"
    assert fins(p, SUIVANTE) == {
        "reunion_individuelle": "2026-07-17",
        "reunion_de_fin": "2027-01-15",
        "fin_d_annee": "2027-02-16",
    }
    assert donnee(p, ANI, "debut_le") == donnee(p, bilan(p, ANI), "debut_le") == "2025-03-03"
    [dite] = [une for une in a_reporter(p) if ANI in une]
    assert bilan(p, ANI) in dite
    assert SUIVANTE not in dite
    assert incidents(p) == []
    a(p, "2027-02-17T15:30")
    assert donnee(p, TROISIEME, "debut_le") == "2027-02-17"
    assert verifier(p.bureau)["intact"]


def test_every_year_that_is_over_is_named(portefeuille_sqlite: Portefeuille) -> None:
    p = portefeuille_sqlite
    notifier(p, "reserve_iae")
    a(p, FINI)
    a(p, FINI_2)
    notification(p, "2025-03-10")
    assert donnee(p, TROISIEME, "debut_le") == "2027-03-10"
    [dite] = [une for une in a_reporter(p) if ANI in une]
    assert [un for un in (SUIVANTE, bilan(p, ANI), bilan(p, SUIVANTE)) if un not in dite] == [], (
        dite
    )
    assert TROISIEME not in dite
    assert "« Notifié le »" in dite


def test_the_days_of_a_stop_stay_given_back(portefeuille: Portefeuille) -> None:
    """Stopped for fifty days in its first year, the marché began the second on 22 April 2026."""
    p = portefeuille
    notifier(p, "reserve_iae")
    arreter(p, "2025-05-12", "2025-07-01")
    a(p, "2026-04-22T15:30+02:00")
    assert donnee(p, SUIVANTE, "debut_le") == "2026-04-22"
    notification(p, "2025-02-24")
    assert donnee(p, SUIVANTE, "debut_le") == "2026-04-15"
    assert fin(p, SUIVANTE) == "2027-04-14"


def test_a_year_corrected_by_a_person_takes_its_bilan_along_while_it_is_to_be_made(
    portefeuille_sqlite: Portefeuille,
) -> None:
    """The task named it; once transmitted, it is only named again."""
    p = portefeuille_sqlite
    notifier(p, "reserve_iae")
    a(p, FINI)
    corriger(p, "debut_le", "2025-02-24", de=ANI)
    sien = bilan(p, ANI)
    assert (donnee(p, sien, "debut_le"), donnee(p, sien, "fin_le")) == ("2025-02-24", "2026-02-23")
    pieces = {"bilan": ("bilan.pdf", b"%PDF-1.4 bilan")}
    p.fire(sien, "transmettre", transmis_le="2026-03-03", _pieces=pieces)
    corriger(p, "debut_le", "2025-02-17", de=ANI)
    assert donnee(p, sien, "debut_le") == "2025-02-24"
    assert any(sien in une for une in a_reporter(p))
    assert incidents(p) == []


def test_a_wrong_year_renames_no_year_in_course(portefeuille_sqlite: Portefeuille) -> None:
    """Notified in 2025 and not in 2024: the second year is the first one, and keeps its day."""
    p = portefeuille_sqlite
    notifier(p, "reserve_iae")
    notification(p, "2024-03-04")
    a(p, "2025-03-04T15:30")
    en_cours = "ANI-2025-00002"
    assert donnee(p, en_cours, "debut_le") == "2025-03-04"
    notification(p, "2025-03-03")
    assert donnee(p, en_cours, "debut_le") == "2025-03-03"
    assert "correction_a_reporter" in "".join(taches(p, PROGRAMME))


@pytest.mark.parametrize(
    ("jour", "avant", "apres", "attendu"),
    [
        ("2026-03-03", "2025-03-03", "2025-02-24", "2026-02-24"),
        ("2027-04-22", "2025-03-03", "2025-02-24", "2027-04-15"),
        ("2025-03-01", "2024-02-29", "2024-02-28", "2025-02-28"),
        ("2026-03-03", "2025-03-03", "2024-12-30", "2025-12-30"),
        ("2025-12-30", "2024-12-30", "2025-01-02", "2026-01-02"),
        ("2025-03-03", "2024-03-03", "2025-03-03", "2025-03-03"),
        ("2025-03-03", "2024-03-03", "2030-03-03", "2030-03-03"),
        ("2025-01-03", "2025-03-03", "2025-02-24", "2025-01-03"),
    ],
)
def test_an_anniversary_moves_to_the_nearest_one(
    jour: str, avant: str, apres: str, attendu: str
) -> None:
    dates = [date.fromisoformat(un) for un in (jour, avant, apres)]
    assert (
        anniversaire_deplace(Calendriers("metropole", HeuresDeBureau()), *dates).isoformat()
        == attendu
    )
