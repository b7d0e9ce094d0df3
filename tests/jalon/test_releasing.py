"""liberer and modifier: a held mail is read, put right, let go; each refusal names its mend."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.jalon.ligne import Ligne
from tests.portfolio import REL1


@pytest.fixture
def retenu(jalon: Ligne) -> int:
    """Number of a mail to the referent that waits for a click, its back from an outage."""
    for moyen in ("courriel", "telephone", "telephone"):
        jalon.fire(
            REL1,
            "consigner_contact",
            date="2025-03-03",
            moyen=moyen,
            sens="sortant",
            resultat="pas_de_reponse",
        )
    jalon.fire(REL1, "signaler_difficulte", motif="silence")
    jalon.fire(REL1, "proposer_courrier")
    with sqlite3.connect("jalon.db") as base:
        base.execute("UPDATE outbox SET statut = 'retenu', erreur = 'retour_de_panne'")
        [numero] = base.execute("SELECT id FROM outbox").fetchone()
    return int(numero)


def version(jalon: Ligne, courriel: int) -> Any:
    return jalon.json("courriel", courriel)


def test_a_held_mail_leaves_after_the_click_only(jalon: Ligne, retenu: int) -> None:
    assert jalon.json("deliver")["envoyes"] == 0

    [dite] = jalon.json("liberer", retenu, "--by", "fac")

    assert (dite["courriel"], dite["avant"], dite["statut"]) == (retenu, "retenu", "pret")
    assert jalon.json("deliver")["envoyes"] == 1
    assert "courriel_libere" in [une["evenement"] for une in jalon.json("journal", REL1)]
    encore = jalon.refus("liberer", retenu, "--by", "fac")
    assert encore["champ"] == "courriel"


def test_a_mail_is_kept_back_and_put_back(jalon: Ligne, retenu: int) -> None:
    dit = jalon.dire("ecarter", retenu, "--motif", "vu ensemble", "--by", "fac").stdout
    assert f"Courriel {retenu} : écarté, non envoyé" in dit.replace("\u00a0", " ")
    assert jalon.json("liberer", "--retour-de-panne", "--by", "fac") == []
    assert jalon.json("ecarter", retenu, "--remettre", "--by", "fac")["statut"] == "retenu"
    for options in ((), ("--motif", "x", "--remettre")):
        assert jalon.refus("ecarter", retenu, *options, "--by", "fac")["champ"] == "motif"


def test_all_that_an_outage_holds_leaves_at_once(jalon: Ligne, retenu: int) -> None:
    dites = jalon.json("liberer", "--retour-de-panne", "--by", "fac")

    assert [une["courriel"] for une in dites] == [retenu]
    assert jalon.json("liberer", "--retour-de-panne", "--by", "fac") == []
    assert jalon.json("deliver")["envoyes"] == 1


def test_people_read_what_was_let_go(jalon: Ligne, retenu: int) -> None:
    dit = jalon.dire("liberer", retenu, "--by", "fac").stdout.replace("\u00a0", " ")
    assert dit.startswith(f"Courriel {retenu} prêt à partir, à ")
    dit = jalon.dire("liberer", "--retour-de-panne", "--by", "fac").stdout
    assert dit == "Aucun courriel n’attendait.\n"


@pytest.mark.parametrize(
    ("arguments", "champ"),
    [
        (("--by", "fac"), "courriel"),
        (("1", "--retour-de-panne", "--by", "fac"), "courriel"),
        (("zéro", "--by", "fac"), "courriel"),
        (("999", "--by", "fac"), "courriel"),
        (("1", "--by", "personne"), "by"),
        (("1", "--by", "ref"), "by"),
    ],
)
def test_a_refused_click_says_why(
    jalon: Ligne, retenu: int, arguments: tuple[str, ...], champ: str
) -> None:
    erreur = jalon.refus("liberer", *arguments)
    assert erreur["champ"] == champ
    assert erreur["remede"]
    assert version(jalon, retenu)["statut"] == "retenu"


def test_a_mail_is_put_right_before_it_leaves_and_both_versions_stay(
    jalon: Ligne, retenu: int
) -> None:
    Path("texte.txt").write_text("Bonjour,\n\nVoici le bon texte.\n", "utf-8")

    dite = jalon.json(
        "modifier", retenu, "--sujet", "Le bon objet", "--texte", "texte.txt", "--by", "fac"
    )

    assert (dite["courriel"], dite["sujet"], dite["statut"]) == (retenu, "Le bon objet", "retenu")
    assert dite["origine"] != dite["contenu"]
    lu = version(jalon, retenu)
    assert (lu["sujet"], lu["texte"]) == ("Le bon objet", "Bonjour,\n\nVoici le bon texte.\n")
    with sqlite3.connect("jalon.db") as base:
        gardes = base.execute(
            "SELECT count(*) FROM contenu WHERE empreinte IN (?, ?) AND corps IS NOT NULL",
            (dite["origine"], dite["contenu"]),
        ).fetchone()
    assert gardes == (2,)
    jalon.json("liberer", retenu, "--by", "fac")
    assert jalon.json("deliver")["envoyes"] == 1
    evenements = [une["evenement"] for une in jalon.json("journal", REL1)]
    assert evenements[-3:] == ["courriel_modifie", "courriel_libere", "courriel_envoye"]


def test_a_correction_without_words_is_refused(jalon: Ligne, retenu: int) -> None:
    Path("vide.txt").write_text("  \n", "utf-8")
    Path("octets.txt").write_bytes(b"\xff\xfe\xfa")
    avant = version(jalon, retenu)

    assert jalon.refus("modifier", retenu, "--by", "fac")["champ"] == "courriel"
    assert jalon.refus("modifier", retenu, "--sujet", " ", "--by", "fac")["champ"] == "sujet"
    texte = ("modifier", retenu, "--by", "fac", "--texte")
    assert jalon.refus(*texte, "vide.txt")["champ"] == "texte"
    assert jalon.refus(*texte, "octets.txt")["champ"] == "texte"
    assert jalon.refus(*texte, "absent.txt", code=1)["code"] == "fichier"
    assert version(jalon, retenu) == avant


def test_people_read_that_a_corrected_mail_still_waits(jalon: Ligne, retenu: int) -> None:
    dit = jalon.dire("modifier", retenu, "--sujet", "Le bon objet", "--by", "fac").stdout
    assert f"jalon liberer {retenu}" in dit
    assert "à valider" in dit
