"""Absence and delegation: it shows what falls in it; tasks and mails go away and come back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.accounts import absences
from services.clock.ticking import tick
from services.errors import Interdit, Introuvable
from services.mail.digest import envoyer_digest
from services.reading.looking_dossier import dossier
from services.reading.looking_tasks import taches
from services.register.registering import CompteSaisi, ajouter_compte
from tests.portfolio import REL1, REL2, Portefeuille, mener
from workflow.errors import ValeurInvalide

DU, AU = date(2025, 3, 10), date(2025, 3, 21)


@pytest.fixture
def deux(portefeuille: Portefeuille) -> Portefeuille:
    """A second facilitateur, who owns nothing."""
    ajouter_compte(
        portefeuille.bureau.travail,
        CompteSaisi(
            login="fac2",
            nom="Leïla Sorin",
            roles=("facilitateur",),
            courriel="leila@exemple.test",
        ),
    )
    return portefeuille


def declarer(portefeuille: Portefeuille, **autres: Any) -> dict[str, Any]:
    saisies = {"login": "fac", "delegue": "fac2", "du": DU, "au": AU}
    return absences.declarer(portefeuille.bureau, **{**saisies, **autres})


def bureau_de(portefeuille: Portefeuille, login: str) -> set[str]:
    return {un["dossier"] for un in taches(portefeuille.bureau, compte=login, limite=100)}


def test_what_falls_in_it_is_shown(deux: Portefeuille) -> None:
    mener(deux, "courrier_recu")
    dite = declarer(deux)
    delai = [une for une in dite["tombe_dedans"] if une["quoi"] == "Fin du délai du courrier"]
    assert [(une["dossier"], une["le"]) for une in delai] == [(REL1, "2025-03-19")]
    dates = [une["le"] for une in dite["tombe_dedans"] if une["le"]]
    assert dates == sorted(dates)
    assert dates[-1] <= "2025-03-21"


def test_open_tasks_fall_in_it_whether_they_are_dated_or_not(deux: Portefeuille) -> None:
    mener(deux, "courrier_propose")
    deux.fire(REL1, "refuser_courrier", "ref", motif="La ville appelle elle-même.")
    siennes = {
        une["libelle"]: une["echeance"] for une in taches(deux.bureau, compte="fac", limite=9)
    }
    assert None in siennes.values()
    dite = declarer(deux)
    dites = {une["quoi"]: une["le"] for une in dite["tombe_dedans"] if une["quoi"] in siennes}
    assert dites == {quoi: le for quoi, le in siennes.items() if le is None or le <= "2025-03-21"}


def test_a_task_says_who_stands_in_for_its_owner(deux: Portefeuille) -> None:
    declarer(deux)
    avant = dossier(deux.bureau, REL2)
    assert {une["remplacant"] for une in avant["taches"]} == {None}
    assert (avant["remplacant"], avant["detenteur_nom"]) == (None, "Camille Daubrac")
    deux.aller("2025-03-10")
    pendant = dossier(deux.bureau, REL2)
    assert {(une["nom"], une["remplacant"]) for une in pendant["taches"]} == {
        ("Camille Daubrac", "Leïla Sorin")
    }
    assert pendant["remplacant"] == "Leïla Sorin"
    assert pendant["detenteur_nom"] == "Camille Daubrac, remplacé·e par Leïla Sorin"
    deux.fire(REL2, "nouer_relation", "fac2")
    assert dossier(deux.bureau, REL2)["detenteur_nom"] == avant["titulaire"]


def test_tasks_go_to_the_delegate_and_come_back(deux: Portefeuille) -> None:
    declarer(deux)
    siennes = bureau_de(deux, "fac")
    assert REL2 in siennes
    assert bureau_de(deux, "fac2") == set()
    deux.aller("2025-03-10")
    assert bureau_de(deux, "fac2") == siennes
    assert bureau_de(deux, "fac") == set()
    deux.aller("2025-03-22")
    assert bureau_de(deux, "fac") == siennes
    assert bureau_de(deux, "fac2") == set()


def test_mails_are_written_to_and_signed_by_who_is_there(deux: Portefeuille) -> None:
    mener(deux, "courrier_propose")
    declarer(deux, du=date(2025, 3, 3))
    deux.fire(REL1, "accepter_courrier", by="ref")
    requete = """SELECT adresse, expediteur_nom FROM outbox
        WHERE message = 'courrier_accepte' ORDER BY id"""
    assert [tuple(un) for un in deux.rangees(requete)] == [("leila@exemple.test", "Leïla Sorin")]
    absences.finir(deux.bureau, "fac")
    deux.attendre(days=1)
    deux.fire(REL1, "lever_difficulte", motif="résolu")
    deux.fire(REL1, "signaler_difficulte", motif="encore")
    deux.fire(
        REL1,
        "consigner_contact",
        date="2025-03-04",
        moyen="courriel",
        sens="sortant",
        resultat="pas_de_reponse",
    )
    deux.fire(REL1, "proposer_courrier")
    deux.fire(REL1, "accepter_courrier", by="ref")
    assert [tuple(un) for un in deux.rangees(requete)][-1] == (
        "fac@exemple.test",
        "Camille Daubrac",
    )


def test_the_morning_mail_goes_to_the_delegate(deux: Portefeuille) -> None:
    declarer(deux)
    deux.aller("2025-03-11")
    tick(deux.bureau)
    envoyer_digest(deux.bureau)
    requete = "SELECT adresse FROM outbox WHERE message = 'digest' ORDER BY id"
    assert [un.adresse for un in deux.rangees(requete)] == ["leila@exemple.test"]


@pytest.mark.parametrize(
    ("autres", "erreur", "mot"),
    [
        ({"delegue": "fac"}, Interdit, "elle-même"),
        ({"delegue": "resp"}, Interdit, "facilitateur·rice"),
        ({"login": "ref", "delegue": "lyon"}, Interdit, "ne relève pas du donneur d’ordre"),
        ({"delegue": "zut"}, Introuvable, "zut"),
        ({"au": date(2025, 3, 1)}, ValeurInvalide, "avant de commencer"),
    ],
)
def test_who_may_stand_in(
    deux: Portefeuille, autres: dict[str, Any], erreur: type[Exception], mot: str
) -> None:
    avant = deux.tout()
    with pytest.raises(erreur, match=mot):
        declarer(deux, **autres)
    assert deux.tout() == avant


def test_absences_do_not_cross(deux: Portefeuille) -> None:
    declarer(deux)
    with pytest.raises(Interdit, match="déjà absent·e"):
        declarer(deux, du=date(2025, 3, 21), au=date(2025, 3, 25))
    with pytest.raises(Interdit, match="« fac » est absent·e"):
        declarer(deux, login="fac2", delegue="fac")
    ajouter_compte(
        deux.bureau.travail, CompteSaisi(login="fac3", nom="Ali Ferrand", roles=("facilitateur",))
    )
    with pytest.raises(Interdit, match="remplace Camille Daubrac"):
        declarer(deux, login="fac2", delegue="fac3")
    declarer(deux, du=date(2025, 3, 22), au=date(2025, 3, 25))


def test_it_ends_early_or_never_begins(deux: Portefeuille) -> None:
    declarer(deux)
    deux.aller("2025-03-12")
    assert [un["en_cours"] for un in absences.lister(deux.bureau)] == [True]
    absences.finir(deux.bureau, "fac")
    assert absences.lister(deux.bureau) == []
    assert REL2 in bureau_de(deux, "fac")
    declarer(deux, du=date(2025, 4, 1), au=date(2025, 4, 2))
    absences.finir(deux.bureau, "fac")
    with pytest.raises(Introuvable, match="n’a pas d’absence"):
        absences.finir(deux.bureau, "fac")
