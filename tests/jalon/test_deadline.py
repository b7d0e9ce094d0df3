"""``jalon deadline`` works without database nor settings."""

from __future__ import annotations

import pytest

from tests.jalon.ligne import Ligne


def test_deadline_gives_its_working(vierge: Ligne) -> None:
    dite = vierge.json("deadline", "--from", "2026-10-17", "--delay", "15 j")
    assert list(dite) == ["dernier_jour", "expire_le", "verification_le", "declenche_le", "calcul"]
    assert dite["dernier_jour"] == "2026-11-02"
    assert dite["expire_le"] == "2026-11-03T00:00:00+01:00"
    assert dite["declenche_le"] == "2026-11-03T14:00:00+01:00"
    assert "01/11 férié" in dite["calcul"][0]
    assert not list(vierge.dossier.iterdir())


def test_deadline_reads_for_people(vierge: Ligne) -> None:
    dit = vierge.dire("deadline", "--from", "17/10/2026", "--delay", "15 j")
    assert dit.stdout.splitlines()[1].replace("\u00a0", " ") == (
        "Dernier jour : lundi 2 novembre 2026 à minuit (fin de la journée)"
    )


def test_office_days_choose_the_office_calendar(vierge: Ligne) -> None:
    dite = vierge.json("deadline", "--from", "2027-04-30", "--delay", "3 jo")
    assert dite["dernier_jour"] == "2027-05-05"


@pytest.mark.parametrize(
    ("options", "champ"),
    [
        (("--from", "hier", "--delay", "15 j"), "--from"),
        (("--from", "2026-W01-1", "--delay", "15 j"), "--from"),
        (("--from", "2026-10-17", "--delay", "٥ j"), "--delay"),
        (("--from", "2026-10-17", "--delay", "0 j"), "--delay"),
        (("--from", "2026-10-17", "--delay", "15"), "--delay"),
        (("--from", "2026-10-17", "--delay", "99999999 j"), "--delay"),
        (
            ("--from", "2026-10-17", "--delay", "5 jo", "--calendar", "delai_contractuel"),
            "--delay",
        ),
        (("--from", "2026-10-17", "--delay", "5 j", "--calendar", "lunaire"), "--calendar"),
        (("--from", "2026-10-17", "--delay", "5 j", "--zone", "bretagne"), "--zone"),
        (("--from", "1800-10-17", "--delay", "5 j"), "--from"),
    ],
)
def test_bad_value_names_its_field(vierge: Ligne, options: tuple[str, ...], champ: str) -> None:
    erreur = vierge.refus("deadline", *options)
    assert (erreur["code"], erreur["champ"]) == ("valeur", champ)
    assert erreur["message"].startswith(champ)
    assert erreur["remede"]
