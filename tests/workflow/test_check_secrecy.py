"""jalon check: no sentence that is stored or printed says a personal value in clear."""

from __future__ import annotations

import pytest

from tests.workflow.support import VOCABULAIRE, lire
from workflow.check import controler
from workflow.check_secrecy import fautes_de_secret
from workflow.values import Fait

MACHINE = """contexte:
  nom: {type: texte, saisi: oui, personnel: oui}
  ville: {type: texte, saisi: oui}
  recu_le: {type: date, saisi: oui, invariant: "recu_le <= aujourd_hui", sinon: "À {ville}."}
gardes:
  connu: {si: "ville != vide", sinon: "Non, à {ville}."}
taches:
  voir: {libelle: "Voir {ville}", pour: agent}
etats:
  a: {libelle: A, initial: oui, detenteur: agent, sans_echeance: x}
  fin: {libelle: Fin, final: oui}
evenements:
  finir: {libelle: Finir, de: [a], vers: fin, par: [agent], gardes: [connu],
    saisies: {nom: facultatif, ville: facultatif, recu_le: facultatif}, effets: [tache: voir]}
"""
COMMUNS = """machine: generiques
contexte:
  texte: {type: texte, saisi: oui, personnel: oui}
taches:
  lire: {libelle: "Lire {nom}", pour: agent}
  relire: {libelle: "Relire {texte}", pour: agent}
"""


def _dites(texte: str, generiques: str = "") -> list[tuple[str, str]]:
    (definition,) = lire(texte, generiques=generiques).definitions.values()
    return [(une.ou, une.message) for une in fautes_de_secret(definition)]


def test_sentences_may_name_what_is_not_personal() -> None:
    assert _dites(MACHINE) == []


@pytest.mark.parametrize(
    ("avant", "ou"),
    [
        ("Voir {ville}", "taches.voir"),
        ("Non, à {ville}.", "gardes.connu"),
        ("À {ville}.", "contexte.recu_le"),
    ],
)
def test_a_sentence_that_names_a_personal_field_is_an_error(avant: str, ou: str) -> None:
    assert avant in MACHINE
    ((chemin, message),) = _dites(MACHINE.replace(avant, avant.replace("ville", "nom"), 1))
    assert chemin == ou
    assert message == (
        "La phrase cite « nom », qui est personnel [convention, article 3 ; RGPD] : elle s’écrit "
        "en clair, et d’autres la lisent. Retirez-le de la phrase."
    )


def test_a_shared_task_knows_the_shared_fields_alone() -> None:
    assert [ou for ou, _ in _dites(MACHINE, COMMUNS)] == ["taches.relire"]


def test_the_whole_check_says_it() -> None:
    machine = lire(MACHINE.replace("Voir {ville}", "Voir {nom}", 1)).definitions
    assert "phrase_personnelle" in {une.code for une in controler(machine, VOCABULAIRE)}


def test_a_reason_may_name_somebody() -> None:
    ((chemin, message),) = _dites(MACHINE.replace("Voir {ville}", "Voir {motif}", 1))
    assert (chemin, "« motif »" in message) == ("taches.voir", True)


def test_a_text_that_a_fact_makes_of_personal_values_is_personal() -> None:
    machine = MACHINE.replace(
        "  ville: {", "  initiales: {type: texte, fait: initiales}\n  ville: {"
    )
    machine = machine.replace("Voir {ville}", "Voir {initiales}")
    (definition,) = lire(machine).definitions.values()
    for personnel in (True, False):
        fait = Fait(nom="initiales", type="texte", lit=frozenset(), calcul=str, personnel=personnel)
        dites = list(fautes_de_secret(definition, faits={"initiales": fait}))
        assert [une.ou for une in dites] == (["taches.voir"] if personnel else [])


def test_a_personal_value_is_not_copied_where_others_read_it() -> None:
    pose = MACHINE.replace("effets: [tache: voir]", "effets: [tache: voir], pose: {ville: nom}")
    (definition,) = lire(pose).definitions.values()
    (dite,) = fautes_de_secret(definition)
    assert (dite.code, dite.ou) == ("copie_personnelle", "evenements.finir")
    assert "« nom » est personnel et serait recopié dans « ville »" in dite.message


def test_a_text_made_of_personal_values_is_not_copied_either() -> None:
    machine = MACHINE.replace(
        "contexte:\n", "contexte:\n  initiales: {type: texte, fait: initiales}\n"
    )
    pose = machine.replace(
        "effets: [tache: voir]", "effets: [tache: voir], pose: {ville: initiales}"
    )
    (definition,) = lire(pose).definitions.values()
    for personnel in (True, False):
        fait = Fait(nom="initiales", type="texte", lit=frozenset(), calcul=str, personnel=personnel)
        dites = list(fautes_de_secret(definition, faits={"initiales": fait}))
        assert [une.code for une in dites] == (["copie_personnelle"] if personnel else [])


@pytest.mark.parametrize("personnel", [True, False])
def test_a_text_made_of_personal_values_is_not_handed_on_either(*, personnel: bool) -> None:
    machine = MACHINE.replace(
        "contexte:\n", "contexte:\n  initiales: {type: texte, fait: initiales}\n"
    )
    machine = machine.replace(
        "effets: [tache: voir]",
        "effets: [emet: {evenement: finir, a: autres, avec: {ville: initiales}}]",
    )
    machine = machine.replace(
        "gardes:", "liens:\n  autres: {machine: essai, nombre: 0..n}\ngardes:", 1
    )
    definitions = lire(machine).definitions
    (definition,) = definitions.values()
    fait = Fait(nom="initiales", type="texte", lit=frozenset(), calcul=str, personnel=personnel)
    dites = list(fautes_de_secret(definition, definitions, {"initiales": fait}))
    assert [une.code for une in dites] == (["copie_personnelle"] if personnel else [])


@pytest.mark.parametrize(("vers", "tue"), [("ville", False), ("nom", True), ("motif", True)])
def test_a_personal_value_is_not_handed_on_in_clear(vers: str, tue: bool) -> None:  # a row
    emet = f"effets: [emet: {{evenement: finir, a: autres, avec: {{{vers}: nom}}}}]"
    machine = MACHINE.replace("effets: [tache: voir]", emet)
    machine = machine.replace(
        "gardes:", "liens:\n  autres: {machine: essai, nombre: 0..n}\ngardes:", 1
    )
    definitions = lire(machine).definitions
    (definition,) = definitions.values()
    dites = list(fautes_de_secret(definition, definitions))
    assert bool(dites) != tue
