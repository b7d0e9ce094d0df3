"""The YAML file of an agreement: read strictly, entered whole, once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from services.register.register_conventions import ajouter_convention, lire_convention, lire_fichier
from storage.register_people import (
    conventions,
    donneur_ordre_par_id,
)
from storage.register_queries import noms_donneurs
from storage.unit_of_work import Travail
from workflow.errors import ValeurInvalide

TEXTE = """\
reference: CONV-OULLINS-2022
structure:
  siret: 130 003 544 000 33
  nom: Maison Métropolitaine d’Insertion pour l’Emploi
  courriel: clauses@mmie.fr
donneur_ordre:
  nom: Oullins-Pierre-Bénite
  identites:
    - {siret: 21690149600010, nom: Ville d’Oullins}
    - {siret: 20010274700017, du: 2024-01-01}
effet_le: 2022-07-25
duree: 4 ans
parametres:
  relation_entreprise: {delai_courrier: 15 j, contacts_requis: 03}
source: Convention-cadre du 23/06/2022
"""


def test_an_agreement_is_entered_once(registre_partout: Travail, tmp_path: Path) -> None:
    fichier = tmp_path / "convention.yaml"
    fichier.write_text(TEXTE, encoding="utf-8")
    premiere = ajouter_convention(registre_partout, lire_fichier(fichier))
    seconde = ajouter_convention(registre_partout, lire_fichier(fichier))
    convention = premiere.objet
    assert (premiere.cree, seconde.cree, seconde.modifie) == (True, False, False)
    assert (convention.fin_le, convention.zone) == (date(2026, 7, 24), "metropole")
    assert convention.parametres == {
        "relation_entreprise": {"delai_courrier": "15 j", "contacts_requis": "03"}
    }
    with registre_partout.lire() as connexion:
        siege = "SELECT siret FROM structure WHERE id = :i"
        siret = connexion.execute(text(siege), {"i": convention.structure}).scalar_one()
        donneur = donneur_ordre_par_id(connexion, convention.donneur_ordre)
        noms = [
            noms_donneurs(connexion, [convention.donneur_ordre], un)[convention.donneur_ordre]
            for un in (date(2023, 12, 31), date(2024, 1, 1))
        ]
        assert conventions(connexion) == [convention]
    assert donneur is not None
    assert (siret, donneur.nom) == ("13000354400033", "Oullins-Pierre-Bénite")
    assert noms == ["Ville d’Oullins", "Oullins-Pierre-Bénite"]


def test_a_change_is_told(registre: Travail) -> None:
    ajouter_convention(registre, lire_convention(TEXTE))
    prolongee = TEXTE.replace("4 ans", "5 ans")
    assert ajouter_convention(registre, lire_convention(prolongee)).modifie
    autre_nom = prolongee.replace("clauses@mmie.fr", "insertion@mmie.fr")
    assert ajouter_convention(registre, lire_convention(autre_nom)).modifie


@pytest.mark.parametrize(
    ("avant", "apres", "champ"),
    [
        ("reference: CONV-OULLINS-2022", "reference:", "reference"),
        ("effet_le: 2022-07-25", "effet_le: 2022-02-30", "effet_le"),
        ("effet_le: 2022-07-25\n", "", "effet_le"),
        ("duree: 4 ans", "duree: quatre ans", "duree"),
        ("duree: 4 ans", "duree: 5 jo", "duree"),
        ("duree: 4 ans", "duree: {a: 1}", "duree"),
        ("duree: 4 ans", "duree: 4 ans\nzone: mars", "zone"),
        ("source: ", "sources: ", "sources"),
        ("source: ", "reference: ", "reference"),
        ("  nom: Oullins", "  nomm: Oullins", "donneur_ordre.nomm"),
        ("    - {siret: 21690149600010,", "    - {du: hier,", "donneur_ordre.identites.du"),
        ("parametres:\n  relation_entreprise: {", "parametres: 3\nx: {", "x"),
        ("structure:", "structure: 3\nx:", "x"),
        ("  identites:", "  siret: 1\n  identites:", "donneur_ordre.identites"),
    ],
)
def test_a_wrong_field_is_named(avant: str, apres: str, champ: str) -> None:
    assert avant in TEXTE
    with pytest.raises(ValeurInvalide) as refus:
        lire_convention(TEXTE.replace(avant, apres, 1))
    assert refus.value.champ == champ


@pytest.mark.parametrize("texte", ["", "- a", "a: [", "? [a]\n: b"])
def test_what_is_no_agreement_is_refused(texte: str) -> None:
    with pytest.raises(ValeurInvalide):
        lire_convention(texte)


@pytest.mark.parametrize(
    "remplace", [("130 003 544 000 33", "130 003 544 000 34"), ("clauses@mmie.fr", "clauses")]
)
def test_nothing_is_half_written(registre: Travail, remplace: tuple[str, str]) -> None:
    with pytest.raises(ValeurInvalide):
        ajouter_convention(registre, lire_convention(TEXTE.replace(*remplace)))
    mauvais = TEXTE.replace("20010274700017", "20010274700018")
    with pytest.raises(ValeurInvalide):
        ajouter_convention(registre, lire_convention(mauvais))
    with registre.lire() as connexion:
        assert conventions(connexion) == []
        assert connexion.execute(text("SELECT count(*) FROM structure")).scalar_one() == 0


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValeurInvalide) as refus:
        lire_fichier(tmp_path / "absent.yaml")
    assert refus.value.champ == "fichier"
