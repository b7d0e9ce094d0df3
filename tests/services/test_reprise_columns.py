"""Every column that the template of a reprise names works, under the title that it gives."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from services.reprise import modele
from services.reprise.columns import Colonnes
from services.reprise.lines import Lecteur
from services.reprise.records import MACHINES, Ligne
from services.reprise.sheets import lire_tableau
from tests.portfolio import Portefeuille
from tests.services.reprise_samples import T2, en_csv, marche, prendre, relation

_COLONNE = re.compile(r"Colonne « (.+) », d’une ligne « (.+) »")
_ETATS = re.compile(r"États d’une ligne « (.+) »")
_VALEURS = {"date": "2025-01-15", "entier": "1", "decimal": "1", "texte": "x", "piece": "x"}


def _notes(chemin: Path) -> dict[str, str]:
    """What the template says beside its titles: subject, text."""
    modele(chemin)
    if chemin.suffix == ".xlsx":
        return {
            str(sujet): str(texte) for sujet, texte in load_workbook(chemin)["Mode d’emploi"].values
        }
    lignes = (une for une in chemin.read_text("utf-8-sig").splitlines() if une.startswith("#"))
    return dict(une.removeprefix("# ").split(" : ", 1) for une in lignes)


def _lire(p: Portefeuille, chemin: Path, *rangees: dict[str, str]) -> list[Ligne]:
    """The lines of a file, as the reprise understands them."""
    definitions = {nom: p.bureau.machines.courantes[nom].definition for nom in MACHINES}
    tableau = lire_tableau(en_csv(chemin, rangees), Colonnes(definitions))
    assert tableau.inconnues == ()
    lecteur = Lecteur(definitions, chemin.name, date(2025, 3, 3))
    return [lecteur.lire(une) for une in tableau.rangees]


def _valeur(accepte: str) -> str:
    genre, _, choix = accepte.partition(" : ")
    return choix.split(", ")[0] if genre == "choix" else _VALEURS[genre]


@pytest.mark.parametrize("nom", ["modele.csv", "modele.xlsx"])
def test_every_column_that_the_template_names_is_taken(
    leger: Portefeuille, tmp_path: Path, nom: str
) -> None:
    notes = _notes(tmp_path / nom)
    nommees = [
        (*m.groups(), texte) for sujet, texte in notes.items() if (m := _COLONNE.match(sujet))
    ]
    assert len(nommees) > 40
    for titre, machine, accepte in nommees:
        rangee = {"Genre de dossier": machine, "Marché": "T", "État": "x", titre: _valeur(accepte)}
        [ligne] = _lire(leger, tmp_path / "r.csv", rangee)
        definition = leger.bureau.machines.courantes[ligne.machine].definition
        pris = {definition.contexte[un].libelle for un in ligne.champs}
        assert pris == {titre}, (machine, titre, ligne.fautes)


def test_every_state_that_the_template_lists_is_known(leger: Portefeuille, tmp_path: Path) -> None:
    notes = _notes(tmp_path / "modele.csv")
    listes = {m[1]: texte for sujet, texte in notes.items() if (m := _ETATS.match(sujet))}
    assert len(listes) == len(MACHINES)
    for machine, etats in listes.items():
        for etat in etats.split(" ; "):
            rangee = {"Genre de dossier": machine, "Marché": "T", "État": etat}
            [ligne] = _lire(leger, tmp_path / "r.csv", rangee)
            definition = leger.bureau.machines.courantes[ligne.machine].definition
            assert definition.etats[ligne.etat].libelle == etat


def test_titles_of_two_kinds_of_line_stand_in_one_file(leger: Portefeuille, tmp_path: Path) -> None:
    titres = ("Notifié le", "Marché notifié le", "Défaillance notifiée le")
    jours = dict(zip(titres, ("2025-01-06", "2025-01-07", "2025-02-14"), strict=True))
    un = {"Genre de dossier": "Marché", "Marché": "T", titres[0]: jours[titres[0]]}
    une = {
        "Genre de dossier": "Relation entreprise",
        "Marché": "T",
        **{titre: jours[titre] for titre in titres[1:]},
    }
    du_marche, de_la_relation, mauvaise = _lire(
        leger,
        tmp_path / "r.csv",
        {"État": "x", **dict.fromkeys(titres, ""), **un},
        {"État": "x", **dict.fromkeys(titres, ""), **une},
        {"État": "x", **jours, **un},
    )
    assert du_marche.champs == {"date_notification": date(2025, 1, 6)}
    assert de_la_relation.champs == {
        "notifie_le": date(2025, 1, 7),
        "date_notification": date(2025, 2, 14),
    }
    assert {champ for champ, motif in mauvaise.fautes if "ne vaut pas" in motif} == {
        "notifie_le",
        "Défaillance notifiée le",
    }


def test_a_name_and_a_title_that_disagree_are_told(leger: Portefeuille, tmp_path: Path) -> None:
    rangee = {"Genre de dossier": "Marché", "Marché": "T", "État": "x"}
    rangee |= {"Notifié le": "2025-01-06", "date_notification": "2025-01-07"}
    [ligne] = _lire(leger, tmp_path / "r.csv", rangee)
    assert any("deux colonnes donnent « Notifié le »" in motif for _, motif in ligne.fautes)


def test_titulaires_without_a_line_are_told_as_they_stand(
    leger: Portefeuille, tmp_path: Path
) -> None:
    def absents(*rangees: dict[str, str]) -> list[str]:
        dite = prendre(leger, tmp_path, *rangees, essai=True)
        return [un["motif"] for un in dite["avertissements"] if "sa relation" in un["motif"]]

    assert len(seuls := absents(marche(marche=T2))) == 2
    assert all("est titulaire et n’a pas de ligne" in un for un in seuls)
    [autre] = absents(marche(marche=T2), relation(marche=T2))
    assert "est titulaire aussi et n’a pas de ligne" in autre
