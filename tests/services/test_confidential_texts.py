"""What the team writes to the donneur d'ordre names no candidate, nor says anybody's health."""

from __future__ import annotations

import pytest

from tests.portfolio import MAR, REL1, REL2, Portefeuille
from tests.services.asking import refuse
from tests.services.test_convention import courriels
from tests.services.test_recruitment import ENG, ouvrir

SIGNALER = "signaler_au_donneur_ordre"


@pytest.fixture
def avec_maya(leger: Portefeuille) -> Portefeuille:
    """A candidacy of Maya Candidate under the first relation of the marché."""
    ouvrir(leger, "candidature", REL1, origine="spontanee", nom="Candidate", prenom="Maya")
    return leger


@pytest.mark.parametrize("dossier", [MAR, REL1, REL2])
def test_no_candidate_is_named_to_the_town(avec_maya: Portefeuille, dossier: str) -> None:
    """Neither on the relation, nor anywhere in the marché."""
    dites = refuse(
        avec_maya, SIGNALER, dossier=dossier, motif="La candidature de MAYA n’avance pas"
    )
    assert list(dites) == ["personne_nommee"]
    assert "« Maya »" in dites["personne_nommee"]
    assert "corrigez motif" in dites["personne_nommee"]
    assert courriels(avec_maya, "signalement_donneur_ordre") == []
    avec_maya.fire(dossier, SIGNALER, motif="Une candidature n’avance pas")


def test_words_of_health_are_confirmed(avec_maya: Portefeuille) -> None:
    p = avec_maya
    motif = "Personne malade, reconnue RQTH"
    dites = refuse(p, SIGNALER, motif=motif)
    assert list(dites) == ["mots_de_sante"]
    assert "« malade », « rqth »" in dites["mots_de_sante"]
    assert list(refuse(p, SIGNALER, motif=motif, mots_relus="non")) == ["mots_de_sante"]
    p.fire(REL1, SIGNALER, motif="Le chantier est celui d’une maison de santé", mots_relus="oui")
    assert len(courriels(p, "signalement_donneur_ordre")) == 1
    dites = refuse(p, SIGNALER, motif="Maya est malade", mots_relus="oui")
    assert list(dites) == ["personne_nommee"]


def test_every_reason_that_reaches_the_town_is_read(avec_maya: Portefeuille) -> None:
    p = avec_maya
    quoi = {"intitule": "Tutorat", "theme": "tutorat", "attendu_le": "2025-04-30"}
    ouvrir(p, "engagement", REL1, **quoi)
    assert "personne_nommee" in refuse(
        p, "constater_non_tenu", dossier=ENG, motif="Candidate est partie"
    )
    p.fire(ENG, "constater_non_tenu", motif="Aucune visite")


def test_what_stays_with_the_team_is_not_held(avec_maya: Portefeuille) -> None:
    avec_maya.fire(REL1, "noter", texte="Maya est malade")
