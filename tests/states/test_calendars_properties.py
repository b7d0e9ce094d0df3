"""What must hold of every deadline, whatever the day, the delay and the zone."""

from __future__ import annotations

from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from states.calendars import Calendriers, zones
from states.holidays_fr import feries
from workflow.values import JOUR_DIT, Delai, Unite

JOURS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
ZONES = st.sampled_from(zones())
CIVILES = sorted(set(Unite) - {Unite.JOURS_OUVRES})
DELAIS = st.builds(Delai, st.integers(1, 36), st.sampled_from(CIVILES))
CALENDRIERS = st.sampled_from(sorted(Calendriers("metropole").calendriers()))
UN_JOUR = timedelta(days=1)


def chome(jour: date, zone: str) -> bool:
    """Saturday, Sunday or holiday, read without the code under test."""
    return jour.isoweekday() in {6, 7} or jour in feries(jour.year, zone)


@given(JOURS, DELAIS, ZONES)
def test_a_delai_never_ends_on_a_day_without_work(jour: date, delai: Delai, zone: str) -> None:
    temps = Calendriers(zone)
    dernier = temps.apres(jour, delai, "delai_contractuel").dernier_jour
    brut = temps.apres(jour, delai, "preavis").dernier_jour

    assert not chome(dernier, zone)
    assert all(chome(brut + UN_JOUR * rang, zone) for rang in range((dernier - brut).days))


@given(JOURS, DELAIS, ZONES, CALENDRIERS)
def test_a_later_fact_never_ends_sooner(
    jour: date, delai: Delai, zone: str, calendrier: str
) -> None:
    temps = Calendriers(zone)

    premier = temps.apres(jour, delai, calendrier)
    second = temps.apres(jour + UN_JOUR, delai, calendrier)

    assert premier.dernier_jour <= second.dernier_jour
    assert premier.declenche_le <= second.declenche_le


@given(JOURS, st.integers(0, 400), ZONES, CALENDRIERS)
def test_a_longer_delay_never_ends_sooner(
    jour: date, nombre: int, zone: str, calendrier: str
) -> None:
    temps = Calendriers(zone)

    court = temps.apres(jour, Delai(nombre + 1, Unite.JOURS), calendrier)
    long = temps.apres(jour, Delai(nombre + 2, Unite.JOURS), calendrier)

    assert court.dernier_jour <= long.dernier_jour


@given(JOURS, DELAIS, ZONES, CALENDRIERS)
def test_the_three_instants_stand_in_order(
    jour: date, delai: Delai, zone: str, calendrier: str
) -> None:
    temps = Calendriers(zone)
    echeance = temps.apres(jour, delai, calendrier)
    demain = echeance.dernier_jour + UN_JOUR

    assert (echeance.expire_le.date(), echeance.expire_le.time()) == (demain, time(0))
    des = demain - UN_JOUR if calendrier == JOUR_DIT else demain
    assert echeance.verification_le == temps.prochaine_ouverture(
        echeance.expire_le - (demain - des)
    )
    assert temps.ouvert(echeance.verification_le)
    assert echeance.declenche_le.date() == echeance.verification_le.date()
    assert echeance.declenche_le.time() == time(14)
    assert not any(
        temps.ouvert(echeance.verification_le - UN_JOUR * rang)
        for rang in range(1, (echeance.verification_le.date() - des).days + 1)
    )


@given(JOURS, st.integers(1, 60), ZONES)
def test_office_days_are_counted_one_by_one(jour: date, nombre: int, zone: str) -> None:
    temps = Calendriers(zone)
    delai = Delai(nombre, Unite.JOURS_OUVRES)

    dernier = temps.apres(jour, delai, "bureau").dernier_jour

    assert not chome(dernier, zone)
    ensuite = (jour + UN_JOUR * rang for rang in range(1, (dernier - jour).days + 1))
    assert sum(temps.repos_bureau(un) is None for un in ensuite) == nombre
    assert temps.avant(dernier, delai, "bureau").dernier_jour <= jour


@given(JOURS, DELAIS, ZONES, CALENDRIERS)
def test_a_reminder_never_comes_later_than_promised(
    jour: date, delai: Delai, zone: str, calendrier: str
) -> None:
    temps = Calendriers(zone)

    rappel = temps.avant(jour, delai, calendrier)

    assert not chome(rappel.dernier_jour, zone)
    assert temps.apres(rappel.dernier_jour, delai, "preavis").dernier_jour <= jour
    assert temps.ouvert(rappel.declenche_le)


@given(JOURS, st.integers(1, 60))
def test_durees_follow_one_another_without_gap(jour: date, mois: int) -> None:
    premier = jour.replace(day=1)
    temps = Calendriers("metropole")

    fin = temps.apres(premier, Delai(mois, Unite.MOIS), "duree").dernier_jour

    assert (fin + UN_JOUR).day == 1
    assert temps.apres(fin + UN_JOUR, Delai(1, Unite.JOURS), "duree").dernier_jour == fin + UN_JOUR
