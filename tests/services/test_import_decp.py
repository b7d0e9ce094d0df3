"""DECP files of every format fill the register, once, and say what they could not take."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from services.importing.decp import importer_decp
from storage.register_queries import (
    compter_marches,
    modifications,
)
from storage.unit_of_work import Travail
from tests.services.register_samples import (
    ENTREPRISE_A,
    ENTREPRISE_B,
    ENTREPRISE_C,
    LYON,
    OULLINS,
    bureau_du_registre,
    ecrire_csv,
    ecrire_json,
    importer,
    lire,
    marche_2019,
    marche_2022,
    modification,
    rangee,
    tenants,
)

DONNEES = Path(__file__).parents[1] / "data"
TABULAIRE = DONNEES / "decp_travaux_2024S2_lyon_ain_isere_loire.csv"


def test_the_tabular_sample_gives_562_marches_and_twice_nothing(registre_partout: Travail) -> None:
    premier = importer(registre_partout, TABULAIRE)
    second = importer(registre_partout, TABULAIRE)
    assert (premier.lus, premier.nouveaux, premier.total_quarantaine) == (562, 562, 0)
    assert (second.lus, second.inchanges, second.modifies) == (562, 562, 0)
    assert second.doublons_probables == ()
    with registre_partout.lire() as connexion:
        assert compter_marches(connexion) == 562


def test_the_oldest_day_is_the_notification_the_others_are_modifications(
    registre: Travail,
) -> None:
    importer(registre, TABULAIRE)
    marche = lire(registre, "21690279100013/2024-005")
    with registre.lire() as connexion:
        jours = [une.notifiee_le for une in modifications(connexion, marche.id)]
    assert marche.date_notification == date(2024, 9, 16)
    assert jours == [date(2024, 12, 12), date(2024, 12, 19), date(2024, 12, 30)]
    assert tenants(registre, marche.uid, date(2024, 9, 16)) == ["85135754100032", "48754160900045"]


def test_near_identical_numbers_are_told_and_never_merged(registre: Travail) -> None:
    bilan = importer(registre, TABULAIRE)
    paires = {un.identifiants for un in bilan.doublons_probables}
    assert ("2023280903", "2023280903N0") in paires | {(b, a) for a, b in paires}


def test_two_lots_of_one_day_and_amount_are_no_double(registre: Travail) -> None:
    bilan = importer(registre, DONNEES / "decp_2019_lyon_10_marches.csv")
    assert (bilan.nouveaux, bilan.doublons_probables) == (10, ())


def test_the_official_example(registre_partout: Travail) -> None:
    bilan = importer(registre_partout, DONNEES / "decp_v2_exemple_officiel_modifications.json")
    assert (bilan.lus, bilan.nouveaux) == (2, 1)
    assert [(rebut.ligne, rebut.champ) for rebut in bilan.quarantaine] == [(4, "acheteur.id")]
    marche = lire(registre_partout, "TEST2022Bis")
    assert marche.considerations == ("Clause sociale", "Critère social")
    assert marche.montant == Decimal("575000.00")
    with registre_partout.lire() as connexion:
        (une,) = modifications(connexion, marche.id)
    assert (une.identifiant, une.montant) == ("1", Decimal("123457.87"))


def test_every_field_of_both_json_formats(registre: Travail, tmp_path: Path) -> None:
    fichier = tmp_path / "melange"
    fichier.write_text(json.dumps({"marches": [marche_2022(), marche_2019()]}), encoding="utf-8")
    importer(registre, fichier)
    ancien, recent = lire(registre, "2021S0400"), lire(registre, "2024-07")
    assert (recent.source, ancien.source) == ("decp-2022", "decp-2019")
    assert (recent.considerations, ancien.considerations) == (("Clause sociale",), None)
    assert (ancien.montant, ancien.duree_mois) == (Decimal(160000), 48)
    assert (ancien.nature, ancien.lieu) == ("Accord-cadre", "Lyon Code commune 69123")
    assert recent.date_publication == date(2024, 1, 15)
    assert (recent.cpv, recent.ccag) == ("45214200-2", "Travaux")


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("forme", ["json", "csv"])
def test_encodings_are_found_by_looking(
    registre: Travail, tmp_path: Path, encodage: str, forme: str
) -> None:
    chemin = tmp_path / "fichier.dat"
    if forme == "json":
        ecrire_json(chemin, [marche_2022()], encodage=encodage)
    else:
        ecrire_csv(chemin, [rangee(id="2024-07")], separateur=";", encodage=encodage)
    assert importer(registre, chemin).nouveaux == 1
    assert lire(registre, "2024-07").procedure == "Procédure adaptée"


@pytest.mark.parametrize(
    "forme",
    [
        lambda marches: {"marches": {"marche": marches}},
        lambda marches: {"marches": marches},
        lambda marches: marches,
        lambda marches: {"marches": [{"marche": un} for un in marches]},
        lambda marches: {"$schema": "x", "date": "2024", "marches": {"a": 1, "marche": marches}},
        lambda marches: {"marches": {"marche": marches, "contrat-concession": []}},
    ],
)
def test_any_nesting(registre: Travail, tmp_path: Path, forme: Any) -> None:
    fichier = tmp_path / "f.json"
    fichier.write_text(json.dumps(forme([marche_2022(), marche_2019()])), encoding="utf-8")
    assert importer(registre, fichier).nouveaux == 2


def test_one_record_per_line(registre: Travail, tmp_path: Path) -> None:
    fichier = tmp_path / "f.ndjson"
    lignes = [json.dumps(marche_2022(id=f"m{rang}")) for rang in range(3)]
    fichier.write_text("\n".join(lignes), encoding="utf-8")
    assert importer(registre, fichier).nouveaux == 3


def test_a_concession(registre: Travail, tmp_path: Path) -> None:
    concession = {
        "id": "DSP1",
        "autoriteConcedante": {"id": LYON},
        "nature": "Concession de service",
        "objet": "Chauffage urbain",
        "dateSignature": "2024-02-01",
        "valeurGlobale": 1000000,
        "concessionnaires": [{"concessionnaire": {"id": ENTREPRISE_A, "typeIdentifiant": "SIRET"}}],
    }
    fichier = tmp_path / "f.json"
    fichier.write_text(json.dumps({"marches": {"contrat-concession": [concession]}}))
    assert importer(registre, fichier).nouveaux == 1
    assert lire(registre, "DSP1").montant == Decimal(1000000)


@pytest.mark.parametrize(
    ("changes", "champ"),
    [
        ({"acheteur": None}, "acheteur.id"),
        ({"acheteur": {"id": "21690149600011"}}, "acheteur.id"),
        ({"id": ""}, "id"),
        ({"id": "x" * 200}, "id"),
        ({"dateNotification": "2024-02-30"}, "dateNotification"),
        ({"dateNotification": "0001-01-01"}, "dateNotification"),
        ({"dateNotification": "2204-05-01"}, "dateNotification"),
        ({"titulaires": None}, "titulaires"),
        ({"titulaires": [{"titulaire": {"id": "123"}}]}, "titulaires[1].id"),
        ({"titulaires": [{"id": "A1", "typeIdentifiant": "MARS"}]}, "titulaires[1].id"),
        ({"objet": [], "uid": None}, "objet"),
    ],
)
def test_without_its_essentials_a_record_is_quarantined_at_its_line(
    registre: Travail, tmp_path: Path, changes: dict[str, Any], champ: str
) -> None:
    fichier = ecrire_json(tmp_path / "f.json", [marche_2022(id="sain"), marche_2022(**changes)])
    bilan = importer(registre, fichier)
    texte = fichier.read_text(encoding="utf-8").splitlines()
    debuts = [rang for rang, ligne in enumerate(texte, 1) if ligne == "   {"]
    assert bilan.nouveaux == 1
    assert [(un.ligne, un.champ) for un in bilan.quarantaine] == [(debuts[1], champ)]


@pytest.mark.parametrize(
    ("changes", "champ"),
    [
        ({"montant": "NC"}, "montant"),
        ({"montant": -5}, "montant"),
        ({"montant": "1,234"}, "montant"),
        ({"montant": "38.600"}, "montant"),
        ({"dureeMois": "long"}, "dureeMois"),
        ({"codeCPV": "travaux"}, "codeCPV"),
        ({"considerationsSociales": ["Clause verte"]}, "considerationsSociales"),
        (
            {"considerationsSociales": ["Clause sociale", "Pas de considération sociale"]},
            "considerationsSociales",
        ),
        ({"datePublicationDonnees": "demain"}, "datePublicationDonnees"),
        ({"acheteur": {"id": 21690149600010, "nom": ["x"]}}, "acheteur.nom"),
        ({"titulaires": [{"id": ENTREPRISE_A}, {"id": "12"}]}, "titulaires[2].id"),
        ({"dateNotification": "2026-12-24"}, "dateNotification"),
        ({"modifications": [modification("a", "2024-01-01")]}, "modifications[1].id"),
        (
            {"modifications": [modification(1, "x")]},
            "modifications[1].dateNotificationModification",
        ),
    ],
)
def test_another_wrong_field_is_set_aside_and_named(
    registre: Travail, tmp_path: Path, changes: dict[str, Any], champ: str
) -> None:
    bilan = importer(registre, ecrire_json(tmp_path / "f.json", [marche_2022(**changes)]))
    assert bilan.nouveaux == 1
    assert [un.champ for un in bilan.avertissements] == [champ]


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [("1 234,56", "1234.56"), ("1.234,56 €", "1234.56"), ("1,234.5", "1234.50"), (1e9, "1e9")],
)
def test_amounts_as_people_write_them(
    registre: Travail, tmp_path: Path, ecrit: Any, lu: str
) -> None:
    importer(registre, ecrire_json(tmp_path / "f.json", [marche_2022(montant=ecrit)]))
    assert lire(registre, "2024-07").montant == Decimal(lu)


@pytest.mark.parametrize(
    ("ecrite", "lue"),
    [
        ("31/12/2023", date(2023, 12, 31)),
        ("2023-12-31T00:00:00", date(2023, 12, 31)),
        ("2023-12-30T23:30:00Z", date(2023, 12, 31)),
    ],
)
def test_days_as_people_write_them(
    registre: Travail, tmp_path: Path, ecrite: str, lue: date
) -> None:
    importer(registre, ecrire_json(tmp_path / "f.json", [marche_2022(dateNotification=ecrite)]))
    assert lire(registre, "2024-07").date_notification == lue


def test_nan_is_no_amount_and_is_told(registre: Travail, tmp_path: Path) -> None:
    fichier = ecrire_json(tmp_path / "f.json", [marche_2022(montant=float("nan"))])
    assert [un.champ for un in importer(registre, fichier).avertissements] == ["montant"]
    assert lire(registre, "2024-07").montant is None


def test_a_lost_zero_is_mended_only_when_the_key_agrees(registre: Travail, tmp_path: Path) -> None:
    marches = [marche_2022(acheteur={"id": "5520242000010"}), marche_2022(acheteur={"id": "123"})]
    bilan = importer(registre, ecrire_json(tmp_path / "f.json", marches))
    assert bilan.total_quarantaine == 2 - bilan.nouveaux
    assert len(bilan.avertissements) == bilan.nouveaux


def test_la_poste_passes(registre: Travail, tmp_path: Path) -> None:
    poste = [{"titulaire": {"id": "35600000000048", "typeIdentifiant": "SIRET"}}]
    fichier = ecrire_json(tmp_path / "f.json", [marche_2022(titulaires=poste)])
    assert importer(registre, fichier).nouveaux == 1


def test_a_foreign_holder(registre: Travail, tmp_path: Path) -> None:
    etranger = [{"titulaire": {"id": "de 123 456", "typeIdentifiant": "Hors UE"}}]
    importer(registre, ecrire_json(tmp_path / "f.json", [marche_2022(titulaires=etranger)]))
    assert tenants(registre, "2024-07", date(2024, 1, 1)) == ["DE123456"]


def test_a_broken_record_costs_only_itself(registre: Travail, tmp_path: Path) -> None:
    fichier = ecrire_json(tmp_path / "f.json", [marche_2022(id=f"m{rang}") for rang in range(3)])
    texte = fichier.read_text(encoding="utf-8")
    milieu = texte.index('"id": "m1"')
    fichier.write_text(texte[:milieu] + "NC " + texte[milieu:], encoding="utf-8")
    bilan = importer(registre, fichier)
    assert (bilan.lus, bilan.nouveaux) == (3, 2)
    ligne = texte[:milieu].count("\n")
    assert [(un.ligne, un.champ) for un in bilan.quarantaine] == [(ligne, "enregistrement")]


def test_a_cut_file_keeps_what_was_read(registre: Travail, tmp_path: Path) -> None:
    fichier = ecrire_json(tmp_path / "f.json", [marche_2022(id=f"m{rang}") for rang in range(3)])
    texte = fichier.read_text(encoding="utf-8")
    coupe = texte.index('"id": "m2"') + 40
    fichier.write_text(texte[:coupe], encoding="utf-8")
    bilan = importer(registre, fichier)
    assert (bilan.lus, bilan.nouveaux) == (3, 2)
    assert "tronqué" in bilan.quarantaine[0].motif


def test_csv_lines_are_physical_even_after_a_quoted_newline(
    registre: Travail, tmp_path: Path
) -> None:
    rangees = [rangee(id="a", acheteur_nom='VILLE\n"D\'OULLINS"'), rangee(id="b", acheteur_id="1")]
    bilan = importer(registre, ecrire_csv(tmp_path / "f.csv", rangees))
    assert bilan.nouveaux == 1
    assert [(un.ligne, un.champ) for un in bilan.quarantaine] == [(4, "acheteur.id")]


def test_an_open_quote_costs_one_line(registre: Travail, tmp_path: Path) -> None:
    fichier = ecrire_csv(tmp_path / "f.csv", [rangee(id=f"m{rang}") for rang in range(300)])
    lignes = fichier.read_text(encoding="utf-8").splitlines()
    lignes[10] = lignes[10].replace("VILLE", '"VILLE')
    fichier.write_text("\n".join(lignes), encoding="utf-8")
    bilan = importer(registre, fichier)
    assert (bilan.nouveaux, [un.ligne for un in bilan.quarantaine]) == (299, [11])


def test_wide_rows_with_several_holders(registre: Travail, tmp_path: Path) -> None:
    large = {
        "id": "L1",
        "acheteur.id": OULLINS,
        "objet": "Peinture",
        "datenotification": "2024-01-05",
        "titulaire_id_1": ENTREPRISE_A,
        "titulaire_typeidentifiant_1": "SIRET",
        "titulaire_id_2": f"{ENTREPRISE_B} | {ENTREPRISE_C}",
        "considerationssociales": "Clause sociale, Critère social",
    }
    importer(registre, ecrire_csv(tmp_path / "f.csv", [large], separateur="\t"))
    attendus = [ENTREPRISE_A, ENTREPRISE_B, ENTREPRISE_C]
    assert tenants(registre, "L1", date(2024, 1, 5)) == attendus
    assert lire(registre, "L1").considerations == ("Clause sociale", "Critère social")


def test_a_bad_row_beside_good_ones_of_its_marche_is_a_warning(
    registre: Travail, tmp_path: Path
) -> None:
    fichier = ecrire_csv(tmp_path / "f.csv", [rangee(), rangee(titulaire_id="12")])
    bilan = importer(registre, fichier)
    assert (bilan.lus, bilan.nouveaux) == (1, 1)
    assert [un.champ for un in bilan.avertissements] == ["titulaires[1].id"]


def test_progress_goes_from_reading_to_the_end(registre: Travail) -> None:
    pas: list[tuple[int, int | None]] = []
    importer_decp(bureau_du_registre(registre), [TABULAIRE], lambda *dits: pas.append(dits))
    taille = TABULAIRE.stat().st_size
    assert pas[-1] == (taille, taille)
    assert [fait for fait, _ in pas] == sorted(fait for fait, _ in pas)


def test_rebuts_are_sorted_by_place(registre: Travail, tmp_path: Path) -> None:
    rangees = [rangee(id=f"m{rang}", acheteur_id=str(rang)) for rang in range(40)]
    bilan = importer(registre, ecrire_csv(tmp_path / "f.csv", rangees))
    assert [un.ligne for un in bilan.quarantaine] == list(range(2, 42))
