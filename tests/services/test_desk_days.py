"""The day of a dossier is the day of its desk: one rule for the page, the counts and the mail."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from services.accounts.absences import declarer
from services.accounts.signing_in import Visiteur
from services.mail.digest import envoyer_digest
from services.reading.day import journee
from services.reading.looking_tasks import taches
from services.reading.team import equipe
from services.register.registering import CompteSaisi, ajouter_compte
from states.roles import FACILITATEUR
from storage.accounts import par_login
from tests.portfolio import REL1, VILLE, Portefeuille, mener
from tests.services.clockwork import a
from tests.services.test_digest import textes
from workflow.task_days import est_du_bureau

RELANCE = "Relance à faire"
"""The deadline of a relation in difficulty: 5 office days after 3 March, the 10th."""


@pytest.fixture
def signalee(portefeuille: Portefeuille) -> Portefeuille:
    """A difficulty is told on 3 March: no task says yet that the company is to be written to."""
    portefeuille.fire(REL1, "signaler_difficulte", motif="aucune réponse")
    return portefeuille


def visiteur(portefeuille: Portefeuille, login: str = "fac") -> Visiteur:
    with portefeuille.bureau.travail.lire() as connexion:
        compte = par_login(connexion, login)
    assert compte is not None
    return Visiteur(compte=compte, roles=frozenset(json.loads(compte.roles)))


def de(dite: dict[str, Any], classe: str) -> list[tuple[str, date | None]]:
    """What a class of the day tells of the relation."""
    return [(une["libelle"], une["du"]) for une in dite[classe] if une["dossier"] == REL1]


def charge(portefeuille: Portefeuille) -> tuple[int, int]:
    """What stands on the desk of the facilitateur, and what of it is late."""
    personnes = equipe(portefeuille.bureau, visiteur(portefeuille, "resp"))["personnes"]
    [sienne] = [une for une in personnes if une["login"] == "fac"]
    return sienne["taches"], sienne["en_retard"]


@pytest.mark.parametrize(
    ("jour", "classe", "bloc"),
    [
        ("2025-03-07", "semaine", "lundi : "),
        ("2025-03-10", "a_faire", "aujourd’hui : "),
    ],
)
def test_a_day_that_no_task_tells_stands_on_the_desk(
    signalee: Portefeuille, jour: str, classe: str, bloc: str
) -> None:
    poses, _ = charge(signalee)
    avant = journee(signalee.bureau, visiteur(signalee))["comptes"]
    a(signalee, f"{jour}T09:05")

    for login in ("fac", "resp"):
        dite = journee(signalee.bureau, visiteur(signalee, login))
        assert de(dite, classe) == [(RELANCE, date(2025, 3, 10))]
        assert dite["comptes"][classe] == len(dite[classe])
    assert sum(avant.values()) == poses
    assert charge(signalee)[0] == poses
    envoyer_digest(signalee.bureau)
    assert f"- {bloc}{RELANCE} — " in textes(signalee)[-1]


def test_missed_it_is_late_and_its_task_takes_its_place(signalee: Portefeuille) -> None:
    _, tard = charge(signalee)
    signalee.aller("2025-03-11")  # before the clock has turned
    dite = journee(signalee.bureau, visiteur(signalee))
    assert de(dite, "en_retard") == [(RELANCE, date(2025, 3, 10))]
    assert charge(signalee)[1] == tard + 1
    a(signalee, "2025-03-11T09:05")

    dite = journee(signalee.bureau, visiteur(signalee))

    [(libelle, du)] = de(dite, "en_retard")
    assert (libelle[:9], du) == ("Relancer ", date(2025, 3, 10))
    assert charge(signalee)[1] == tard + 1


def test_the_row_offers_the_act_that_its_task_will_ask_for(signalee: Portefeuille) -> None:
    dite = journee(signalee.bureau, visiteur(signalee))
    [une] = [une for une in dite["semaine"] if une["dossier"] == REL1]
    assert une["actes"][0] == "proposer_courrier"
    assert une["reponses"] == []


def test_a_task_without_a_day_has_that_of_the_deadline_that_asks_for_it(
    signalee: Portefeuille,
) -> None:
    """As in a database written before tasks followed their deadline."""
    a(signalee, "2025-03-11T09:05")
    _, tard = charge(signalee)
    with signalee.bureau.travail.ecrire() as connexion:
        connexion.execute(
            text("UPDATE tache SET echeance = NULL WHERE code = 'relancer_entreprise'")
        )

    dite = journee(signalee.bureau, visiteur(signalee))
    assert [du for _, du in de(dite, "en_retard")] == [date(2025, 3, 10)]
    assert (de(dite, "sans_date"), dite["comptes"]["sans_date"]) == ([], 0)
    assert charge(signalee)[1] == tard
    lues = taches(signalee.bureau, compte="fac", limite=100)
    assert [une["en_retard"] for une in lues if une["code"] == "relancer_entreprise"] == [True]
    envoyer_digest(signalee.bureau)
    assert "Sans échéance" not in textes(signalee)[-1]


def test_on_hold_nothing_is_asked(portefeuille: Portefeuille) -> None:
    """What a hold stops has no day."""
    p = portefeuille
    p.fire(REL1, "signaler_difficulte", motif="aucune réponse")
    p.fire(REL1, "mettre_en_attente", motif="travaux suspendus", mode="temps_restant")
    p.aller("2025-03-12")

    dite = journee(p.bureau, visiteur(p))

    assert de(dite, "en_retard") == de(dite, "semaine") == []


def test_what_others_hold_is_not_on_the_desk(portefeuille_sqlite: Portefeuille) -> None:
    """A city that is waited for, a date that is announced, a move that the clock makes."""
    definitions = {
        nom: une.definition for nom, une in portefeuille_sqlite.bureau.machines.courantes.items()
    }
    notres = {
        (nom, etat.nom, regle.nom)
        for nom, definition in definitions.items()
        for etat in definition.etats.values()
        for regle in etat.echeances.values()
        if est_du_bureau(definition, etat, regle, FACILITATEUR)
    }
    assert ("relation_entreprise", "rencontre", "suites_a_ecrire") in notres
    assert ("convention", "en_vigueur", "indicateurs_a_valider") in notres
    assert ("relation_entreprise", "plan_rattrapage", "fin_du_plan") in notres  # a sure task
    assert notres.isdisjoint(
        {
            ("relation_entreprise", "courrier_propose", "rappel_accord"),
            ("relation_entreprise", "observations", "fin_observations"),  # « si »
            ("convention", "en_vigueur", "terme"),
            ("convention", "en_vigueur", "terme_annonce"),
        }
    )


def test_the_team_s_coming_mails_are_on_the_day_of_a_responsable(
    portefeuille: Portefeuille,
) -> None:
    mener(portefeuille, "courrier_propose")
    portefeuille.aller("2025-03-05")
    prevus = [
        [(un["dossier"], un["libelle"], un["a"]) for un in dite["prevus"]]
        for dite in (
            journee(portefeuille.bureau, visiteur(portefeuille, login)) for login in ("fac", "resp")
        )
    ]
    assert prevus[0] == prevus[1]
    assert (REL1, "Rappel de la demande d’accord", "à Nadia Orsel") in prevus[0]


def test_who_stands_in_for_the_referent_is_named_the_days_of_the_absence(
    portefeuille: Portefeuille,
) -> None:
    """As the mail itself will be addressed, on the day it leaves and on no other."""
    p = portefeuille
    nora = CompteSaisi(
        login="nora",
        nom="Nora Vasseur",
        roles=("referent",),
        courriel="nora@exemple.test",
        donneur_ordre=VILLE,
    )
    ajouter_compte(p.bureau.travail, nora)
    mener(p, "courrier_propose")
    p.aller("2025-03-05")
    declarer(p.bureau, login="ref", du=date(2025, 3, 5), au=date(2025, 3, 6), delegue="nora")
    assert "à Nadia Orsel" in a_qui_le_rappel(p)
    p.aller("2025-03-06")
    declarer(p.bureau, login="ref", du=date(2025, 3, 7), au=date(2025, 3, 28), delegue="nora")
    assert "à Nora Vasseur" in a_qui_le_rappel(p)


def a_qui_le_rappel(p: Portefeuille) -> list[str]:
    """Whom the reminders of the relation are foreseen for."""
    prevus = journee(p.bureau, visiteur(p))["prevus"]
    return [un["a"] for un in prevus if un["libelle"] == "Rappel de la demande d’accord"]


def test_what_came_to_the_team_is_on_the_day_of_a_responsable(portefeuille: Portefeuille) -> None:
    """To whomever the dossier is entrusted, and to nobody too; not of another structure."""
    p = portefeuille
    mener(p, "courrier_accepte")
    recus = {
        login: [un["dossier"] for un in journee(p.bureau, visiteur(p, login))["recus"]]
        for login in ("fac", "resp")
    }
    assert recus["fac"] == recus["resp"]
    assert REL1 in recus["resp"]
    with p.bureau.travail.ecrire() as connexion:
        connexion.execute(text("UPDATE dossier SET assigned = NULL"))
    assert REL1 in [un["dossier"] for un in journee(p.bureau, visiteur(p, "resp"))["recus"]]
    with p.bureau.travail.ecrire() as connexion:
        autre = "INSERT INTO structure (nom, siret, zone) VALUES ('B', '21690999900010', 'x')"
        connexion.execute(text(autre))
        ailleurs = "UPDATE compte SET structure = (SELECT max(id) FROM structure) WHERE login = :l"
        connexion.execute(text(ailleurs), {"l": "resp"})
    assert journee(p.bureau, visiteur(p, "resp"))["recus"] == []
