"""French wording: dates against Babel, numbers, and typography that is done once and for all."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from babel.dates import format_date
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from states.french import (
    INSECABLE,
    a_paris,
    date_avec_jour,
    date_courte,
    date_dite,
    date_longue,
    decimal,
    denombre,
    en_lettres,
    euros,
    heure,
    heures,
    jour_civil,
    nom_du_jour,
    nombre,
    pluriel,
    tenu_ensemble,
    typographie,
)

S = "\u00a0"


def test_a_date_in_full() -> None:
    assert date_longue(date(2026, 11, 2)) == "lundi 2 novembre 2026"
    assert date_longue(date(2026, 11, 1)) == "dimanche 1er novembre 2026"


def test_a_date_tells_its_year_when_it_is_not_this_one() -> None:
    assert date_dite(date(2026, 11, 1), date(2026, 1, 1)) == "dimanche 1er novembre"
    assert date_dite(date(2026, 11, 2), date(2025, 11, 2)) == "lundi 2 novembre 2026"


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)))
def test_dates_are_those_of_babel(jour: date) -> None:
    babel = format_date(jour, "full", locale="fr")

    assert date_longue(jour).replace(" 1er ", " 1 ") == babel.replace(" 1er ", " 1 ")
    assert date_courte(jour) == format_date(jour, "dd/MM/yyyy", locale="fr")


def test_a_date_with_its_weekday() -> None:
    assert date_avec_jour(date(2026, 11, 2)) == "lundi 02/11/2026"
    assert nom_du_jour(date(2026, 11, 7)) == "samedi"


def test_an_instant_is_told_in_paris() -> None:
    tard = datetime(2026, 6, 30, 22, 5, tzinfo=UTC)

    assert jour_civil(tard) == date(2026, 7, 1)
    assert a_paris(tard).isoformat() == "2026-07-01T00:05:00+02:00"
    assert date_longue(tard) == "mercredi 1er juillet 2026"
    assert date_courte(tard) == "01/07/2026"
    assert heure(tard) == f"0{S}h{S}05"


def test_an_instant_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="without an offset"):
        jour_civil(datetime(2026, 7, 1))  # noqa: DTZ001  # the very fault under test


@pytest.mark.parametrize(
    ("moment", "ecrit"),
    [
        (time(9), f"9{S}h"),
        (time(23, 41), f"23{S}h{S}41"),
        (time(9, 5), f"9{S}h{S}05"),
        (time(0), f"0{S}h"),
    ],
)
def test_hours_of_the_day(moment: time, ecrit: str) -> None:
    assert heure(moment) == ecrit


@pytest.mark.parametrize(
    ("montant", "ecrit"),
    [
        ("1250.5", f"1{S}250,50{S}€"),
        ("38600", f"38{S}600,00{S}€"),
        ("0.005", f"0,01{S}€"),
        ("-12", f"-12,00{S}€"),
        ("1234567.89", f"1{S}234{S}567,89{S}€"),
    ],
)
def test_amounts(montant: str, ecrit: str) -> None:
    assert euros(Decimal(montant)) == ecrit


@given(st.decimals(-(10**9), 10**9, places=2))
def test_amounts_are_those_of_babel(montant: Decimal) -> None:
    babel = format_currency(montant, "EUR", locale="fr").replace("\u202f", S)

    assert euros(montant).lstrip("-") == babel.lstrip("-")


@pytest.mark.parametrize(
    ("quantite", "ecrit"),
    [
        ("833", f"833{S}h"),
        ("640.00", f"640{S}h"),
        ("7.5", f"7,50{S}h"),
        ("1250.25", f"1{S}250,25{S}h"),
        ("0", f"0{S}h"),
    ],
)
def test_hours_of_work(quantite: str, ecrit: str) -> None:
    assert heures(Decimal(quantite)) == ecrit


def test_a_number_is_rounded_half_up() -> None:
    assert nombre(Decimal("12345.5")) == f"12{S}346"
    assert nombre(2) == "2"


@pytest.mark.parametrize(
    ("compte", "mot"),
    [(0, "jour"), (1, "jour"), (-1, "jour"), (2, "jours"), (-2, "jours"), (Decimal("1.5"), "jour")],
)
def test_a_word_agrees_with_its_number(compte: Decimal | int, mot: str) -> None:
    assert pluriel(compte, "jour") == mot


def test_invariable_and_irregular_plurals() -> None:
    assert pluriel(3, "mois") == "mois"
    assert pluriel(3, "prix") == "prix"
    assert pluriel(3, "nez") == "nez"
    assert pluriel(3, "travail", "travaux") == "travaux"


@pytest.mark.parametrize(
    ("compte", "dit"),
    [(0, "0 marché lu"), (1, "1 marché lu"), (2, "2 marchés lus"), (1200, f"1{S}200 marchés lus")],
)
def test_a_count_is_said_with_its_word(compte: int, dit: str) -> None:
    assert denombre(compte, "marché lu", "marchés lus") == dit


@pytest.mark.parametrize(
    ("compte", "dit"),
    [
        (0, "zéro"),
        (1, "un"),
        (2, "deux"),
        (16, "seize"),
        (17, "17"),
        (1200, f"1{S}200"),
        (-1, "-1"),
    ],
)
def test_a_sentence_that_begins_with_a_count_says_it_in_words(compte: int, dit: str) -> None:
    assert en_lettres(compte) == dit
    assert en_lettres(1, "une") == "une"


@pytest.mark.parametrize(
    ("brut", "pose"),
    [
        ("Rien à faire !", f"Rien à faire{S}!"),
        ("Vraiment?", f"Vraiment{S}?"),
        ("À vous  : oui ; non", f"À vous{S}: oui{S}; non"),
        ("Quoi\u202f?!", f"Quoi{S}?!"),
        ("le «courrier» reçu", f"le «{S}courrier{S}» reçu"),
        ("« a »", f"«{S}a{S}»"),
        ("l'entreprise d'Oullins", "l’entreprise d’Oullins"),
        ("aujourd&#39;hui", "aujourd’hui"),
        ("l'<b>alerte</b>", "l’<b>alerte</b>"),
        ("<b>Délai</b> : 15 j", f"<b>Délai</b>{S}: 15 j"),
        ("(oui): non", f"(oui){S}: non"),
        ("50 %; 30 €; [1];", f"50{S}%{S}; 30{S}€{S}; [1]{S};"),
        ("1 234 567,50 €, 9 h, 14\u202fh 30", f"1{S}234{S}567,50{S}€, 9{S}h, 14{S}h 30"),
        ("SIRET 130 003 544 000 33", f"SIRET 130{S}003{S}544{S}000 33"),
        ("Dit-il « quoi? »", f"Dit-il «{S}quoi{S}?{S}»"),
    ],
)
def test_typography_sets_spaces_and_apostrophes(brut: str, pose: str) -> None:
    assert typographie(brut) == pose


@pytest.mark.parametrize(
    "texte",
    [
        "à 12:30 précises",
        "voir https://jalon.fr/relations?etat=x;y&q=l'an#a:b",
        "écrire à mailto:clauses@mmie.fr?subject=a:b",
        "sur www.mmie.fr/a?b, ou clauses.d'ex@mmie.fr",
        "<a href=\"x?a=1;b\" title='l'an : oui'>lien</a>",
        "Fruits &amp; légumes &eacute;",
        "<style>p { color: red; }</style>",
        "ratio 1:2 et a:b",
        "5'10",
        "{% if compte > 6 %}",
        "2026 100 fois, 4 hommes, 1,5 200, +33 400",
        "ligne\n: seule",
        "",
    ],
)
def test_typography_leaves_addresses_hours_and_markup_alone(texte: str) -> None:
    assert typographie(texte) == texte


@given(st.text(alphabet="ab1 «»:;!?'’\u00a0\u202f<>&#39/@.\n", max_size=40))
def test_typography_done_twice_is_done_once(texte: str) -> None:
    assert typographie(typographie(texte)) == typographie(texte)


def test_markup_stays_markup() -> None:
    pose = typographie(Markup("<b>l&#39;an</b> !"))

    assert isinstance(pose, Markup)
    assert pose == f"<b>l’an</b>{S}!"


@pytest.mark.parametrize(
    ("valeur", "ecrit"),
    [("412000.00", "412 000"), ("1250.5", "1 250,50"), ("0.125", "0,125"), ("0", "0")],
)
def test_a_decimal_loses_nothing(valeur: str, ecrit: str) -> None:
    assert decimal(Decimal(valeur)) == ecrit.replace(" ", "\u00a0")


def test_a_number_and_its_unit_stay_on_one_line() -> None:
    dit = "M. Daubrac, Mme Orsel : 15 jours, 72 heures, 2 contacts, n° 3, le 3 mars 2025, 4 et 5"
    tenu = tenu_ensemble(dit)
    assert tenu.replace(INSECABLE, " ") == dit
    assert tenu.split(" ") == (
        "M.~Daubrac, Mme~Orsel : 15~jours, 72~heures, 2~contacts, n°~3, le 3 mars 2025, 4 et 5"
    ).replace("~", INSECABLE).split(" ")
    assert tenu_ensemble(tenu) == tenu
