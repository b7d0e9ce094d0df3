"""The years within which a date that somebody enters stays: declared once, or by its field."""

from __future__ import annotations

from datetime import date

import pytest

from tests.workflow.support import codes, definition, lire
from workflow.declared import Annees
from workflow.errors import ValeurInvalide
from workflow.fields import convertir_le
from workflow.process import Champ

SIMPLE = """
etats:
  a: {libelle: A, initial: oui, detenteur: agent, sans_echeance: x}
  b: {libelle: B, final: oui}
evenements:
  finir: {libelle: Finir, de: [a], vers: b, par: [agent]}
"""
GENERIQUES = "machine: generiques\n"


def champ(genre: str, annees: Annees | None = None) -> Champ:
    return Champ(nom="x", type=genre, libelle="X", saisi=True, annees=annees)


def test_a_date_that_is_entered_takes_the_years_of_all_or_its_own() -> None:
    champs = """contexte:
  le: {type: date, saisi: oui}
  ne_le: {type: date, saisi: oui, annees: {passees: 100, a_venir: 0}}
  nom: {type: texte, saisi: oui}
"""
    annees = "annees_des_dates: {passees: 15, a_venir: 10}\n"
    lue = definition(SIMPLE + champs, generiques=GENERIQUES + annees)
    assert {nom: lue.contexte[nom].annees for nom in ("le", "ne_le", "nom")} == {
        "le": Annees(passees=15, a_venir=10),
        "ne_le": Annees(passees=100, a_venir=0),
        "nom": None,
    }
    assert definition(SIMPLE + champs, generiques=GENERIQUES).contexte["le"].annees is None
    autre = "contexte:\n  nom: {type: texte, saisi: oui, annees: {passees: 1, a_venir: 1}}\n"
    assert [code for code, _ in codes(lire(SIMPLE + autre).fautes)] == ["champ"]


@pytest.mark.parametrize(
    ("annees", "fautes"),
    [("{passees: 30, a_venir: 30}", []), ("{passees: 31, a_venir: 0}", ["champ"])],
)
def test_the_years_of_every_date_stop_a_slip_of_the_keyboard(
    annees: str, fautes: list[str]
) -> None:
    generiques = f"{GENERIQUES}annees_des_dates: {annees}\n"
    assert [code for code, _ in codes(lire(SIMPLE, generiques=generiques).fautes)] == fautes


def test_a_date_far_from_the_day_it_is_entered_is_refused() -> None:
    borne = champ("date", Annees(passees=5, a_venir=0))
    jour = date(2026, 3, 1)
    for texte in ("2021-01-01", "2026-12-31"):
        assert convertir_le(borne, texte, jour) == date.fromisoformat(texte)
    for texte in ("2020-12-31", "01/01/2027", "9999-12-31"):
        with pytest.raises(ValeurInvalide, match="trop loin d’aujourd’hui") as refus:
            convertir_le(borne, texte, jour)
        assert refus.value.remede == "Écrivez une date des années 2021 à 2026."
    assert convertir_le(champ("date"), "0001-01-01", jour) == date(1, 1, 1)
    assert convertir_le(champ("entier"), "12", jour) == 12
