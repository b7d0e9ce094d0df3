"""``jalon absence``: declared, listed, ended; what cannot be is refused with its mend."""

from __future__ import annotations

import pytest

from tests.jalon.ligne import Ligne
from tests.portfolio import REL2

ABSENCE = ("fac", "--delegue", "fac2", "--du", "2025-03-10", "--au", "21/03/2025")


@pytest.fixture
def deux(jalon: Ligne) -> Ligne:
    """A second facilitateur."""
    jalon.json("compte", "ajouter", "fac2", "--nom", "Leïla Sorin", "--role", "facilitateur")
    return jalon


def test_an_absence_shows_what_falls_in_it(deux: Ligne) -> None:
    dite = deux.json("absence", "ajouter", *ABSENCE)
    assert list(dite) == ["compte", "delegue", "du", "au", "tombe_dedans"]
    assert (dite["du"], dite["au"]) == ("2025-03-10", "2025-03-21")
    assert REL2 in {une["dossier"] for une in dite["tombe_dedans"]}
    assert {cle for une in dite["tombe_dedans"] for cle in une} == {
        *("le", "dossier", "sujet", "quoi"),
    }
    (lue,) = deux.json("absence", "lister")
    assert (lue["compte"], lue["delegue"], lue["en_cours"]) == ("fac", "Leïla Sorin", False)


def test_it_reads_for_people(deux: Ligne) -> None:
    assert deux.dire("absence", "lister").stdout == "Aucune absence en cours ou à venir.\n"
    dit = deux.dire("absence", "ajouter", *ABSENCE).stdout.replace("\u00a0", " ")
    assert dit.startswith("« fac » est absent·e du ")
    assert "« fac2 » reçoit ses tâches et ses courriels." in " ".join(dit.split())
    assert "Ce qui y tombe" in dit
    liste = deux.dire("absence", "lister").stdout.replace("\u00a0", " ")
    assert liste.startswith("Camille Daubrac : du ")
    assert "remplacé·e par Leïla Sorin." in liste


def test_the_desk_goes_to_the_delegate_and_comes_back(deux: Ligne) -> None:
    deux.json("absence", "ajouter", *ABSENCE)
    siennes = [une["id"] for une in deux.json("taches", "--compte", "fac")]
    assert siennes
    deux.maintenant = "2025-03-12T09:30+01:00"
    assert [une["id"] for une in deux.json("taches", "--compte", "fac2")] == siennes
    assert deux.json("taches", "--compte", "fac") == []
    dit = " ".join(deux.dire("dossier", REL2).stdout.split())
    assert "Camille Daubrac, remplacé·e par Leïla Sorin" in dit
    assert "Camille Daubrac, remplacé·e" in deux.dire("taches").stdout
    dit = deux.dire("absence", "finir", "fac")
    assert dit.stdout.replace("\u00a0", " ") == "« fac » est de retour.\n"
    assert [une["id"] for une in deux.json("taches", "--compte", "fac")] == siennes
    assert deux.json("absence", "lister") == []


@pytest.mark.parametrize(
    ("options", "code", "champ", "dit"),
    [
        (("fac", "fac", "2025-03-10", "2025-03-21"), "interdit", "delegue", "elle-même"),
        (("fac", "compta", "2025-03-10", "2025-03-21"), "interdit", "delegue", "facilitateur·rice"),
        (("fac", "zut", "2025-03-10", "2025-03-21"), "introuvable", "delegue", "zut"),
        (("zut", "fac2", "2025-03-10", "2025-03-21"), "introuvable", "compte", "zut"),
        (("fac", "fac2", "demain", "2025-03-21"), "valeur", "--du", "demain"),
        (("fac", "fac2", "2025-03-10", "31/02/2025"), "valeur", "--au", "31/02/2025"),
        (("fac", "fac2", "2025-03-10", "2025-03-09"), "valeur", "au", "avant de commencer"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_declared(
    deux: Ligne, options: tuple[str, ...], code: str, champ: str, dit: str
) -> None:
    absent, delegue, du, au = options
    suite = ("--delegue", delegue, "--du", du, "--au", au)
    erreur = deux.refus("absence", "ajouter", absent, *suite)
    assert (erreur["code"], erreur["champ"]) == (code, champ)
    assert dit in erreur["message"]
    assert erreur["remede"]
    assert deux.json("absence", "lister") == []


def test_somebody_is_away_without_a_delegate(deux: Ligne) -> None:
    dite = deux.dire("absence", "ajouter", "fac", "--du", "2025-03-10", "--au", "2025-03-21")
    assert "personne ne la remplace" in dite.stdout.replace("\u00a0", " ")
    assert "sans remplaçant·e" in deux.dire("absence", "lister").stdout
    assert deux.json("absence", "lister")[0]["delegue"] is None


def test_nobody_comes_back_who_was_not_away(deux: Ligne) -> None:
    erreur = deux.refus("absence", "finir", "fac")
    assert (erreur["code"], erreur["champ"]) == ("introuvable", "compte")
    assert "n’a pas d’absence" in erreur["message"]
    assert deux.refus("absence", "finir", "zut")["champ"] == "compte"
