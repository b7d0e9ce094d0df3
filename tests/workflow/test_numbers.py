"""jalon check: a number written in a text lies as soon as the parameter has another value."""

from __future__ import annotations

import pytest

from jalon.proofs import Ecrits, fautes_de
from tests.workflow.support import lire
from workflow.numbers import ecrits, fautes_des_nombres
from workflow.properties import lire_accord

MACHINE = """gardes:
  assez: {si: "compte >= seuil", sinon: "Il en faut {seuil} ({compte} à ce jour)."}
parametres:
  seuil: {type: entier, defaut: 2, libelle: contacts requis, source: essai}
contexte:
  compte: {type: entier, saisi: oui, min: 0, max: 9, libelle: Compte}
taches:
  voir: {libelle: "Voir", pour: agent}
etats:
  a: {libelle: A, initial: oui, detenteur: agent, sans_echeance: "Rien."}
  fin: {libelle: Fin, final: oui}
evenements:
  finir: {libelle: Finir, consequence: "Fini.", de: [a], vers: fin, par: [agent],
    gardes: [assez], saisies: {compte: facultatif}, effets: [tache: voir]}
"""
DECLARE = """machine: proprietes
proprietes: {}
obligations: {}
nombres:
  essai:
    "8 jours": une source
"""


@pytest.mark.parametrize(
    ("texte", "dits"),
    [
        ("L’entreprise a 8 jours pour répondre.", ["8 jours"]),
        ("Dans quinze jours, ou 3\u00a0mois.", ["quinze jours", "3 mois"]),
        ("Il faut un contact.", ["Il faut un contact"]),
        ("calibrage (50 %), à 3 et 6 mois", ["50 %", "3 et 6 mois"]),
        ("Il faut {contacts_requis} contacts en {delai}.", []),
        ("Noter un contact ; une année du marché ; annexe 2/A ; CCAG 2021", []),
    ],
)
def test_the_numbers_that_a_text_writes(texte: str, dits: list[str]) -> None:
    assert list(ecrits(texte)) == dits


@pytest.mark.parametrize(
    ("avant", "apres", "ou"),
    [
        ("Il en faut {seuil}", "Au moins un contact ; il faut un jour", "gardes.assez"),
        ("libelle: Compte", "libelle: Compte sur 8 jours", "contexte.compte"),
        ('"Voir"', '"Voir sous 8 jours"', "taches.voir"),
        ("contacts requis", "contacts requis (30 jours)", "parametres.seuil"),
        ("libelle: A,", "libelle: A 8 jours,", "etats.a"),
        ('"Rien."', '"Rien avant 8 jours."', "etats.a"),
        ("libelle: Finir", "libelle: Finir en 8 jours", "evenements.finir"),
        ('"Fini."', '"Fini sous deux contacts."', "evenements.finir"),
    ],
)
def test_a_number_in_any_text_is_an_error(avant: str, apres: str, ou: str) -> None:
    assert list(fautes_des_nombres((), lire(MACHINE).definitions)) == []
    assert avant in MACHINE
    fautes = list(fautes_des_nombres((), lire(MACHINE.replace(avant, apres)).definitions))
    assert {(une.code, une.niveau, une.ou) for une in fautes} == {("nombre_ecrit", "erreur", ou)}


def test_a_declared_number_may_be_written_and_must_be() -> None:
    accord, fautes = lire_accord({"p.yaml": DECLARE})
    assert fautes == ()
    ecrite = lire(MACHINE.replace('"Voir"', '"Voir sous 8 jours"')).definitions
    assert list(fautes_des_nombres(accord.nombres, ecrite)) == []
    (inutile,) = fautes_des_nombres(accord.nombres, lire(MACHINE).definitions)
    assert (inutile.code, inutile.niveau, inutile.fichier) == (
        "nombre_inutile",
        "avertissement",
        "p.yaml",
    )
    _, (faute,) = lire_accord({"p.yaml": DECLARE.replace("une source", '""')})
    assert faute.code == "nombre"


def test_the_whole_check_says_it() -> None:
    en_place = Ecrits.en_place()
    nom = "relation_entreprise.yaml"
    faux = en_place.machines[nom].replace(
        "Le délai de réponse court à partir de cette date.", "L’entreprise a 8 jours."
    )
    fautes = fautes_de(
        Ecrits(
            {**en_place.machines, nom: faux},
            en_place.generiques,
            en_place.proprietes,
            en_place.scenarios,
            en_place.relu,
        )
    )
    assert "nombre_ecrit" in {une.code for une in fautes}
