"""Sentences: the names they cite, and how a value reads in French."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.workflow.support import FAITS, TEMPS, definition, le
from workflow.decision import Snapshot
from workflow.errors import ValeurInvalide, WorkflowError
from workflow.scope import en_francais, portee_de
from workflow.sentences import ModeleInvalide, noms_du_modele, sans_article
from workflow.values import Delai


@pytest.mark.parametrize(
    ("valeur", "texte"),
    [
        (None, "inconnu"),
        (True, "oui"),
        (False, "non"),
        (date(2026, 10, 1), "1er octobre 2026"),
        (date(2026, 8, 17), "17 août 2026"),
        (datetime(2026, 8, 17, 9, tzinfo=UTC), "17 août 2026"),
        (Decimal("12.50"), "12,50"),
        (Decimal("-38600.00"), "-38\u00a0600,00"),
        (0, "aucun"),
        (7, "7"),
        ("lettre", "lettre"),
        (Delai.lire("15 j"), "15 j"),
    ],
)
def test_a_value_reads_in_french(valeur: Any, texte: str) -> None:
    assert en_francais(valeur) == texte


def test_a_sentence_cites_plain_names() -> None:
    assert noms_du_modele("De {a} à {b} {{c}}.") == {"a", "b"}
    for modele in ("{", "{}", "{a.b}", "{a[0]}", "{a:>3}", "{a!r}", "{0}"):
        with pytest.raises(ModeleInvalide):
            noms_du_modele(modele)


@pytest.mark.parametrize(
    ("modele", "dite"),
    [
        ("validée le {a}, embauche le {b}.", "validée le {a}, embauche à une date inconnue."),
        ("L’envoi du {b}.", "L’envoi d’une date inconnue."),
        ("que depuis le {b} ; dès le {b}", "que depuis une date inconnue ; dès une date inconnue"),
        ("jusqu’au {b} (fin : {b})", "jusqu’à une date inconnue (fin : {b})"),
    ],
)
def test_no_article_stands_before_an_absent_date(modele: str, dite: str) -> None:
    assert sans_article(modele, {"b"}) == dite
    assert sans_article(modele, ()) == modele


def test_a_scope_is_that_of_its_dossier_unless_told_otherwise() -> None:
    lue = definition("""
contexte: {nom: {type: texte, saisi: oui}, le_jour: {type: date, saisi: oui}}
etats:
  a: {libelle: A, initial: oui, detenteur: agent, sans_echeance: x}
  b: {libelle: B, final: oui}
evenements: {finir: {libelle: F, de: [a], vers: b, par: [agent]}}
""")
    snapshot = Snapshot(numero="E-1", etat="a", donnees={"nom": "Un", "etat": "b"})
    portee = portee_de(lue, snapshot, FAITS, maintenant=le(2), temps=TEMPS)
    assert (portee["nom"], portee["etat"], portee["aujourd_hui"]) == ("Un", "a", date(2026, 1, 2))
    with pytest.raises(KeyError):
        portee["zut"]
    assert portee.phrase("Fini le {le_jour}, de {nom}.")[0] == "Fini à une date inconnue, de Un."
    autre = portee_de(lue, snapshot, FAITS, maintenant=le(2), temps=TEMPS, donnees={}, etat="b")
    assert (autre["nom"], autre["etat"]) == (None, "b")
    assert autre.phrase("{nom} ({etat}).", frozenset({"aujourd_hui"})) == (
        "inconnu (b).",
        {"aujourd_hui": date(2026, 1, 2), "etat": "b", "nom": None},
    )


def test_the_errors_of_the_engine_have_one_base() -> None:
    erreur = ValeurInvalide("x", "x : est vide.", "Donnez une valeur.")
    assert isinstance(erreur, WorkflowError)
    assert (erreur.champ, str(erreur), erreur.remede) == (
        "x",
        "x : est vide.",
        "Donnez une valeur.",
    )
