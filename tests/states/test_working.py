"""The working of a deadline, sentence by sentence."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.calendars import Calendriers, HeuresDeBureau
from states.french import typographie
from workflow.values import Delai, Unite

S = "\u00a0"
LYON = Calendriers("metropole")
STRASBOURG = Calendriers("alsace_moselle")
FERMETURES = Calendriers(
    "metropole",
    HeuresDeBureau(
        jours=frozenset({1, 2, 3, 4}),
        fermetures=(
            (date(2026, 8, 3), date(2026, 8, 14)),
            date(2026, 5, 12),
            date(2026, 5, 18),
        ),
    ),
)
SEMAINE_PLEINE = Calendriers("metropole", HeuresDeBureau(jours=frozenset(range(1, 8))))


def premiere(temps: Calendriers, depart: date, delai: str, calendrier: str) -> str:
    """First sentence of the working of a deadline."""
    return temps.apres(depart, Delai.lire(delai), calendrier).calcul[0]


def test_the_whole_working_of_a_courrier() -> None:
    calcul = LYON.apres(date(2026, 10, 17), Delai.lire("15 j"), "delai_contractuel").calcul

    assert calcul == (
        (
            f"15 jours calendaires à compter du 17/10/2026{S}: 01/11 férié (Toussaint) "
            "→ reporté au lundi 02/11/2026"
        ),
        f"Dernier jour{S}: lundi 2 novembre 2026 à minuit (fin de la journée)",
        f"Vérification du courrier mardi 3 novembre 2026 à 9{S}h{S}; déclenchement à 14{S}h",
        (
            f"Délai contractuel (CCAG 2021, art. 3.2){S}: le jour du fait ne compte pas{S}; "
            f"jours fériés{S}: métropole"
        ),
    )


def test_the_whole_working_of_a_convention() -> None:
    calcul = LYON.apres(date(2022, 7, 25), Delai.lire("4 ans"), "duree").calcul

    assert calcul == (
        "4 ans à partir du 25/07/2022 inclus → vendredi 24/07/2026",
        f"Dernier jour{S}: vendredi 24 juillet 2026 à minuit (fin de la journée)",
        f"Bureau ouvert ensuite lundi 27 juillet 2026 à 9{S}h{S}; déclenchement à 14{S}h",
        (
            f"Durée{S}: le premier jour compte, le dernier n’est jamais reporté{S}; "
            f"jours fériés{S}: métropole"
        ),
    )


def test_the_whole_working_of_a_preavis() -> None:
    calcul = STRASBOURG.apres(date(2025, 11, 30), Delai.lire("3 mois"), "preavis").calcul

    assert calcul == (
        (
            f"3 mois à compter du 30/11/2025, sans compter ce jour{S}: pas de 30 en février "
            "→ samedi 28/02/2026"
        ),
        f"Dernier jour{S}: samedi 28 février 2026 à minuit (fin de la journée)",
        f"Bureau ouvert ensuite lundi 2 mars 2026 à 9{S}h{S}; déclenchement à 14{S}h",
        (
            f"Préavis ou délai de paiement{S}: le jour de réception ne compte pas, "
            f"le dernier n’est jamais reporté{S}; jours fériés{S}: Alsace-Moselle"
        ),
    )


def test_the_whole_working_of_a_count_back() -> None:
    calcul = LYON.avant(date(2026, 4, 15), Delai.lire("10 j"), "delai_contractuel").calcul

    assert calcul == (
        (
            f"10 jours calendaires avant le 15/04/2026{S}: 05/04 dimanche, 04/04 samedi "
            "→ avancé au vendredi 03/04/2026"
        ),
        f"Déclenchement à l’ouverture du bureau, vendredi 3 avril 2026 à 9{S}h",
        (
            f"Compte à rebours{S}: jusqu’au jour de bureau précédent si le bureau est fermé{S}; "
            f"jours fériés{S}: métropole"
        ),
    )


@pytest.mark.parametrize(
    ("depart", "delai", "phrase"),
    [
        (
            *(date(2026, 4, 15), "15 j"),
            "15 jours calendaires à compter du 15/04/2026 → jeudi 30/04/2026",
        ),
        (
            *(date(2026, 4, 16), "15 j"),
            (
                f"15 jours calendaires à compter du 16/04/2026{S}: 01/05 férié (fête du Travail), "
                "02/05 samedi, 03/05 dimanche → reporté au lundi 04/05/2026"
            ),
        ),
        (
            *(date(2026, 5, 10), "15 j"),
            (
                f"15 jours calendaires à compter du 10/05/2026{S}: 25/05 férié "
                "(lundi de Pentecôte) → reporté au mardi 26/05/2026"
            ),
        ),
        (
            *(date(2026, 1, 31), "1 mois"),
            (
                f"1 mois à compter du 31/01/2026{S}: pas de 31 en février, 28/02 samedi, "
                "01/03 dimanche → reporté au lundi 02/03/2026"
            ),
        ),
        (
            *(date(2024, 1, 31), "1 mois"),
            f"1 mois à compter du 31/01/2024{S}: pas de 31 en février → jeudi 29/02/2024",
        ),
        (date(2026, 5, 6), "1 j", "1 jour calendaire à compter du 06/05/2026 → jeudi 07/05/2026"),
    ],
)
def test_working_of_a_delai(depart: date, delai: str, phrase: str) -> None:
    assert premiere(LYON, depart, delai, "delai_contractuel") == phrase


def test_working_names_every_step_of_a_long_roll() -> None:
    assert premiere(STRASBOURG, date(2026, 3, 19), "15 j", "delai_contractuel") == (
        f"15 jours calendaires à compter du 19/03/2026{S}: 03/04 férié (Vendredi saint), "
        "04/04 samedi, 05/04 dimanche, 06/04 férié (lundi de Pâques) "
        "→ reporté au mardi 07/04/2026"
    )


@pytest.mark.parametrize(
    ("delai", "duree"),
    [
        ("1 j", "1 jour calendaire"),
        ("2 j", "2 jours calendaires"),
        ("1 sem", "1 semaine"),
        ("2 sem", "2 semaines"),
        ("1 mois", "1 mois"),
        ("3 mois", "3 mois"),
        ("1 an", "1 an"),
        ("4 ans", "4 ans"),
        ("1 jo", "1 jour ouvré"),
        ("5 jo", "5 jours ouvrés"),
    ],
)
def test_a_delay_agrees_with_its_number(delai: str, duree: str) -> None:
    phrase = premiere(LYON, date(2026, 1, 5), delai, "bureau")

    assert phrase.split(" à compter")[0] == duree


@pytest.mark.parametrize(
    ("temps", "depart", "delai", "phrase"),
    [
        (
            *(LYON, date(2026, 5, 6), "5 jo"),
            (
                f"5 jours ouvrés à compter du 06/05/2026{S}: 08/05 férié (Victoire 1945), "
                "14/05 férié (Ascension), samedis et dimanches non comptés → vendredi 15/05/2026"
            ),
        ),
        (
            *(LYON, date(2026, 1, 5), "1 jo"),
            "1 jour ouvré à compter du 05/01/2026 → mardi 06/01/2026",
        ),
        (
            *(LYON, date(2026, 5, 8), "0 jo"),
            (
                f"Le 08/05/2026 même{S}: 08/05 férié (Victoire 1945), "
                "09/05 samedi, 10/05 dimanche → reporté au lundi 11/05/2026"
            ),
        ),
        (
            *(FERMETURES, date(2026, 5, 11), "4 jo"),
            (
                f"4 jours ouvrés à compter du 11/05/2026{S}: 12/05 fermeture du bureau, "
                "14/05 férié (Ascension), 18/05 fermeture du bureau, "
                "vendredis, samedis et dimanches non comptés → jeudi 21/05/2026"
            ),
        ),
        (
            *(FERMETURES, date(2026, 7, 30), "1 jo"),
            (
                f"1 jour ouvré à compter du 30/07/2026{S}: du 03/08 au 14/08 fermeture du bureau, "
                "15/08 férié (Assomption), vendredis, samedis et dimanches non comptés "
                "→ lundi 17/08/2026"
            ),
        ),
        (
            *(FERMETURES, date(2026, 7, 28), "1 sem"),
            (
                f"1 semaine à compter du 28/07/2026{S}: du 04/08 au 14/08 fermeture du bureau, "
                "15/08 férié (Assomption), 16/08 dimanche → reporté au lundi 17/08/2026"
            ),
        ),
        (
            *(SEMAINE_PLEINE, date(2026, 5, 6), "2 jo"),
            (
                f"2 jours ouvrés à compter du 06/05/2026{S}: 08/05 férié (Victoire 1945) "
                "→ samedi 09/05/2026"
            ),
        ),
    ],
)
def test_working_of_the_office(temps: Calendriers, depart: date, delai: str, phrase: str) -> None:
    assert premiere(temps, depart, delai, "bureau") == phrase


def test_closing_days_told_backwards_stand_in_order() -> None:
    assert FERMETURES.avant(date(2026, 8, 17), Delai.lire("3 j"), "bureau").calcul[0] == (
        f"3 jours calendaires avant le 17/08/2026{S}: du 03/08 au 14/08 fermeture du bureau, "
        "02/08 dimanche, 01/08 samedi, 31/07 vendredi → avancé au jeudi 30/07/2026"
    )


@given(
    st.dates(date(1992, 1, 1), date(2058, 12, 31)),
    st.builds(Delai, st.integers(1, 40), st.sampled_from(sorted(Unite))),
)
def test_every_working_is_typeset(jour: date, delai: Delai) -> None:
    for phrase in (
        *LYON.apres(jour, delai, "bureau").calcul,
        *LYON.avant(jour, delai, "bureau").calcul,
    ):
        assert typographie(phrase) == phrase


def test_a_hold_is_told_between_the_true_anchor_and_the_new_end() -> None:
    pauses = ((date(2025, 3, 10), date(2025, 3, 17)), (date(2025, 3, 20), date(2025, 3, 21)))
    deux = LYON.apres(date(2025, 3, 3), Delai.lire("15 j"), "delai_contractuel", pauses)
    assert deux.dernier_jour == date(2025, 3, 26)
    assert deux.calcul[0] == (
        "15 jours calendaires à compter du 03/03/2025\u00a0: "
        "7 jours écoulés avant la pause du 10/03/2025 au 17/03/2025 (7 jours), "
        "10 jours écoulés avant la pause du 20/03/2025 au 21/03/2025 (1 jour) "
        "→ mercredi 26/03/2025"
    )


def test_a_hold_on_the_day_that_the_end_rolled_to_counts_no_day_twice() -> None:
    pauses = ((date(2025, 4, 17), date(2025, 4, 18)), (date(2025, 4, 28), date(2025, 4, 30)))
    fin = LYON.apres(date(2025, 4, 10), Delai.lire("15 j"), "delai_contractuel", pauses)
    assert fin.dernier_jour == date(2025, 4, 30)
    assert fin.calcul[0] == (
        "15 jours calendaires à compter du 10/04/2025\u00a0: "
        "7 jours écoulés avant la pause du 17/04/2025 au 18/04/2025 (1 jour), "
        "26/04 samedi, 27/04 dimanche, fin reportée au 28/04/2025, "
        "15 jours écoulés avant la pause du 28/04/2025 au 30/04/2025 (2 jours) "
        "→ mercredi 30/04/2025"
    )


def test_two_holds_within_the_days_rolled_over_take_no_day_back() -> None:
    pauses = ((date(2025, 2, 9), date(2025, 2, 10)), (date(2025, 2, 9), date(2025, 2, 11)))
    fin = LYON.apres(date(2025, 1, 24), Delai.lire("15 j"), "delai_contractuel", pauses)
    assert fin.dernier_jour == date(2025, 2, 12)
    assert re.findall(r"(\d+) jours écoulés avant", fin.calcul[0]) == ["15", "15"]


def test_holds_that_overlap_give_no_day_back_twice() -> None:
    args = date(2025, 3, 3), Delai.lire("15 j"), "delai_contractuel"
    deux = ((date(2025, 3, 6), date(2025, 3, 10)), (date(2025, 3, 8), date(2025, 3, 12)))
    une = ((date(2025, 3, 6), date(2025, 3, 12)),)
    assert LYON.apres(*args, deux).dernier_jour == LYON.apres(*args, une).dernier_jour


@given(
    st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda un: (un[0], sum(un))),
        max_size=3,
    ),
)
def test_whatever_the_holds_no_more_days_elapse_than_the_delai_has(
    depart: date, decales: list[tuple[int, int]]
) -> None:
    pauses = tuple(
        (depart + timedelta(days=debut), depart + timedelta(days=fin)) for debut, fin in decales
    )
    fin = LYON.apres(depart, Delai.lire("15 j"), "delai_contractuel", pauses)
    ecoules = [int(un) for un in re.findall(r"(\d+) jours? écoulés? avant", fin.calcul[0])]
    assert ecoules == sorted(ecoules)
    assert all(0 <= un <= 15 for un in ecoules)
    assert (
        fin.dernier_jour >= LYON.apres(depart, Delai.lire("15 j"), "delai_contractuel").dernier_jour
    )


def test_office_days_go_on_from_the_resumption() -> None:
    pauses = ((date(2025, 3, 6), date(2025, 3, 11)),)  # three of five have passed on the 6th
    fin = LYON.apres(date(2025, 3, 3), Delai.lire("5 jo"), "bureau", pauses)
    assert fin.dernier_jour == date(2025, 3, 13)


def test_a_hold_after_the_end_gives_nothing_back() -> None:
    pauses = ((date(2025, 3, 19), date(2025, 3, 31)),)
    args = date(2025, 3, 3), Delai.lire("15 j"), "delai_contractuel"
    assert LYON.apres(*args, pauses) == LYON.apres(*args)


def test_what_waits_for_an_office_day_says_that_day() -> None:
    args = date(2025, 3, 3), Delai.lire("15 j"), "delai_contractuel"
    fin = LYON.apres(*args, pas_avant=date(2025, 3, 20))
    assert fin.dernier_jour == date(2025, 3, 18)
    assert fin.calcul[2].startswith("Vérification du courrier vendredi 21 mars 2025")


def test_a_hold_until_a_closed_day_ends_at_the_next_opening() -> None:
    fin = LYON.reprise(date(2025, 3, 15))
    assert (fin.dernier_jour, fin.declenche_le.isoformat()) == (
        date(2025, 3, 15),
        "2025-03-17T09:00:00+01:00",
    )
    assert fin.expire_le.isoformat() == "2025-03-16T00:00:00+01:00"


def test_another_zone_keeps_the_same_office() -> None:
    ailleurs = FERMETURES.dans("alsace_moselle")
    assert (ailleurs.zone, ailleurs.bureau) == ("alsace_moselle", FERMETURES.bureau)
    assert FERMETURES.dans(FERMETURES.zone) is FERMETURES


def test_what_ends_on_a_known_day_ends_that_very_day() -> None:
    compte, *_, regle = LYON.apres(date(2027, 12, 1), Delai.lire("0 j"), "preavis").calcul

    assert compte == "Le 01/12/2027 même → mercredi 01/12/2027"
    assert regle == f"Jour dit{S}: il n’est jamais reporté{S}; jours fériés{S}: métropole"


def test_what_begins_on_a_known_day_is_told_from_that_day_on() -> None:
    calcul = LYON.apres(date(2027, 12, 1), Delai.lire("0 j"), "jour_dit").calcul

    compte, des, bureau, regle = calcul
    assert (compte, des) == (
        "Le 01/12/2027 même → mercredi 01/12/2027",
        "Dès le mercredi 1er décembre 2027",
    )
    assert bureau.startswith("Bureau ouvert ce jour-là ou ensuite mercredi 1er décembre 2027 à")
    assert "le bureau agit dès ce jour, sans attendre qu’il soit passé" in regle
