"""Two titulaires of one marché become one company: one relation goes on, or somebody chooses."""

from __future__ import annotations

from datetime import date

import pytest

from services.counter.opening_by_hand import Ouverture, ouvrir_a_la_main
from services.evidence.verifying import verifier
from services.register.doubled_relations import Doublon, ranger_les_relations
from services.register.register_entreprises import Absorption, EntrepriseSaisie, ajouter_entreprise
from services.register.register_identities import IdentiteSaisie
from tests.portfolio import REL1, REL2, A, B, Portefeuille

SAISIE = EntrepriseSaisie("Bâtir", (IdentiteSaisie(A),), (Absorption(B, date(2025, 3, 1)),))


def absorber(portefeuille: Portefeuille) -> list[Doublon]:
    fait = ajouter_entreprise(portefeuille.bureau.travail, SAISIE)
    return ranger_les_relations(portefeuille.bureau, fait.objet.id)


def taches(portefeuille: Portefeuille, dossier: str) -> list[str]:
    requete = """SELECT t.libelle FROM tache t JOIN dossier d ON d.id = t.dossier
        WHERE d.numero = :n AND t.code = 'relations_en_double' AND t.statut = 'ouverte'"""
    return [une.libelle for une in portefeuille.rangees(requete, n=dossier)]


def en_difficulte(portefeuille: Portefeuille, *relations: str) -> None:
    for une in relations:
        portefeuille.fire(une, "signaler_difficulte", motif="ne répond pas")


@pytest.mark.parametrize(
    ("difficiles", "gardee", "close"),
    [((), REL1, REL2), ((REL2,), REL2, REL1), ((REL1,), REL1, REL2)],
)
def test_the_relation_whose_procedure_runs_goes_on(
    portefeuille: Portefeuille, difficiles: tuple[str, ...], gardee: str, close: str
) -> None:
    en_difficulte(portefeuille, *difficiles)
    assert absorber(portefeuille) == [Doublon(gardee, close, close=True)]
    assert portefeuille.etat(close) == "close"
    assert portefeuille.etat(gardee) != "close"
    ligne = portefeuille.journal(close)[-1]
    assert (ligne.event, ligne.actor) == ("clore", "jalon")
    ligne = portefeuille.journal(gardee)[-1]
    assert (ligne.event, ligne.kind) == ("relations_en_double", "note")
    assert close in ligne.explanation
    assert absorber(portefeuille) == []
    assert verifier(portefeuille.bureau)["intact"]


def test_somebody_chooses_between_two_procedures(portefeuille: Portefeuille) -> None:
    en_difficulte(portefeuille, REL1, REL2)
    assert absorber(portefeuille) == [Doublon(REL1, REL2, close=False)]
    assert {portefeuille.etat(une) for une in (REL1, REL2)} == {"en_difficulte"}
    (dite,) = taches(portefeuille, REL2)
    assert f"une autre relation ouverte avec ce marché, {REL1}" in dite
    assert absorber(portefeuille) == []
    portefeuille.fire(REL2, "clore", motif="suivie dans l’autre")
    assert taches(portefeuille, REL2) == []


def test_a_relation_with_what_was_started_of_the_contract_is_not_ended(
    portefeuille_sqlite: Portefeuille,
) -> None:
    en_difficulte(portefeuille_sqlite, REL1)
    ouvrir_a_la_main(
        portefeuille_sqlite.bureau,
        Ouverture(
            machine="engagement",
            acteur="cli:test",
            compte="fac",
            dans=REL2,
            saisies={"intitule": "Tutorat", "theme": "tutorat", "attendu_le": "2025-06-30"},
        ),
    )
    assert [un.close for un in absorber(portefeuille_sqlite)] == [False]
