"""``jalon ouvrir`` as it is typed: what it answers, and what it refuses with its mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.jalon.ligne import Ligne
from tests.portfolio import MAR, REL1

DEVIS = ("--dans", MAR, "--by", "fac", "--set", "montant=1000", "--set", "objet_du_devis=Suivi")


def dossiers(jalon: Ligne) -> list[str]:
    return [un["numero"] for un in jalon.json("dossiers")]


def test_a_dossier_is_opened_under_another(jalon: Ligne) -> None:
    dite = jalon.json("ouvrir", "devis", *DEVIS)
    assert list(dite) == [
        *("dossier", "machine", "etat", "sujet", "courriels", "taches", "echeances", "suites"),
    ]
    assert (dite["dossier"], dite["etat"]) == ("DEV-2025-00001", "brouillon")
    ouvert = jalon.json("dossier", "DEV-2025-00001")
    assert ouvert["donnees"]["montant"] == "1000.00"
    assert ouvert["facilitateur"] == "fac"


def test_it_reads_for_people(jalon: Ligne) -> None:
    lignes = jalon.dire("ouvrir", "devis", *DEVIS).stdout.replace("\u00a0", " ").splitlines()
    assert lignes[0].startswith("Ouvert : DEV-2025-00001, Suivi — ")
    assert lignes[0].endswith("(« À envoyer »).")
    assert any(une.startswith("  À faire : ") for une in lignes)
    assert any(une.startswith("  Échéance : ") for une in lignes)


def test_a_root_is_opened_under_a_convention(jalon: Ligne) -> None:
    options = ("--convention", "OULLINS-2022", "--by", "fac")
    dite = jalon.json("ouvrir", "marche", *options, "--set", "objet=Gymnase")
    assert (dite["dossier"], dite["sujet"]) == ("MAR-2025-00002", "Gymnase")
    assert jalon.json("ouvrir", "convention", *options)["etat"] == "a_cadrer"
    refus = jalon.dire("ouvrir", "convention", *options, "--json")
    assert refus.code == 3
    assert [une["garde"] for une in refus.json["conditions"]] == ["unique"]


def test_the_same_key_opens_once(jalon: Ligne) -> None:
    premier = jalon.json("ouvrir", "devis", *DEVIS, "--key", "k1")
    assert jalon.json("ouvrir", "devis", *DEVIS, "--key", "k1") == {**premier, "deja_fait": True}
    dit = jalon.dire("ouvrir", "devis", *DEVIS, "--key", "k1")
    assert dit.stdout.startswith("Déjà enregistré")
    assert dossiers(jalon).count("DEV-2025-00001") == 1


def test_who_may_not_open_is_told_who_may(jalon: Ligne) -> None:
    dit = jalon.dire("ouvrir", "devis", "--dans", MAR, "--by", "presc", "--json")
    assert dit.code == 3
    assert dit.json["refuse"] is True
    assert dit.json["conditions"][0]["garde"] == "role"
    phrase = dit.json["conditions"][0]["phrase"].replace("\u00a0", " ")
    assert phrase == (
        "Ouvrir « Devis » revient à la personne facilitatrice de la structure, "
        "à la personne responsable de la structure ou à la comptabilité de la structure "
        "(et non à « presc »)."
    )
    assert jalon.dire("ouvrir", "facture", "--dans", MAR, "--by", "fac").code == 3
    assert dossiers(jalon) == [MAR, *(f"REL-2025-0000{rang}" for rang in (1, 2, 3))]


@pytest.mark.parametrize(
    ("arguments", "code", "champ", "dit"),
    [
        (("zut", "--dans", MAR), "introuvable", "machine", "n’est pas un genre de dossier"),
        (("devis",), "valeur", "dans", "s’ouvre dans un autre dossier"),
        (("devis", "--dans", REL1), "valeur", "dans", "ne s’ouvre pas dans REL-2025-00001"),
        (("devis", "--dans", "DEV-1"), "introuvable", "dossier", "DEV-1"),
        (("marche",), "introuvable", "convention", "dites laquelle"),
        (("marche", "--convention", "ZUT"), "introuvable", "convention", "ZUT"),
        (("devis", "--dans", MAR), "valeur", "montant", "montant"),
        (("devis", "--dans", MAR, "--set", "montant=cent"), "valeur", "montant", "cent"),
        (("devis", "--dans", MAR, "--set", "zut=1"), "valeur", "zut", "champ d’ouverture"),
        (("devis", "--dans", MAR, "--set", "zut"), "valeur", "--set", "ne se lit pas"),
        (("devis", "--dans", MAR, "--at", "midi"), "valeur", "--at", "midi"),
        (("devis", "--dans", MAR, "--at", "2030-01-01"), "interdit", "at", "dans l’avenir"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_opens(
    jalon: Ligne, arguments: tuple[str, ...], code: str, champ: str, dit: str
) -> None:
    avant = dossiers(jalon)
    erreur = jalon.refus("ouvrir", *arguments, "--by", "fac")
    assert (erreur["code"], erreur["champ"]) == (code, champ)
    assert dit in erreur["message"]
    assert erreur["remede"]
    assert dossiers(jalon) == avant


def test_who_opens_must_be_named_and_a_file_must_be_there(jalon: Ligne) -> None:
    assert jalon.refus("ouvrir", "devis", "--dans", MAR)["champ"] == "by"
    assert jalon.refus("ouvrir", "devis", "--dans", MAR, "--by", "zut")["champ"] == "by"
    options = ("--by", "fac", "--set", "montant=@absent.pdf")
    erreur = jalon.refus("ouvrir", "devis", "--dans", MAR, *options)
    assert (erreur["code"], erreur["champ"]) == ("valeur", "montant")
    Path("absent.pdf").write_bytes(b"%PDF-1.7")
    assert jalon.refus("ouvrir", "devis", "--dans", MAR, *options)["champ"] == "montant"
