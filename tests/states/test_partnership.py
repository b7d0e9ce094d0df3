"""A year: an anniversary or the civil year (convention, article 5), and the meetings it owes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from states.calendars import Calendriers, HeuresDeBureau
from states.partnership import (
    annee_suivante_le,
    bilans_attendus,
    fin_de_l_annee,
    fin_du_marche_le,
    fin_inconnue_depuis,
    reunions_attendues,
    reunions_d_insertion_attendues,
    terme_a_preparer_le,
)
from states.years_of_marche import (
    annee_en_cours_du_marche_le,
    premiere_annee_du_marche,
)
from workflow.values import OUVRIR, Historique, Lien, Ligne, VueFaits


def vue(donnees: dict[str, Any], annee_du_bilan: str = "convention", *lignes: Ligne) -> VueFaits:
    return VueFaits(
        etat="en_cours",
        donnees=donnees,
        parametres={"annee_du_bilan": annee_du_bilan},
        historique=Historique(lignes),
        liens={},
        maintenant=datetime(2022, 8, 1, 8, tzinfo=UTC),
        temps=Calendriers("metropole", HeuresDeBureau()),
    )


@pytest.mark.parametrize(
    ("debut", "annee", "fin", "suivante"),
    [
        (date(2022, 7, 25), "convention", date(2023, 7, 24), date(2023, 7, 25)),
        (date(2022, 7, 25), "civile", date(2022, 12, 31), date(2023, 1, 1)),
        (date(2023, 1, 1), "civile", date(2023, 12, 31), date(2024, 1, 1)),
    ],
)
def test_a_year_ends_as_the_parties_agreed(
    debut: date, annee: str, fin: date, suivante: date
) -> None:
    une = vue({"debut_le": debut}, annee)
    assert (fin_de_l_annee(une), annee_suivante_le(une)) == (fin, suivante)


def test_a_year_without_a_beginning_has_no_end() -> None:
    une = vue({"debut_le": None}, "civile")
    assert (fin_de_l_annee(une), annee_suivante_le(une)) == (None, None)


def prise(jour: datetime) -> Ligne:
    """A marché is taken over that day; it stood in its state since long."""
    at = datetime(2021, 1, 4, 9, tzinfo=UTC)
    return Ligne(
        seq=1, evenement=OUVRIR, de="", vers="notifie", role="facilitateur", at=at, recorded_at=jour
    )


@pytest.mark.parametrize(
    ("pris_le", "debut", "premiere"),
    [
        (datetime(2024, 12, 1, 9, tzinfo=UTC), date(2024, 7, 31), True),
        (datetime(2025, 7, 30, 21, tzinfo=UTC), date(2024, 7, 31), True),
        (datetime(2025, 7, 30, 23, tzinfo=UTC), date(2025, 7, 31), False),
        (datetime(2027, 1, 5, 9, tzinfo=UTC), date(2026, 7, 31), False),
    ],
)
def test_a_marche_taken_over_stands_in_a_year(
    pris_le: datetime, debut: date, premiere: bool
) -> None:
    une = vue({"date_notification": date(2024, 7, 31)}, "convention", prise(pris_le))
    assert (annee_en_cours_du_marche_le(une), premiere_annee_du_marche(une)) == (debut, premiere)


def test_a_marche_that_is_not_notified_has_no_year() -> None:
    assert annee_en_cours_du_marche_le(vue({"date_notification": None})) is None
    assert annee_en_cours_du_marche_le(vue({"date_notification": date(2024, 7, 31)})) is None


@pytest.mark.parametrize(
    ("donnees", "fin"),
    [
        ({"date_notification": date(2025, 2, 28), "duree_mois": 12}, date(2026, 2, 27)),
        (
            {"date_notification": date(2025, 2, 28), "fin_prevue_le": date(2026, 6, 30)},
            date(2026, 6, 30),
        ),
        ({"date_notification": date(2025, 2, 28)}, None),
        ({"duree_mois": 12}, None),
    ],
)
def test_a_marche_ends_on_the_day_that_was_said_or_after_its_months(
    donnees: dict[str, Any], fin: date | None
) -> None:
    assert fin_du_marche_le(vue(donnees)) == fin
    inconnue = None if fin else donnees.get("date_notification")
    assert fin_inconnue_depuis(vue(donnees)) == inconnue


@pytest.mark.parametrize(("fin", "des"), [(date(2026, 7, 24), date(2026, 1, 23)), (None, None)])
def test_a_term_is_prepared_from_its_first_reminder(fin: date | None, des: date | None) -> None:
    """The 24th of January is a Saturday: the reminder leaves on the eve."""
    une = replace(vue({"fin_le": fin}), parametres={"premier_rappel_du_terme": "6 mois"})
    assert terme_a_preparer_le(une) == des


def avec_reunions(donnees: dict[str, Any], **etats: str) -> VueFaits:
    """A year with these meetings, kind → state."""
    liens = tuple(
        Lien(numero=genre, machine="reunion", etat=etat, final=False, cle=genre)
        for genre, etat in etats.items()
    )
    return replace(vue(donnees), liens={"reunions": liens})


@pytest.mark.parametrize(
    ("etats", "reste"),
    [
        ({}, 1),
        ({"annuelle": "a_convoquer"}, 1),
        ({"annuelle": "convoquee"}, 1),
        ({"annuelle": "annulee"}, 1),
        ({"pilotage": "tenue"}, 1),
        ({"annuelle": "tenue"}, 0),
        ({"annuelle": "restituee"}, 0),
    ],
)
def test_a_year_of_partnership_owes_its_meeting_until_it_is_held(
    etats: dict[str, str], reste: int
) -> None:
    assert reunions_attendues(avec_reunions({}, **etats)) == reste


@pytest.mark.parametrize(
    ("premiere", "etats", "reste"),
    [
        (True, {}, 3),
        (False, {}, 2),
        (True, {"collective_demarrage": "restituee"}, 2),
        (False, {"collective_demarrage": "restituee"}, 2),
        (False, {"individuelle_annuelle": "annulee", "collective_fin_annee": "tenue"}, 1),
        (False, {"individuelle_annuelle": "tenue", "collective_fin_annee": "tenue"}, 0),
    ],
)
def test_a_year_of_a_reserved_marche_owes_two_meetings_and_a_start(
    premiere: bool, etats: dict[str, str], reste: int
) -> None:
    assert reunions_d_insertion_attendues(avec_reunions({"premiere": premiere}, **etats)) == reste


@pytest.mark.parametrize(
    ("etats", "reste"),
    [([], 1), (["a_produire"], 1), (["abandonne"], 1), (["transmis"], 0), (["restitue"], 0)],
)
def test_a_year_owes_its_bilan_until_one_is_transmitted(etats: list[str], reste: int) -> None:
    """A bilan that nobody opened, or that a version of old abandoned, is still owed."""
    liens = tuple(Lien(numero=un, machine="bilan", etat=un, final=False) for un in etats)
    assert bilans_attendus(replace(vue({}), liens={"bilans": liens})) == reste
