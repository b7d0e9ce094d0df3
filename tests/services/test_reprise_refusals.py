"""Lines that a reprise sets aside: each with its column and the reason, and the others go on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.portfolio import LYON, REL1, A, B, C, Portefeuille
from tests.services.reprise_samples import T1, T2, T3, marche, prendre, relation
from workflow.errors import ValeurInvalide


def motifs(dite: dict[str, Any]) -> list[tuple[int, str]]:
    return [(une["ligne"], une["champ"]) for une in dite["quarantaine"]]


SANS_COURRIER = {"courrier_envoye_le": "", "courrier_recu_le": ""}
ANCIEN = {
    "etat_depuis": "01/02/2025",
    "courrier_envoye_le": "06/01/2025",
    "courrier_recu_le": "2025-01-08",
}
"""The délai of the courrier ended on 23 January."""

REFUS: tuple[tuple[dict[str, Any], str, str], ...] = (
    (relation(machine="facture"), "machine", "n’est pas un genre de dossier"),
    (relation(machine=""), "machine", "n’est pas un genre de dossier"),
    (relation(marche="inconnu"), "marche", "n’est pas au registre"),
    (relation(marche=""), "marche", "absent"),
    (relation(siret=C), "siret", "n’est pas titulaire"),
    (relation(siret="1234"), "siret", "14 chiffres"),
    (relation(siret=""), "siret", "absent"),
    (relation(etat="ailleurs"), "etat", "n’est pas un état"),
    (relation(etat="close"), "etat", "final"),
    (relation(etat=""), "etat", "absent"),
    (relation(etat_depuis=""), "etat_depuis", "absente"),
    (relation(etat_depuis="04/03/2025"), "etat_depuis", "avenir"),
    (relation(etat_depuis="31/02/2025"), "etat_depuis", "calendrier"),
    (relation(courrier_recu_le=""), "courrier_recu_le", "manque"),
    (relation(courrier_recu_le="12/03/2025"), "courrier_recu_le", "avenir"),
    (relation(courrier_recu_le="19/02/2025"), "courrier_recu_le", "précéder l’envoi"),
    (relation(etat="courrier_envoye", courrier_envoye_le=""), "courrier_envoye_le", "manque"),
    (relation(etat="plan_rattrapage"), "echeance", "manque"),
    (relation(etat="defaillance_notifiee", **SANS_COURRIER), "courrier_recu_le", "délai passé"),
    (
        relation(etat="penalite_decidee", montant="38600", **SANS_COURRIER),
        "courrier_recu_le",
        "refus",
    ),
    (relation(etat="rencontre", **SANS_COURRIER), "courrier_recu_le", "une alerte et ses suites"),
    (relation(etat="defaillance_notifiee", **ANCIEN), "date_notification", "manque"),
    (
        relation(etat="observations", invitation_recue_le="27/01/2025", **ANCIEN),
        "montant",
        "manque",
    ),
    (relation(etat="penalite_decidee", **ANCIEN), "montant", "manque"),
    (
        relation(etat="observations", montant="1", invitation_recue_le="10/01/2025", **ANCIEN),
        "invitation_recue_le",
        "fin du délai",
    ),
    (
        relation(etat="rencontre", date_rencontre="22/01/2025", **ANCIEN),
        "date_rencontre",
        "fin du délai",
    ),
    (
        relation(etat="alerte", refus_ecrit_le="28/01/2025", date_rencontre="27/01/2025", **ANCIEN),
        "date_rencontre",
        "refus écrit",
    ),
    (
        relation(etat_depuis="10/06/2023", courrier_envoye_le="", courrier_recu_le="10/06/2023"),
        "etat_depuis",
        "précède la notification du marché",
    ),
    (relation(facilitateur="zoe"), "facilitateur", "n’existe pas"),
    (relation(facilitateur="ref"), "facilitateur", "ne suit pas"),
    (relation(facilitateur=""), "facilitateur", "absent"),
    (relation(convention="AUTRE"), "convention", "OULLINS-2022"),
    (relation(convention=""), "convention", "absente"),
    (relation(contacts="douze"), "contacts", "nombre entier"),
    (relation(contacts="99"), "contacts", "trop grand"),
    (relation(ecrits="7"), "ecrits", "plus d’écrits"),
    (relation(montant="cher"), "montant", "nombre"),
    (relation(mode_envoi="pigeon"), "mode_envoi", "« lettre recommandée électronique »"),
    (relation(objet="Une école"), "objet", "ne vaut pas"),
    (marche(contacts="2"), "contacts", "ne vaut pas"),
    (marche(etat="clos"), "etat", "final"),
)


@pytest.mark.parametrize(("ligne", "champ", "motif"), REFUS)
def test_a_bad_line_is_set_aside_with_its_column_and_the_others_go_on(
    leger: Portefeuille, tmp_path: Path, ligne: dict[str, Any], champ: str, motif: str
) -> None:
    dite = prendre(leger, tmp_path, ligne, relation(marche=T3, siret=B))

    [refus] = dite["quarantaine"]
    assert (refus["fichier"], refus["ligne"], refus["champ"]) == ("reprise.csv", 2, champ)
    assert motif in refus["motif"]
    assert [un["ligne"] for un in dite["dossiers"]] == [3, 3]


def test_every_fault_of_a_line_is_told_at_once(leger: Portefeuille, tmp_path: Path) -> None:
    [refus] = prendre(leger, tmp_path, relation(etat="", siret="1", contacts="x"))["quarantaine"]
    assert refus["champ"] == "siret"
    assert " ; etat : " in refus["motif"]
    assert " ; contacts : " in refus["motif"]


def test_the_same_line_twice_counts_once(leger: Portefeuille, tmp_path: Path) -> None:
    dite = prendre(leger, tmp_path, relation(), relation(marche=f"{LYON}/{T1}"))
    assert motifs(dite) == [(3, "ligne")]
    assert dite["ouverts"] == 1


def test_two_lines_that_contradict_each_other_open_nothing(
    leger: Portefeuille, tmp_path: Path
) -> None:
    dite = prendre(leger, tmp_path, relation(), relation(etat="alerte"))
    assert motifs(dite) == [(2, "ligne"), (3, "ligne")]
    assert dite["dossiers"] == []


def test_a_relation_waits_for_the_line_of_its_marche(leger: Portefeuille, tmp_path: Path) -> None:
    dite = prendre(leger, tmp_path, relation(), marche(etat="nulle_part"))
    assert motifs(dite) == [(2, "marche"), (3, "etat")]


def test_a_number_of_several_marches_is_ambiguous(leger: Portefeuille, tmp_path: Path) -> None:
    autre = leger.rangees("SELECT min(id) FROM marche WHERE identifiant = :n", n="2025-07")[0][0]
    leger_id = relation(marche=str(autre), siret=A)
    [refus] = prendre(leger, tmp_path, leger_id)["quarantaine"]
    assert REL1 in refus["motif"]


def test_a_closed_marche_takes_no_relation(leger: Portefeuille, tmp_path: Path) -> None:
    racine = prendre(leger, tmp_path, marche(marche=T2))["dossiers"][0]["dossier"]
    leger.fire(racine, "clore", motif="fini")
    [refus] = prendre(leger, tmp_path, relation(marche=T2))["quarantaine"]
    assert "clos" in refus["motif"]


def test_another_agreement_than_that_of_the_marche(leger: Portefeuille, tmp_path: Path) -> None:
    with leger.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql(
            "INSERT INTO convention (reference, structure, donneur_ordre, effet_le, duree, fin_le,"
            " zone, parametres) SELECT 'AUTRE', structure, donneur_ordre, effet_le, duree, fin_le,"
            " zone, parametres FROM convention"
        )
    dite = prendre(leger, tmp_path, marche(marche=T2), relation(marche=T2, convention="AUTRE"))
    assert motifs(dite) == [(3, "convention")]


def test_a_dossier_opened_meanwhile_is_left_alone(
    leger: Portefeuille, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from services.reprise import taking

    vraie = taking.executer

    def devancer(*arguments: Any) -> Any:
        monkeypatch.setattr(taking, "executer", vraie)
        prendre(leger, tmp_path, relation())
        return vraie(*arguments)

    monkeypatch.setattr(taking, "executer", devancer)
    dite = prendre(leger, tmp_path, relation(), marche(marche=T3))
    assert motifs(dite) == [(2, "ligne")]
    assert [un["machine"] for un in dite["dossiers"]] == ["marche"]


def test_a_line_that_fails_while_written_takes_its_marche_back_and_the_others_go_on(
    leger: Portefeuille, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from services.reprise import carrying

    vraie = carrying.ouvrir_dossier

    def trebucher(chantier: Any, nouveau: Any) -> Any:
        if nouveau.sujet.startswith("LAQUET") and nouveau.marche == repris_avant:
            monkeypatch.setattr(carrying, "ouvrir_dossier", vraie)
            raise ValeurInvalide("numero", "le disque a bronché")
        return vraie(chantier, nouveau)

    [(repris_avant,)] = leger.rangees("SELECT id FROM marche WHERE identifiant = :n", n=T2)
    monkeypatch.setattr(carrying, "ouvrir_dossier", trebucher)
    avant = leger.rangees("SELECT count(*) FROM dossier")[0][0]

    dite = prendre(leger, tmp_path, relation(marche=T2), relation(marche=T2, siret=B))

    assert motifs(dite) == [(2, "numero")]
    assert [un["etat"] for un in dite["dossiers"]] == ["en_suivi", "courrier_recu"]
    assert leger.rangees("SELECT count(*) FROM dossier")[0][0] == avant + 2
    assert leger.rangees("SELECT count(*) FROM dossier WHERE seq = 0")[0][0] == 0
