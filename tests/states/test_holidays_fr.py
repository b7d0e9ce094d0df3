"""Public holidays against a published list, an independent computus and the decree's dates."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from states.holidays_fr import ferie, feries, libelle_de_zone, zones
from workflow.errors import ValeurInvalide

CSV = Path(__file__).parents[1] / "data" / "jours_feries_2022_2030.csv"
LIEU = {
    "metropole": "métropole",
    "alsace_moselle": "Alsace-Moselle",
    "guadeloupe": "Guadeloupe",
    "martinique": "Martinique",
    "guyane": "Guyane",
    "la_reunion": "La Réunion",
    "mayotte": "Mayotte",
}


def paques(annee: int) -> date:
    """Easter Sunday by Meeus, Astronomical Algorithms, chapter 8 (Gregorian)."""
    a, (b, c) = annee % 19, divmod(annee, 100)
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    n = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * n) // 451
    mois, jour = divmod(h + n - 7 * m + 114, 31)
    return date(annee, mois, jour + 1)


def lire_csv(zone: str, annee: int) -> dict[date, str]:
    with CSV.open(encoding="utf-8") as fichier:
        lignes = [
            ligne
            for ligne in csv.DictReader(fichier)
            if ligne["zone"] in {"metropole", zone} and ligne["date"].startswith(str(annee))
        ]
    return {date.fromisoformat(ligne["date"]): ligne["libelle"] for ligne in lignes}


def nom_du_csv(libelle: str) -> str:
    """Spelling of the list: typewriter apostrophe, any case."""
    return libelle.replace("’", "'").casefold()


@pytest.mark.parametrize("zone", ["metropole", "alsace_moselle"])
@pytest.mark.parametrize("annee", range(2022, 2031))
def test_holidays_equal_the_published_list(zone: str, annee: int) -> None:
    attendus = {jour: nom.casefold() for jour, nom in lire_csv(zone, annee).items()}

    assert {jour: nom_du_csv(nom) for jour, nom in feries(annee, zone).items()} == attendus


@pytest.mark.parametrize("annee", range(1950, 2101))
def test_movable_holidays_follow_an_independent_computus(annee: int) -> None:
    dimanche = paques(annee)
    attendus = {dimanche + timedelta(1): "lundi de Pâques", dimanche + timedelta(39): "Ascension"}
    if annee not in {2005, 2006, 2007}:
        attendus[dimanche + timedelta(50)] = "lundi de Pentecôte"

    trouves = {
        jour: nom
        for jour, noms in feries(annee).items()
        for nom in noms.split(" et ")
        if nom in {"lundi de Pâques", "Ascension", "lundi de Pentecôte"}
    }

    assert trouves == attendus


@pytest.mark.parametrize("annee", range(1950, 2101))
def test_fixed_holidays_stand_every_year(annee: int) -> None:
    fixes = {(1, 1), (1, 5), (14, 7), (15, 8), (1, 11), (11, 11), (25, 12)}
    if annee >= 1982 or 1953 <= annee <= 1959:
        fixes.add((8, 5))
    mobiles = {paques(annee) + timedelta(ecart) for ecart in (1, 39)}
    if annee not in {2005, 2006, 2007}:
        mobiles.add(paques(annee) + timedelta(50))

    assert set(feries(annee)) == {date(annee, mois, jour) for jour, mois in fixes} | mobiles


@pytest.mark.parametrize(
    ("zone", "jour"),
    [
        ("guadeloupe", date(2026, 5, 27)),
        ("martinique", date(2026, 5, 22)),
        ("guyane", date(2026, 6, 10)),
        ("la_reunion", date(2026, 12, 20)),
        ("mayotte", date(2026, 4, 27)),
    ],
)
def test_an_overseas_zone_adds_its_one_day(zone: str, jour: date) -> None:
    ajoutes = {j: nom for j, nom in feries(2026, zone).items() if j not in feries(2026)}

    assert ajoutes == {jour: "abolition de l’esclavage"}
    assert len(feries(2026, zone)) == 12


@pytest.mark.parametrize("annee", range(1950, 2101))
def test_alsace_moselle_adds_good_friday_and_saint_stephen(annee: int) -> None:
    ajoutes = {
        j: nom for j, nom in feries(annee, "alsace_moselle").items() if j not in feries(annee)
    }

    assert ajoutes == {
        paques(annee) - timedelta(2): "Vendredi saint",
        date(annee, 12, 26): "Saint-Étienne",
    }


@pytest.mark.parametrize(
    ("zone", "jour", "nom"),
    [
        ("metropole", date(2008, 5, 1), "Ascension et fête du Travail"),
        ("martinique", date(2051, 5, 22), "lundi de Pentecôte et abolition de l’esclavage"),
    ],
)
def test_two_holidays_on_one_day_keep_both_names(zone: str, jour: date, nom: str) -> None:
    assert ferie(jour, zone) == nom


def test_holidays_stand_in_order() -> None:
    assert list(feries(2026, "alsace_moselle")) == sorted(feries(2026, "alsace_moselle"))


def test_a_worked_day_has_no_holiday() -> None:
    assert ferie(date(2026, 11, 2)) is None


def test_holidays_of_a_year_are_computed_once_and_cannot_be_changed() -> None:
    assert feries(2031, "mayotte") is feries(2031, "mayotte")
    with pytest.raises(TypeError):
        feries(2031, "mayotte")[date(2031, 1, 2)] = "pont"  # type: ignore[index]  # meant to fail


def test_zones_are_named_for_people() -> None:
    assert {zone: libelle_de_zone(zone) for zone in zones()} == LIEU


@pytest.mark.parametrize("annee", [1949, 2101])
def test_a_year_out_of_range_is_refused(annee: int) -> None:
    with pytest.raises(ValeurInvalide) as refus:
        feries(annee)

    assert refus.value.champ == "date"
    assert refus.value.message == f"Les jours fériés de l’année {annee} ne sont pas connus."
    assert refus.value.remede == "Donnez une date entre 1950 et 2100."


def test_an_unknown_zone_is_refused_with_the_list() -> None:
    with pytest.raises(ValeurInvalide) as refus:
        feries(2026, "corse")

    assert refus.value.champ == "zone"
    assert refus.value.message == "La zone de jours fériés «\u00a0corse\u00a0» n’existe pas."
    assert refus.value.remede == (
        "Zones acceptées\u00a0: metropole, alsace_moselle, guadeloupe, martinique, guyane, "
        "la_reunion, mayotte."
    )
