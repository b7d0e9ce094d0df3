"""A marché taken over in the middle owes what annexe 1/A asks of one that was notified here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from services.clock.ticking import tick
from services.register.follow import Suivi, suivre_marche
from tests.portfolio import LYON, Portefeuille
from tests.services.clockwork import a
from tests.services.reprise_samples import T1, marche, prendre
from tests.services.test_marche_life import reunions

ANI = "ANI-2025-00001"


def suivre(p: Portefeuille, disposition: str | None) -> str:
    """``jalon suivre`` of a marché that was notified seven months ago."""
    suivi = Suivi(
        marche=f"{LYON}/{T1}",
        convention="OULLINS-2022",
        facilitateur="fac",
        acteur="cli:test",
        disposition=disposition,
    )
    return str(suivre_marche(p.bureau, suivi)["dossier"])


def annees(p: Portefeuille) -> list[tuple[str, bool]]:
    """Start of each year of a marché, and whether it is its first."""
    rangees = p.rangees("SELECT data FROM dossier WHERE machine = 'annee_insertion' ORDER BY id")
    donnees = [json.loads(une.data) for une in rangees]
    return [(un["debut_le"], un["premiere"]) for un in donnees]


def taches(p: Portefeuille, dossier: str) -> list[str]:
    requete = """SELECT t.code FROM tache t JOIN dossier d ON d.id = t.dossier
        WHERE d.numero = :n AND t.statut = 'ouverte' ORDER BY t.id"""
    return [une.code for une in p.rangees(requete, n=dossier)]


@pytest.mark.parametrize(
    ("disposition", "attendues", "debuts"),
    [
        ("reserve_iae", ["collective_demarrage"], [("2024-07-31", True)]),
        ("marche_insertion", ["collective_demarrage"], [("2024-07-31", True)]),
        ("clause_et_critere", ["mise_au_point", "individuelle_titulaire"], []),
        ("clause_execution", [], []),
    ],
)
def test_a_followed_marche_has_its_meetings_and_years(
    leger: Portefeuille, disposition: str, attendues: list[str], debuts: list[tuple[str, bool]]
) -> None:
    suivre(leger, disposition)
    assert reunions(leger) == attendues
    assert annees(leger) == debuts


def test_what_is_past_comes_back_to_decide_and_the_year_goes_on(leger: Portefeuille) -> None:
    """The individual meeting was due in December: a task, no flood; the year end comes."""
    suivre(leger, "reserve_iae")
    assert taches(leger, ANI) == ["decider_echeance:reunion_individuelle"]
    leger.aller("2025-08-01")
    leger.attendre(hours=6)
    tick(leger.bureau)
    assert leger.etat(ANI) == "a_restituer"
    assert annees(leger) == [("2024-07-31", True), ("2025-07-31", False)]
    assert reunions(leger).count("collective_demarrage") == 1


def test_a_followed_marche_asks_for_its_pieces_and_its_launch(leger: Portefeuille) -> None:
    demandees = {"transmettre_pieces", "inviter_au_lancement", "tenir_lancement"}
    assert demandees <= set(taches(leger, suivre(leger, None)))


def test_a_disposition_said_later_opens_what_it_asks_for(leger: Portefeuille) -> None:
    numero = suivre(leger, None)
    assert annees(leger) == []
    leger.fire(numero, "preciser_disposition", type_disposition="reserve_iae")
    assert annees(leger) == [("2024-07-31", True)]
    leger.fire(numero, "preciser_disposition", type_disposition="marche_insertion")
    assert annees(leger) == [("2024-07-31", True)]


@pytest.mark.parametrize("disposition", ["reserve_iae", "clause_et_critere"])
def test_a_marche_taken_over_in_its_second_year(
    leger: Portefeuille, tmp_path: Path, disposition: str
) -> None:
    leger.aller("2025-09-01")
    ligne = marche(etat="en_suivi", type_disposition=disposition)
    [pris] = prendre(leger, tmp_path, ligne)["dossiers"]
    suivie = disposition == "reserve_iae"
    assert annees(leger) == ([("2025-07-31", False)] if suivie else [])
    assert reunions(leger) == []
    passees = {"point_regulier", "fin_passee"}  # the end is past: what announced it too
    assert set(taches(leger, pris["dossier"])) == {f"decider_echeance:{un}" for un in passees}


def test_a_year_taken_over_while_suspended_waits(leger: Portefeuille, tmp_path: Path) -> None:
    ligne = marche(etat="suspendu", type_disposition="reserve_iae")
    prendre(leger, tmp_path, ligne)
    [(pause,)] = leger.rangees("SELECT hold FROM dossier WHERE numero = :n", n=ANI)
    assert json.loads(pause)["mode"] == "temps_restant"


def test_taken_over_twice_is_once(leger: Portefeuille, tmp_path: Path) -> None:
    ligne = marche(type_disposition="reserve_iae")
    assert prendre(leger, tmp_path, ligne)["ouverts"] == 1
    avant = leger.tout()
    assert prendre(leger, tmp_path, ligne)["inchanges"] == 1
    assert leger.tout() == avant


def test_what_was_past_and_is_asked_for_is_one_row_with_one_day(leger: Portefeuille) -> None:
    """Seven months late: the launch, the pieces and the first contact are asked for, once each."""
    numero = suivre(leger, None)
    assert ("pieces_a_transmettre", 1) in leger.timers(numero)  # asked for from that day on
    lues = leger.rangees("SELECT code, echeance FROM tache WHERE statut = 'ouverte'")
    jours = {une.code: str(une.echeance) for une in lues}
    passees = {nom.partition(":")[2] for nom in jours if ":" in nom}
    assert passees == {"fin_passee"}
    assert jours["premier_contact"] == jours["transmettre_pieces"] == "2025-03-18"
    assert jours["tenir_lancement"] == jours["decider_echeance:fin_passee"] == "2025-03-05"
    a(leger, "2025-03-19T09:00")
    requete = """SELECT o.role FROM outbox o JOIN dossier d ON d.id = o.dossier
        WHERE d.numero = :n AND o.message = 'rappel_pieces'"""
    assert [une.role for une in leger.rangees(requete, n=numero)] == ["referent"]
