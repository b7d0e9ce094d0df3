"""A running portfolio enters in the middle: what it opens, arms, refuses and leaves alone."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from services.clock.ticking import tick
from services.importing.decp import importer_decp
from tests.portfolio import LYON, REL1, A, B, Portefeuille
from tests.services.register_samples import ecrire_csv, rangee
from tests.services.reprise_samples import (
    T1,
    T2,
    T3,
    marche,
    prendre,
    relation,
)


def titulaires_oublies(dite: dict[str, Any]) -> list[dict[str, Any]]:
    """The warnings about the titulaires of a marché that have no line."""
    return [un for un in dite["avertissements"] if un["champ"] == "siret"]


def test_a_relation_enters_in_its_state_under_its_marche(
    repris: Portefeuille, tmp_path: Path
) -> None:
    dite = prendre(repris, tmp_path, relation())

    mar, rel = dite["dossiers"]
    assert (dite["ouverts"], dite["quarantaine"]) == (1, [])
    assert (mar["machine"], mar["etat"], mar["implicite"]) == ("marche", "en_suivi", True)
    assert (rel["etat"], rel["marche"], rel["titulaire"]) == (
        "courrier_recu",
        f"{LYON}/{T1}",
        "LAQUET TENNIS",
    )
    [(racine, parent, lien, assigned)] = repris.rangees(
        "SELECT r.numero, p.numero, d.lien, c.login FROM dossier d"
        " JOIN dossier r ON r.id = d.racine JOIN dossier p ON p.id = d.parent"
        " JOIN compte c ON c.id = d.assigned WHERE d.numero = :n",
        n=rel["dossier"],
    )
    assert (racine, parent, lien, assigned) == (mar["dossier"], mar["dossier"], "relations", "fac")


def test_the_length_is_that_in_force_as_for_a_marche_that_is_followed(
    leger: Portefeuille, tmp_path: Path
) -> None:
    version = {"uid": f"{LYON}T9", "id": "T9", "acheteur_id": LYON}
    plus = {"dateNotification": "2025-01-15", "dureeMois": "19"}
    chemin = ecrire_csv(tmp_path / "t9.csv", [rangee(**version), rangee(**version, **plus)])
    importer_decp(leger.bureau, [chemin])
    dite = prendre(leger, tmp_path, marche(marche="T9", convention="OULLINS-2022"))
    [(data,)] = leger.rangees(
        "SELECT data FROM dossier WHERE numero = :n", n=dite["dossiers"][0]["dossier"]
    )
    assert json.loads(data)["duree_mois"] == 19


def test_one_line_of_journal_the_real_anchor_no_mail(repris: Portefeuille, tmp_path: Path) -> None:
    dite = prendre(repris, tmp_path, relation())

    numero = dite["dossiers"][-1]["dossier"]
    [ligne] = repris.journal(numero)
    assert (ligne.kind, ligne.to_state, ligne.actor, ligne.on_behalf_of) == (
        "reprise",
        "courrier_recu",
        "cli:test",
        "fac",
    )
    assert json.loads(ligne.payload)["contacts_repris"] == 3
    assert repris.timers(numero) == {("fin_proche", 1), ("expiration", 0), ("expiration", 1)}
    [expiration] = [une for une in dite["dossiers"][-1]["echeances"] if une["nom"] == "expiration"]
    assert expiration["dernier_jour"] == "2025-03-11"
    assert (
        repris.rangees(
            "SELECT * FROM outbox WHERE dossier = (SELECT id FROM dossier WHERE numero = :n)",
            n=numero,
        )
        == []
    )


def test_a_past_deadline_never_fires_it_is_a_task(repris: Portefeuille, tmp_path: Path) -> None:
    vieux = relation(
        etat_depuis="02/12/2024", courrier_envoye_le="28/11/2024", courrier_recu_le="02/12/2024"
    )
    dite = prendre(repris, tmp_path, vieux)

    numero = dite["dossiers"][-1]["dossier"]
    assert dite["dossiers"][-1]["a_decider"] == [
        "Fin proche du délai du courrier",
        "Fin du délai du courrier",
    ]
    taches = repris.rangees(
        "SELECT t.code, c.login FROM tache t JOIN compte c ON c.id = t.compte WHERE t.dossier ="
        " (SELECT id FROM dossier WHERE numero = :n) ORDER BY t.code",
        n=numero,
    )
    assert [tuple(une) for une in taches] == [
        ("decider_echeance:expiration", "fac"),
        ("decider_echeance:fin_proche", "fac"),
    ]
    repris.attendre(days=30)
    tick(repris.bureau)
    assert repris.etat(numero) == "courrier_recu"


def test_a_future_deadline_fires_at_its_time(leger: Portefeuille, tmp_path: Path) -> None:
    numero = prendre(leger, tmp_path, relation())["dossiers"][-1]["dossier"]
    for heure in ("09:00", "14:00"):
        leger.horloge.instant = datetime.fromisoformat(f"2025-03-12T{heure}+01:00")
        tick(leger.bureau)
    assert leger.etat(numero) == "alerte"


def test_contacts_so_far_count_for_the_guard(leger: Portefeuille, tmp_path: Path) -> None:
    difficile = relation(etat="en_difficulte", courrier_envoye_le="", courrier_recu_le="")
    numero = prendre(leger, tmp_path, difficile)["dossiers"][-1]["dossier"]
    assert leger.fire(numero, "proposer_courrier")["vers"] == "courrier_propose"


def test_the_line_of_the_marche_gives_its_state_wherever_it_stands(
    repris: Portefeuille, tmp_path: Path
) -> None:
    heritiere = relation(marche=T2, facilitateur="", convention="")
    dite = prendre(repris, tmp_path, heritiere, marche(marche=T2), relation(marche=T2, siret=B))

    assert [(un["ligne"], un["etat"]) for un in dite["dossiers"]] == [
        (3, "lance"),
        (2, "courrier_recu"),
        (4, "courrier_recu"),
    ]
    assert titulaires_oublies(dite) == []


def test_a_titulaire_without_line_is_told(leger: Portefeuille, tmp_path: Path) -> None:
    dite = prendre(leger, tmp_path, relation(marche=T2))
    [dit] = titulaires_oublies(dite)
    assert dit["ligne"] == 2
    assert B in dit["motif"]


def test_twice_changes_nothing(repris: Portefeuille, tmp_path: Path) -> None:
    lignes = (relation(), marche(marche=T2), relation(marche=T2, siret=B))
    prendre(repris, tmp_path, *lignes)
    avant = repris.tout()

    dite = prendre(repris, tmp_path, *lignes)

    assert (dite["inchanges"], dite["ouverts"], dite["quarantaine"]) == (3, 0, [])
    assert repris.tout() == avant


def test_what_has_moved_since_is_still_the_same_line(leger: Portefeuille, tmp_path: Path) -> None:
    numero = prendre(leger, tmp_path, relation())["dossiers"][-1]["dossier"]
    leger.fire(numero, "recevoir_reponse", recue_le="2025-03-01")
    assert prendre(leger, tmp_path, relation())["inchanges"] == 1


@pytest.mark.parametrize(
    ("change", "colonne"),
    [
        ({"etat": "alerte"}, "etat"),
        ({"etat_depuis": "25/02/2025"}, "etat_depuis"),
        ({"contacts": "4"}, "contacts"),
        ({"numero": "1A 2"}, "numero"),
        ({"facilitateur": "resp"}, "facilitateur"),
    ],
)
def test_a_line_that_differs_names_the_dossier_and_the_column(
    leger: Portefeuille, tmp_path: Path, change: dict[str, str], colonne: str
) -> None:
    numero = prendre(leger, tmp_path, relation())["dossiers"][-1]["dossier"]
    avant = leger.tout()

    [refus] = prendre(leger, tmp_path, relation(**change))["quarantaine"]

    assert refus["champ"] == "siret"
    assert refus["motif"].startswith(f"déjà suivi : {numero}")
    assert refus["motif"].endswith(f"diffère : {colonne}")
    assert leger.tout() == avant


def test_a_dossier_opened_by_suivre_is_already_followed(
    leger: Portefeuille, tmp_path: Path
) -> None:
    [refus] = prendre(leger, tmp_path, relation(marche="2025-07"))["quarantaine"]
    assert REL1 in refus["motif"]


def test_a_relation_joins_a_marche_already_taken_over(repris: Portefeuille, tmp_path: Path) -> None:
    racine = prendre(repris, tmp_path, marche(marche=T2))["dossiers"][0]["dossier"]
    dite = prendre(repris, tmp_path, relation(marche=T2, facilitateur="", convention=""))
    [rel] = dite["dossiers"]
    assert (
        repris.rangees(
            "SELECT p.numero FROM dossier d JOIN dossier p ON p.id = d.racine WHERE d.numero = :n",
            n=rel["dossier"],
        )[0][0]
        == racine
    )


def test_a_dry_run_writes_nothing_and_says_the_same(repris: Portefeuille, tmp_path: Path) -> None:
    lignes = (
        relation(),
        relation(marche=T2),
        relation(marche=T3),
        marche(marche=T3, siret=""),
        relation(marche=T2, siret=B, etat="a_contacter"),
    )
    avant = repris.tout()
    promise = prendre(repris, tmp_path, *lignes, essai=True)
    assert repris.tout() == avant
    assert prendre(repris, tmp_path, *lignes) == promise
    assert promise["ouverts"] == 4


def test_nothing_leaves_by_mail(leger: Portefeuille, tmp_path: Path) -> None:
    avant = leger.rangees("SELECT count(*) FROM outbox")
    prendre(leger, tmp_path, relation(), marche(marche=T2))
    assert leger.rangees("SELECT count(*) FROM outbox") == avant


@pytest.mark.parametrize("essai", [True, False])
def test_one_day_on_which_many_move_is_told_before(
    leger: Portefeuille, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, essai: bool
) -> None:
    """Each is an act of its own, and its mail too: the donneur d’ordre is warned."""
    monkeypatch.setattr("services.reprise.storms.TEMPETE", 1)
    dite = prendre(leger, tmp_path, relation(), relation(marche=T2, siret=A), essai=essai)
    [dit] = [une for une in dite["avertissements"] if une["champ"] == "etat_depuis"]
    assert dit["motif"].startswith("2 dossiers ont la même échéance, « ")
    assert "mardi 11 mars 2025" in dit["motif"].replace("\u00a0", " ")


def test_many_lines_ask_no_more_questions(leger: Portefeuille, tmp_path: Path) -> None:
    """Checking a file costs the same number of questions whatever its length."""
    from sqlalchemy import event

    comptes: list[int] = []
    moteur = leger.bureau.travail.moteurs.lecture
    posees: list[str] = []
    event.listen(moteur, "before_cursor_execute", lambda *une: posees.append(une[2]))
    for nombre in (1, 3):
        posees.clear()
        prendre(
            leger,
            tmp_path,
            *[relation(marche=un, siret=A) for un in (T1, T2, "2025-08")[:nombre]],
            essai=True,
        )
        comptes.append(len(posees))
    assert comptes[0] == comptes[1]


def test_the_marche_of_another_buyer_is_taken_with_a_word(
    leger: Portefeuille, tmp_path: Path
) -> None:
    """As ``jalon suivre`` says it: once a marché, and the dossiers are opened all the same."""
    dite = prendre(leger, tmp_path, relation(marche=T2), relation(marche=T2, siret=B))
    assert dite["ouverts"] == 2
    [dit] = dite["avertissements"]
    assert (dit["ligne"], dit["champ"]) == (2, "convention")
    assert "n’est pas le donneur d’ordre de la convention" in dit["motif"]
