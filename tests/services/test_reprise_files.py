"""The files of a reprise: any spelling of CSV, workbooks as people make them, the template."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from services.importing import workbooks
from services.importing.errors import FichierIllisible
from services.reprise import modele, reprendre
from services.reprise.errors import TitresInvalides
from tests.portfolio import A, B, Portefeuille
from tests.services.reprise_samples import (
    T1,
    T2,
    en_csv,
    en_xlsx,
    marche,
    prendre,
    prendre_fichier,
    relation,
)


@pytest.mark.parametrize("separateur", [";", ",", "\t"])
@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_csv_of_any_spelling(
    leger: Portefeuille, tmp_path: Path, separateur: str, encodage: str
) -> None:
    lignes = [relation(numero="pli du 3 allée du Théâtre")]
    chemin = en_csv(tmp_path / "r.csv", lignes, separateur=separateur, encodage=encodage)
    dite = prendre_fichier(leger, chemin)
    assert dite["quarantaine"] == []
    [ligne] = leger.journal(dite["dossiers"][-1]["dossier"])
    assert json.loads(ligne.payload)["numero"] == "pli du 3 allée du Théâtre"


def test_workbook_with_a_title_real_dates_and_numbers(leger: Portefeuille, tmp_path: Path) -> None:
    dite = prendre_fichier(leger, en_xlsx(tmp_path / "r.xlsx", [relation(), marche(siret=None)]))
    assert (dite["ouverts"], dite["quarantaine"]) == (2, [])
    assert [un["ligne"] for un in dite["dossiers"]] == [4, 3]
    enregistre = prendre(leger, tmp_path, relation(), marche())
    assert enregistre["inchanges"] == 2


def test_a_siret_that_lost_its_zero_is_mended_and_told(leger: Portefeuille, tmp_path: Path) -> None:
    dite = prendre(leger, tmp_path, relation(siret="6620112000848"))
    [refus] = dite["quarantaine"]
    assert "06620112000848 n’est pas titulaire" in refus["motif"]
    assert "zéro initial perdu" in dite["avertissements"][0]["motif"]


def test_labels_and_other_spellings_are_understood(leger: Portefeuille, tmp_path: Path) -> None:
    ligne = relation(machine="Relation entreprise", etat="Courrier reçu, délai en cours")
    titres = {
        "etat_depuis": "État depuis",
        "siret": "SIRET du titulaire",
        "contacts": "Contacts non aboutis",
        "courrier_recu_le": "Courrier reçu le",
    }
    dite = prendre(leger, tmp_path, {titres.get(nom, nom): une for nom, une in ligne.items()})
    assert (dite["ouverts"], dite["quarantaine"]) == (1, [])


def test_comments_blank_lines_and_commented_columns_are_passed(
    leger: Portefeuille, tmp_path: Path
) -> None:
    chemin = en_csv(tmp_path / "r.csv", [relation(**{"# à revoir": "oui"})])
    texte = chemin.read_text("utf-8")
    chemin.write_text(f"# mon portefeuille\n\n{texte}# fin;;;\n;;;\n", "utf-8")
    dite = prendre_fichier(leger, chemin)
    assert (dite["lus"], dite["ouverts"]) == (1, 1)
    assert dite["dossiers"][-1]["ligne"] == 4


@pytest.mark.parametrize(
    ("contenu", "mot"),
    [
        (b"", "aucune ligne à reprendre"),
        (b"\xef\xbb\xbf\r\n", "aucune ligne à reprendre"),
        (b"machine;marche;etat\n", "aucune ligne à reprendre"),
        (b"# notes\n\n", "n’a pas de colonne"),
        (b"a;b;c\n1;2;3\n", "colonne machine, marche, etat"),
        (b"machine;marche;etat;siret;siret\n", "deux colonnes"),
        (b"PK\x03\x04 rien", "classeur"),
        (b"%PDF-1.7", "PDF"),
        (b"<html>", "page web"),
    ],
)
def test_an_unreadable_file_is_refused_whole(
    leger: Portefeuille, tmp_path: Path, contenu: bytes, mot: str
) -> None:
    chemin = tmp_path / "r.csv"
    chemin.write_bytes(contenu)
    with pytest.raises(FichierIllisible) as refus:
        reprendre(leger.bureau, chemin, essai=False, acteur="cli:test")
    assert mot in refus.value.message
    assert refus.value.remede


def test_an_empty_file_says_what_to_put_in_it(leger: Portefeuille, tmp_path: Path) -> None:
    for contenu in (b"", b"\n\n\n\n\n\n", b"machine;marche;etat\n"):
        (tmp_path / "r.csv").write_bytes(contenu)
        with pytest.raises(FichierIllisible) as refus:
            reprendre(leger.bureau, tmp_path / "r.csv", essai=False, acteur="cli:test")
        assert "machine, marche, etat" in refus.value.remede
        assert "--modele" in refus.value.remede


def test_an_unknown_column_is_one_warning_and_stops_no_line(
    leger: Portefeuille, tmp_path: Path
) -> None:
    lignes = [
        relation(humeur="bonne", montan="10"),
        relation(marche=T2, siret=B, humeur="bonne", montan="20"),
    ]
    dite = prendre(leger, tmp_path, *lignes)
    assert (dite["ouverts"], dite["quarantaine"]) == (2, [])
    titres = [un for un in dite["avertissements"] if "colonne inconnue" in un["motif"]]
    assert [(un["ligne"], un["champ"]) for un in titres] == [(1, "humeur"), (1, "montan")]
    assert "« montant »" in titres[1]["motif"]


@pytest.mark.parametrize(
    ("titre", "mauvais"),
    [("etat", "etatt"), ("siret", "sirret"), ("courrier_recu_le", "courier_recu_le")],
)
def test_a_misspelt_column_that_lines_need_refuses_the_file(
    leger: Portefeuille, tmp_path: Path, titre: str, mauvais: str
) -> None:
    ligne = {mauvais if nom == titre else nom: une for nom, une in relation().items()}
    avant = leger.tout()
    with pytest.raises(TitresInvalides) as refus:
        prendre(leger, tmp_path, ligne, ligne | {"marche": T2})
    assert f"Écrivez « {titre} » au lieu de « {mauvais} »." in refus.value.remede
    assert leger.tout() == avant


def test_a_missing_file_is_said(leger: Portefeuille, tmp_path: Path) -> None:
    with pytest.raises(FichierIllisible, match="n’existe pas"):
        reprendre(leger.bureau, tmp_path / "rien.csv", essai=True, acteur="cli:test")


@pytest.mark.parametrize("nom", ["modele.csv", "modele.xlsx"])
def test_the_template_shows_what_it_takes_and_its_examples_are_refused(
    leger: Portefeuille, tmp_path: Path, nom: str
) -> None:
    modele(tmp_path / nom)
    dite = prendre_fichier(leger, tmp_path / nom, essai=True)
    assert dite["lus"] == 2
    assert {une["motif"] for une in dite["quarantaine"]} == {
        "ligne d’exemple du modèle : remplacez-la"
    }


def test_the_template_lists_every_state_that_may_be_taken_over(tmp_path: Path) -> None:
    modele(tmp_path / "m.csv")
    texte = (tmp_path / "m.csv").read_text("utf-8-sig")
    assert "# États d’une ligne « Relation entreprise » : " in texte
    assert " ; Courrier reçu, délai en cours ; " in texte
    assert "Suspendu" in texte
    assert "; Close" not in texte
    assert (
        "# Colonne « Mode d’envoi », d’une ligne « Relation entreprise » : "
        "choix : lettre recommandée avec avis de réception"
    ) in texte


def test_the_examples_of_the_template_fit_the_machines(leger: Portefeuille, tmp_path: Path) -> None:
    modele(tmp_path / "m.csv")
    texte = (tmp_path / "m.csv").read_text("utf-8-sig")
    texte = texte.replace("EXEMPLE-2024-01", T1).replace("00000000000000", A)
    texte = texte.replace("camille", "fac").replace("REFERENCE-DE-LA-CONVENTION", "OULLINS-2022")
    (tmp_path / "m.csv").write_text(texte, "utf-8")
    assert prendre_fichier(leger, tmp_path / "m.csv")["quarantaine"] == []


def test_too_many_lines_are_a_mistake_of_file(leger: Portefeuille, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("machine;marche;etat\n" + "x;y;z\n" * 50_001, "utf-8")
    with pytest.raises(FichierIllisible, match="50000 lignes"):
        reprendre(leger.bureau, tmp_path / "r.csv", essai=True, acteur="cli:test")


def test_more_cells_than_titles_and_an_open_quote(leger: Portefeuille, tmp_path: Path) -> None:
    texte = 'machine;marche;etat\nmarche;x;lance;de trop\n"marche;x;lance\n'
    (tmp_path / "r.csv").write_text(texte, "utf-8")
    dite = prendre_fichier(leger, tmp_path / "r.csv")
    assert [(une["ligne"], une["champ"]) for une in dite["quarantaine"]] == [
        (2, "ligne"),
        (3, "ligne"),
    ]


def test_a_workbook_without_the_titles_names_them(leger: Portefeuille, tmp_path: Path) -> None:
    chemin = en_xlsx(tmp_path / "r.xlsx", [{"machine": "marche", "autre": "x"}])
    with pytest.raises(FichierIllisible, match="n’a pas de colonne"):
        reprendre(leger.bureau, chemin, essai=True, acteur="cli:test")


@pytest.mark.parametrize(
    ("borne", "valeur", "dit"),
    [("DEPLIE_MAX", 10, "une fois déplié"), ("PARTIES_MAX", 3, "plus de 3 parties")],
)
def test_a_workbook_of_too_many_parts_or_too_large_is_refused(
    leger: Portefeuille,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    borne: str,
    valeur: int,
    dit: str,
) -> None:
    monkeypatch.setattr(workbooks, borne, valeur)
    chemin = en_xlsx(tmp_path / "r.xlsx", [marche()])
    with pytest.raises(FichierIllisible, match=dit):
        reprendre(leger.bureau, chemin, essai=True, acteur="cli:test")


def test_decimals_and_booleans_of_a_workbook(leger: Portefeuille, tmp_path: Path) -> None:
    ligne = relation(montant=1250.1, contacts=None, ecrits=None, notifie_le="24/01/2025")
    dite = prendre_fichier(leger, en_xlsx(tmp_path / "r.xlsx", [ligne]))
    [ouverture] = leger.journal(dite["dossiers"][-1]["dossier"])
    assert json.loads(ouverture.payload)["montant"] == "1250.10"


def test_a_formula_without_its_result_is_told_with_its_cell(
    leger: Portefeuille, tmp_path: Path
) -> None:
    """What only a program wrote holds no result: read as empty, a date would be lost in silence."""
    lignes = [relation(courrier_recu_le="=DATE(2025,2,24)"), relation(etat="=A1", facilitateur="")]
    with pytest.raises(FichierIllisible) as dit:
        reprendre(leger.bureau, en_xlsx(tmp_path / "r.xlsx", lignes), essai=True, acteur="cli:test")
    assert "formule non calculée" in dit.value.message
    assert "cellules K3, D4 : formule" in dit.value.message
    assert "enregistrez-le" in dit.value.remede
