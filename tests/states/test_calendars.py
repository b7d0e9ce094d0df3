"""Legal time on every worked date of the trade (domain.md §2.2, §9.3)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from states.calendars import Calendriers, HeuresDeBureau, calculer, zones
from workflow.errors import ValeurInvalide
from workflow.values import Delai, Echeance, TempsLegal, Unite

S = "\u00a0"
LYON = Calendriers("metropole")
STRASBOURG = Calendriers("alsace_moselle")
AOUT = Calendriers("metropole", HeuresDeBureau(fermetures=((date(2026, 8, 3), date(2026, 8, 14)),)))


def instants(echeance: Echeance) -> tuple[str, str, str]:
    """The three instants, as they are published."""
    return (
        echeance.expire_le.isoformat(),
        echeance.verification_le.isoformat(),
        echeance.declenche_le.isoformat(),
    )


def attendus(expire: str, bureau: str) -> tuple[str, str, str]:
    """Midnight, nine and two o'clock, from dates with offset such as ``2026-05-01+02:00``."""
    return (
        f"{expire[:10]}T00:00:00{expire[10:]}",
        f"{bureau[:10]}T09:00:00{bureau[10:]}",
        f"{bureau[:10]}T14:00:00{bureau[10:]}",
    )


def lire(jour: str) -> date:
    return date.fromisoformat(jour)


COURRIERS = [
    # receipt, last day in Lyon, its expiry and its office day
    ("2026-04-15", "2026-04-30", "2026-05-01+02:00", "2026-05-04+02:00"),
    ("2026-04-16", "2026-05-04", "2026-05-05+02:00", "2026-05-05+02:00"),
    ("2026-04-22", "2026-05-07", "2026-05-08+02:00", "2026-05-11+02:00"),
    ("2026-04-23", "2026-05-11", "2026-05-12+02:00", "2026-05-12+02:00"),
    ("2026-04-29", "2026-05-15", "2026-05-16+02:00", "2026-05-18+02:00"),
    ("2026-05-10", "2026-05-26", "2026-05-27+02:00", "2026-05-27+02:00"),
    ("2026-07-31", "2026-08-17", "2026-08-18+02:00", "2026-08-18+02:00"),
    ("2026-10-17", "2026-11-02", "2026-11-03+01:00", "2026-11-03+01:00"),
    ("2024-12-10", "2024-12-26", "2024-12-27+01:00", "2024-12-27+01:00"),
    ("2026-03-19", "2026-04-03", "2026-04-04+02:00", "2026-04-07+02:00"),
    ("2026-12-10", "2026-12-28", "2026-12-29+01:00", "2026-12-29+01:00"),
]
AUTREMENT_A_STRASBOURG = {
    "2024-12-10": ("2024-12-27", "2024-12-28+01:00", "2024-12-30+01:00"),
    "2026-03-19": ("2026-04-07", "2026-04-08+02:00", "2026-04-08+02:00"),
}


@pytest.mark.parametrize(("recu", "dernier", "expire", "bureau"), COURRIERS)
def test_fifteen_days_of_the_courrier_in_lyon(
    recu: str, dernier: str, expire: str, bureau: str
) -> None:
    echeance = LYON.apres(lire(recu), Delai.lire("15 j"), "delai_contractuel")

    assert echeance.dernier_jour == lire(dernier)
    assert instants(echeance) == attendus(expire, bureau)


@pytest.mark.parametrize(("recu", "dernier", "expire", "bureau"), COURRIERS)
def test_fifteen_days_of_the_courrier_in_strasbourg(
    recu: str, dernier: str, expire: str, bureau: str
) -> None:
    fin, expiration, ouverture = AUTREMENT_A_STRASBOURG.get(recu, (dernier, expire, bureau))

    echeance = STRASBOURG.apres(lire(recu), Delai.lire("15 j"), "delai_contractuel")

    assert echeance.dernier_jour == lire(fin)
    assert instants(echeance) == attendus(expiration, ouverture)


@pytest.mark.parametrize(
    ("zone", "recu", "dernier"),
    [
        ("guadeloupe", "2026-05-12", "2026-05-28"),
        ("martinique", "2026-05-07", "2026-05-26"),
        ("guyane", "2026-05-26", "2026-06-11"),
        ("la_reunion", "2027-12-05", "2027-12-21"),
        ("mayotte", "2026-04-12", "2026-04-28"),
    ],
)
def test_fifteen_days_overseas_roll_over_the_local_day(zone: str, recu: str, dernier: str) -> None:
    ailleurs = Calendriers(zone).apres(lire(recu), Delai.lire("15 j"), "delai_contractuel")
    ici = LYON.apres(lire(recu), Delai.lire("15 j"), "delai_contractuel")

    assert ailleurs.dernier_jour == lire(dernier)
    assert ici.dernier_jour < ailleurs.dernier_jour


@pytest.mark.parametrize(
    ("calendrier", "depart", "delai", "dernier", "expire", "bureau"),
    [
        # The convention: 4 years from 25/07/2022, as a durée and as the délai it is not.
        ("duree", "2022-07-25", "4 ans", "2026-07-24", "2026-07-25+02:00", "2026-07-27+02:00"),
        ("duree", "2022-07-25", "48 mois", "2026-07-24", "2026-07-25+02:00", "2026-07-27+02:00"),
        ("preavis", "2022-07-25", "48 mois", "2026-07-25", "2026-07-26+02:00", "2026-07-27+02:00"),
        # The préavis of §9.3, and what tells it from a durée.
        ("preavis", "2025-11-30", "3 mois", "2026-02-28", "2026-03-01+01:00", "2026-03-02+01:00"),
        ("duree", "2025-11-30", "3 mois", "2026-02-28", "2026-03-01+01:00", "2026-03-02+01:00"),
        ("preavis", "2026-01-15", "3 mois", "2026-04-15", "2026-04-16+02:00", "2026-04-16+02:00"),
        ("duree", "2026-01-15", "3 mois", "2026-04-14", "2026-04-15+02:00", "2026-04-15+02:00"),
        # Months of a délai.
        (
            *("delai_contractuel", "2026-01-31", "1 mois"),
            *("2026-03-02", "2026-03-03+01:00", "2026-03-03+01:00"),
        ),
        (
            *("delai_contractuel", "2024-01-31", "1 mois"),
            *("2024-02-29", "2024-03-01+01:00", "2024-03-01+01:00"),
        ),
        (
            *("delai_contractuel", "2024-02-29", "12 mois"),
            *("2025-02-28", "2025-03-01+01:00", "2025-03-03+01:00"),
        ),
        (
            *("delai_contractuel", "2026-10-19", "2 sem"),
            *("2026-11-02", "2026-11-03+01:00", "2026-11-03+01:00"),
        ),
        # Both nights of the clocks: 29/03/2026 has 23 hours, 25/10/2026 has 25.
        ("duree", "2026-03-28", "1 j", "2026-03-28", "2026-03-29+01:00", "2026-03-30+02:00"),
        ("preavis", "2026-03-28", "1 j", "2026-03-29", "2026-03-30+02:00", "2026-03-30+02:00"),
        ("duree", "2026-10-24", "1 j", "2026-10-24", "2026-10-25+02:00", "2026-10-26+01:00"),
        ("preavis", "2026-10-24", "1 j", "2026-10-25", "2026-10-26+01:00", "2026-10-26+01:00"),
        # What begins on a day: the office acts on it, or on the next day that it opens.
        ("jour_dit", "2026-05-11", "0 j", "2026-05-11", "2026-05-12+02:00", "2026-05-11+02:00"),
        ("jour_dit", "2026-05-08", "0 j", "2026-05-08", "2026-05-09+02:00", "2026-05-11+02:00"),
        # Office days, and calendar days that end when the office opens.
        ("bureau", "2026-05-06", "5 jo", "2026-05-15", "2026-05-16+02:00", "2026-05-18+02:00"),
        ("bureau", "2026-05-08", "1 jo", "2026-05-11", "2026-05-12+02:00", "2026-05-12+02:00"),
        ("bureau", "2026-05-08", "0 jo", "2026-05-11", "2026-05-12+02:00", "2026-05-12+02:00"),
        ("bureau", "2026-10-17", "15 j", "2026-11-02", "2026-11-03+01:00", "2026-11-03+01:00"),
        # A délai of no day ends with the fact's own day.
        (
            *("delai_contractuel", "2026-05-08", "0 j"),
            *("2026-05-11", "2026-05-12+02:00", "2026-05-12+02:00"),
        ),
    ],
)
def test_worked_dates_of_every_calendar(
    calendrier: str, depart: str, delai: str, dernier: str, expire: str, bureau: str
) -> None:
    echeance = LYON.apres(lire(depart), Delai.lire(delai), calendrier)

    assert echeance.dernier_jour == lire(dernier)
    assert instants(echeance) == attendus(expire, bureau)


def test_midnight_in_utc_on_both_sides_of_the_year() -> None:
    ete = LYON.apres(date(2026, 7, 1), Delai.lire("1 j"), "preavis").expire_le
    hiver = LYON.apres(date(2026, 12, 1), Delai.lire("1 j"), "preavis").expire_le

    assert ete.astimezone(UTC).isoformat() == "2026-07-02T22:00:00+00:00"
    assert hiver.astimezone(UTC).isoformat() == "2026-12-02T23:00:00+00:00"


def test_closing_days_of_the_office_delay_the_check_but_not_the_right() -> None:
    echeance = AOUT.apres(date(2026, 7, 20), Delai.lire("15 j"), "delai_contractuel")

    assert echeance.dernier_jour == date(2026, 8, 4)
    assert instants(echeance) == attendus("2026-08-05+02:00", "2026-08-17+02:00")


@pytest.mark.parametrize(
    ("terme", "delai", "calendrier", "jour"),
    [
        ("2026-04-15", "10 j", "delai_contractuel", "2026-04-03"),
        ("2026-04-15", "10 j", "duree", "2026-04-03"),
        ("2026-07-24", "6 mois", "preavis", "2026-01-23"),
        ("2026-07-24", "3 mois", "preavis", "2026-04-24"),
        ("2026-03-31", "1 mois", "duree", "2026-02-27"),
        ("2026-05-18", "3 jo", "bureau", "2026-05-12"),
        ("2026-05-14", "0 j", "bureau", "2026-05-13"),
        ("2026-10-26", "1 sem", "bureau", "2026-10-19"),
    ],
)
def test_counting_back_ends_on_an_office_day(
    terme: str, delai: str, calendrier: str, jour: str
) -> None:
    echeance = LYON.avant(lire(terme), Delai.lire(delai), calendrier)

    assert echeance.dernier_jour == lire(jour)
    assert echeance.verification_le == echeance.declenche_le
    assert echeance.declenche_le.replace(tzinfo=None) == datetime.combine(lire(jour), time(9))
    assert echeance.expire_le.replace(tzinfo=None).isoformat() == (
        f"{date.fromordinal(lire(jour).toordinal() + 1)}T00:00:00"
    )


@pytest.mark.parametrize("delai", ["10 j", "4 jo"])
def test_counting_back_over_a_closing_period(delai: str) -> None:
    echeance = AOUT.avant(date(2026, 8, 20), Delai.lire(delai), "bureau")

    assert echeance.dernier_jour == date(2026, 7, 31)
    assert echeance.declenche_le.isoformat() == "2026-07-31T09:00:00+02:00"


@pytest.mark.parametrize(
    ("instant", "ouvert", "prochaine"),
    [
        ("2026-11-02T07:59:59+00:00", False, "2026-11-02T09:00:00+01:00"),
        ("2026-11-02T08:00:00+00:00", True, "2026-11-02T09:00:00+01:00"),
        ("2026-11-02T08:00:00.000001+00:00", True, "2026-11-03T09:00:00+01:00"),
        ("2026-11-02T16:00:00+00:00", False, "2026-11-03T09:00:00+01:00"),
        ("2026-11-11T10:00:00+01:00", False, "2026-11-12T09:00:00+01:00"),
        ("2026-10-23T18:00:00+02:00", False, "2026-10-26T09:00:00+01:00"),
        ("2026-03-28T12:00:00+01:00", False, "2026-03-30T09:00:00+02:00"),
        ("2026-08-04T10:00:00+02:00", False, "2026-08-17T09:00:00+02:00"),
        ("2026-08-01T10:00:00+02:00", False, "2026-08-17T09:00:00+02:00"),
    ],
)
def test_when_the_office_is_open(instant: str, ouvert: bool, prochaine: str) -> None:
    moment = datetime.fromisoformat(instant)

    assert AOUT.ouvert(moment) is ouvert
    assert AOUT.prochaine_ouverture(moment).isoformat() == prochaine


def test_an_instant_without_offset_is_refused() -> None:
    naif = datetime(2026, 11, 2, 10)  # noqa: DTZ001  # the very fault under test
    for demande in (LYON.ouvert, LYON.prochaine_ouverture, LYON.jour_civil):
        with pytest.raises(ValueError, match="without an offset"):
            demande(naif)


def test_what_it_remembers_is_bounded_and_changes_no_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("states.calendars._CONNUES_MAX", 3)
    calendriers = Calendriers("metropole")
    delai = Delai(15, Unite.JOURS)
    for jour in [*range(1, 11), *range(1, 11)]:
        depart = date(2026, 3, jour)

        trouvee = calendriers.apres(depart, delai, "delai_contractuel")

        assert trouvee == Calendriers("metropole").apres(depart, delai, "delai_contractuel")
        assert 0 < len(calendriers._connues) <= 3


def test_it_is_the_legal_time_of_the_engine() -> None:
    temps: TempsLegal = LYON

    assert temps.calendriers() == {"delai_contractuel", "bureau", "duree", "preavis", "jour_dit"}
    assert temps.jour_civil(datetime(2026, 6, 30, 22, tzinfo=UTC)) == date(2026, 7, 1)


def test_the_command_needs_no_more_than_a_date_and_a_delay() -> None:
    assert calculer(date(2026, 10, 17), "15 j") == LYON.apres(
        date(2026, 10, 17), Delai.lire("15 j"), "delai_contractuel"
    )


def test_the_command_takes_calendar_zone_and_office() -> None:
    bureau = HeuresDeBureau(ouverture=time(8, 30), heure_de_declenchement=time(11))

    echeance = calculer(date(2026, 3, 19), "15 j", "bureau", "alsace_moselle", bureau)

    assert instants(echeance) == (
        "2026-04-08T00:00:00+02:00",
        "2026-04-08T08:30:00+02:00",
        "2026-04-08T11:00:00+02:00",
    )


@pytest.mark.parametrize(
    ("depart", "delai", "calendrier", "zone", "champ", "message", "remede"),
    [
        (
            *("2026-01-01", "quinze jours", "duree", "metropole", "delai"),
            (
                f"«{S}quinze jours{S}» n’est pas un délai{S}; écrivez par exemple 15 j, 5 jo, "
                "2 sem, 3 mois ou 4 ans (un nombre de quatre chiffres au plus)."
            ),
            "Un délai est un nombre suivi de j, jo, sem, mois ou ans.",
        ),
        (
            *("2026-01-01", "15 j", "ouvrable", "metropole", "calendrier"),
            f"Le calendrier «{S}ouvrable{S}» n’existe pas.",
            f"Calendriers acceptés{S}: delai_contractuel, bureau, duree, preavis, jour_dit.",
        ),
        (
            *("2026-01-01", "5 jo", "delai_contractuel", "metropole", "delai"),
            f"Le calendrier «{S}delai_contractuel{S}» ne compte pas en jours ouvrés (jo).",
            "Écrivez 5 j, ou choisissez le calendrier bureau.",
        ),
        (
            *("2026-01-01", "15 j", "duree", "corse", "zone"),
            f"La zone de jours fériés «{S}corse{S}» n’existe pas.",
            f"Zones acceptées{S}: {', '.join(zones())}.",
        ),
        (
            *("1949-12-31", "15 j", "duree", "metropole", "depart"),
            "Cette date est hors des années 1950 à 2100.",
            "Restez entre le 01/01/1950 et le 31/12/2100.",
        ),
        (
            *("2026-01-01", "9999 ans", "duree", "metropole", "delai"),
            "Ce délai mène à une date hors des années 1950 à 2100.",
            "Restez entre le 01/01/1950 et le 31/12/2100.",
        ),
        (
            *("2026-01-01", "0 mois", "duree", "metropole", "delai"),
            "Une durée compte au moins un jour.",
            "Écrivez 1 j.",
        ),
    ],
)
def test_bad_input_names_its_field_and_its_mend(
    depart: str, delai: str, calendrier: str, zone: str, champ: str, message: str, remede: str
) -> None:
    with pytest.raises(ValeurInvalide) as refus:
        calculer(lire(depart), delai, calendrier, zone)

    dit = refus.value
    assert (dit.champ, dit.message, dit.remede) == (champ, message, remede)


@pytest.mark.parametrize("calendrier", ["delai_contractuel", "duree", "preavis"])
def test_office_days_are_counted_by_the_office_alone(calendrier: str) -> None:
    for compte in (LYON.apres, LYON.avant):
        with pytest.raises(ValeurInvalide, match=r"ne compte pas en jours ouvrés \(jo\)"):
            compte(date(2026, 1, 1), Delai(5, Unite.JOURS_OUVRES), calendrier)


def test_a_negative_delay_is_refused() -> None:
    with pytest.raises(ValeurInvalide, match="Un délai ne peut pas être négatif"):
        LYON.apres(date(2026, 1, 1), Delai(-1, Unite.JOURS), "duree")


def test_the_term_of_a_count_back_names_its_field() -> None:
    with pytest.raises(ValeurInvalide) as refus:
        LYON.avant(date(2101, 1, 1), Delai.lire("1 j"), "duree")

    assert refus.value.champ == "terme"


def test_an_office_that_never_opens_again_is_told() -> None:
    ferme = Calendriers(
        "metropole", HeuresDeBureau(fermetures=((date(2026, 1, 1), date(2100, 12, 31)),))
    )

    with pytest.raises(ValeurInvalide, match="hors des années 1950 à 2100"):
        ferme.apres(date(2026, 1, 5), Delai.lire("15 j"), "delai_contractuel")


def test_the_last_day_of_the_calendars_leaves_no_office_day() -> None:
    with pytest.raises(ValeurInvalide) as refus:
        LYON.apres(date(2100, 12, 31), Delai.lire("0 j"), "preavis")

    assert refus.value.champ == "delai"
