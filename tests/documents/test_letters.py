"""The letters: approved text, sober words, and a page that needs no other file."""

from __future__ import annotations

import dataclasses
import os
import re
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError

from documents import dating
from documents.errors import DocumentInconnu
from documents.identities import imprimees
from documents.letters import DOCUMENTS, GABARITS, rendre_document, reprendre_document
from documents.slips import GABARIT as FEUILLET
from jalon.assembly import charger_machines
from states.dispositions import DISPOSITIONS
from states.french import delai_en_mots, heures_en_mots
from tests.notifications.contexts import contexte_plein, contexte_vide
from workflow.values import Delai

APPROUVE = Path(__file__).parent.parent / "approved" / "courrier_rappel.txt"
MACHINES = charger_machines().exiger()
LIBRE: dict[str, Any] = {
    "donnees": {"courrier_envoye_le": None, "numero": None},
    "parametres": {"delai_courrier": Delai.lire("15 j"), "depart_delai": "courrier_recu_le"},
}


def rendre(**plus: Any) -> str:
    contexte = dataclasses.replace(contexte_plein("liste_siae"), **{**LIBRE, **plus})
    return rendre_document("courrier_rappel", contexte).html


def lire(html: str) -> str:
    """The words of the page, one block a line."""
    corps = re.sub(r"\s*<br>\s*", "\n", html.partition("<body>")[2])
    blocs = re.sub(r"</(p|li|h1|address)>", "\n", re.sub(r"[ \n]+", " ", corps))
    texte = unescape(re.sub(r"<[^>]+>", "", blocs))
    return "\n".join(ligne.strip() for ligne in texte.splitlines() if ligne.strip()) + "\n"


def test_the_letter_reads_as_approved() -> None:
    vide = dataclasses.replace(contexte_vide("liste_siae"), **LIBRE)
    obtenu = "\n".join(
        f"{'=' * 20} {titre} {'=' * 20}\n{lire(html)}"
        for titre, html in (
            ("tout est connu", rendre()),
            ("le moins possible", rendre_document("courrier_rappel", vide).html),
        )
    )
    if os.environ.get("JALON_APPROUVER"):
        APPROUVE.write_text(obtenu, encoding="utf-8")

    assert obtenu == APPROUVE.read_text(encoding="utf-8")


def test_the_table_and_the_folders_answer_one_another() -> None:
    assert {chemin.name for chemin in GABARITS.iterdir()} == {*DOCUMENTS, FEUILLET}


def test_the_words_of_a_formal_letter() -> None:
    texte = lire(rendre())

    assert not re.search(r"[·!']|None|Veuillez", texte)
    assert "dans un délai de 15\u00a0jours à compter de la réception de ce courrier" in texte


def test_the_page_is_whole_and_titled() -> None:
    html = rendre()

    assert html.startswith("<!doctype html>")
    assert "<title>Courrier de rappel des obligations d’insertion, REL-2026-00042</title>" in html
    assert not re.search(r"https?:|url\(|src=|@import", html)


@pytest.mark.parametrize(
    ("depart", "mots"),
    [
        ("courrier_presente_le", "de la première présentation de ce courrier"),
        ("courrier_envoye_le", "de l’envoi de ce courrier"),
    ],
)
def test_the_delay_counts_from_what_the_agreement_says(depart: str, mots: str) -> None:
    html = rendre(parametres={"delai_courrier": "15 j", "depart_delai": depart})

    assert f"à compter {mots}" in html


def test_a_letter_is_a_project_until_its_acceptance_then_bears_the_day_it_leaves() -> None:
    """The same words throughout: only the date and the mention « projet » change."""
    base = contexte_plein("liste_siae")
    projet = rendre()
    assert "Projet de courrier" in lire(projet)
    assert "Le mardi 3 novembre 2026" not in lire(projet)
    assert dating.est_projet(projet)
    assert dating.au_jour(projet, date(2026, 11, 9)) == projet

    accepte = reprendre_document("courrier_a_envoyer", projet, base, {}).html
    assert "rojet d" not in lire(accepte)
    assert "Le mardi 3 novembre 2026" in lire(accepte)
    assert "Le lundi 9 novembre 2026" in lire(dating.au_jour(accepte, date(2026, 11, 9)))

    parti = reprendre_document("courrier_envoye", accepte, base, {}).html
    assert "Le jeudi 15 octobre 2026" in lire(parti)  # the day that was entered
    assert dating.au_jour(parti, date(2026, 11, 9)) == parti
    redate = lire(parti).replace("jeudi 15 octobre", "mardi 3 novembre")
    assert redate == lire(accepte)


def test_a_letter_that_came_back_is_dated_again() -> None:
    base = contexte_plein("liste_siae")
    parti = reprendre_document("courrier_envoye", rendre(), base, {}).html

    refait = reprendre_document("courrier_readresse", parti, base, imprimees(base)).html

    assert "Le mardi 3 novembre 2026" in lire(refait)
    projet = reprendre_document("courrier_readresse", rendre(), base, imprimees(base)).html
    assert dating.est_projet(projet)


def test_a_name_is_escaped() -> None:
    base = contexte_plein("liste_siae")
    assert base.entreprise is not None
    html = rendre(entreprise=dataclasses.replace(base.entreprise, nom="A <b> & fils"))

    assert "A &lt;b&gt; &amp; fils" in html
    assert "<b>" not in html


def test_an_unknown_document_is_refused() -> None:
    with pytest.raises(DocumentInconnu, match="« inconnu »"):
        rendre_document("inconnu", contexte_plein("liste_siae"))


def test_a_context_that_lacks_a_variable_is_refused() -> None:
    with pytest.raises(UndefinedError):
        rendre(parametres={})


@pytest.mark.parametrize(
    ("valeur", "mots"),
    [
        ("15 j", "15 jours"),
        ("1 j", "1 jour"),
        ("2 sem", "2 semaines"),
        ("5 jo", "5 jours ouvrés"),
        ("1 jo", "1 jour ouvré"),
        ("3 mois", "3 mois"),
        ("4 ans", "4 ans"),
    ],
)
def test_a_delay_keeps_its_unit(valeur: str, mots: str) -> None:
    assert delai_en_mots(valeur).replace("\u00a0", " ") == mots
    assert delai_en_mots(Delai.lire(valeur)) == delai_en_mots(valeur)


@pytest.mark.parametrize(
    ("valeur", "mots"), [(1, "1 heure"), (833, "833 heures"), (Decimal("7.5"), "7,50 heures")]
)
def test_hours_are_written_without_idle_decimals(valeur: Decimal | int, mots: str) -> None:
    assert heures_en_mots(valeur).replace("\u00a0", " ") == mots


@pytest.mark.parametrize(
    ("heures", "dites"),
    [
        ("commune", ", dues ensemble par les membres du groupement\u00a0;"),
        ("par_membre", ", réparties entre les membres du groupement\u00a0;"),
    ],
)
def test_the_letter_tells_how_a_groupement_owes_its_hours(heures: str, dites: str) -> None:
    marche = dataclasses.replace(contexte_plein("liste_siae").marche, heures_du_groupement=heures)

    assert f"de travail{dites}" in lire(rendre(marche=marche))


def test_the_letter_says_which_disposition_its_marche_bears() -> None:
    declares = set(MACHINES["marche"].contexte["type_disposition"].valeurs)
    assert set(DISPOSITIONS) == declares
    plein = contexte_plein("liste_siae").marche
    pages = {
        une: lire(rendre(marche=dataclasses.replace(plein, disposition=une)))
        for une in (*sorted(declares), None)
    }

    assert len(set(pages.values())) == len(pages)
    assert (
        "clause sociale d’insertion, qui est une condition de son exécution"
        in (pages["clause_execution"])
    )
    assert "est réservé aux structures d’insertion par l’activité" in pages["reserve_iae"]
    assert "clause sociale d’insertion" not in pages["reserve_iae"]
    assert "travailleur·se·s handicapé·e·s" in pages["reserve_handicap"]
    assert "est un marché d’insertion" in pages["marche_insertion"]
    assert "Ce marché comporte une disposition sociale. En le signant" in pages[None]
