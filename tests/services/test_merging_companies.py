"""Duplicates of a company: found, foreseen, joined in one transaction, told on each dossier."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from services.accounts.signing_in import Visiteur
from services.errors import Interdit, Introuvable
from services.evidence.verifying import verifier
from services.importing.decp import importer_decp
from services.register.duplicate_companies import doublons
from services.register.foreseen_merges import prevoir_pour, retrouver
from services.register.merging_companies import Fusion, devenir, essayer, fusionner
from services.register.register_entreprises import EntrepriseSaisie, ajouter_entreprise
from services.register.register_identities import IdentiteSaisie
from states.company_names import nom_compare
from storage import accounts
from storage.looking import Portee
from tests.portfolio import LYON, MAR, REL1, REL2, VILLE, A, B, Portefeuille

JUMELLE = "51944339400027"
"""Another establishment of A: the same SIREN."""


def visiteur(portefeuille: Portefeuille, login: str = "fac") -> Visiteur:
    with portefeuille.bureau.travail.lire() as connexion:
        compte = accounts.par_login(connexion, login)
    assert compte is not None
    return Visiteur(compte=compte, roles=frozenset(json.loads(compte.roles)))


def publier(
    portefeuille: Portefeuille, dossier: Path, numero: str, siret: str, acheteur: str = VILLE
) -> None:
    marche = {
        "id": numero,
        "_type": "Marché",
        "acheteur": {"id": acheteur},
        "objet": "Toiture",
        "dateNotification": "2025-02-20",
        "dureeMois": 12,
        "montant": 1000,
        "titulaires": [{"titulaire": {"id": siret, "typeIdentifiant": "SIRET"}}],
    }
    chemin = dossier / f"{numero}.json"
    chemin.write_text(json.dumps({"marches": {"marche": [marche]}}), "utf-8")
    importer_decp(portefeuille.bureau, [chemin])


@pytest.fixture
def jumelles(portefeuille: Portefeuille, tmp_path: Path) -> Portefeuille:
    """A second entry of A, that holds a followed marché of its own."""
    publier(portefeuille, tmp_path, "2025-20", JUMELLE)
    portefeuille.suivre("2025-20")
    return portefeuille


def fusion(portefeuille: Portefeuille, gardee: str = A, absorbee: str = JUMELLE) -> Fusion:
    return Fusion(
        gardee=retrouver(portefeuille.bureau, gardee, "gardee"),
        absorbee=retrouver(portefeuille.bureau, absorbee, "absorbee"),
        motif="même SIREN, confirmé par Mme Zéphyr",
        acteur="cli:test",
    )


def numeros(portefeuille: Portefeuille, siret: str) -> set[str]:
    requete = """SELECT d.numero FROM dossier d
        JOIN entreprise_identite i ON i.entreprise = d.entreprise WHERE i.identifiant = :s"""
    return {une.numero for une in portefeuille.rangees(requete, s=siret)}


def test_the_duplicates_are_found_by_siren_and_by_name(jumelles: Portefeuille) -> None:
    lus = doublons(jumelles.bureau, visiteur(jumelles))
    (groupe,) = lus["groupes"]
    assert groupe["pourquoi"].endswith("519443394")
    assert {un for fiche in groupe["fiches"] for un in fiche.identifiants} == {A, JUMELLE}
    for siret, nom in ((B, "S.A.R.L. Bâtir"), ("41816609600069", "BATIR")):
        saisie = EntrepriseSaisie(nom, (IdentiteSaisie(siret),))
        ajouter_entreprise(jumelles.bureau.travail, saisie)
    lus = doublons(jumelles.bureau, visiteur(jumelles))
    assert [un["pourquoi"][:9] for un in lus["groupes"]] == ["Même SIRE", "Même nom,"]
    assert [fiche.dossiers for fiche in lus["groupes"][1]["fiches"]] == [1, 0]


def test_every_name_is_kept_as_it_is_compared(jumelles: Portefeuille) -> None:
    """Imported, added, renamed: the pages look for the key, and never compute it."""
    saisie = EntrepriseSaisie("Éts. Bâtir et Cie", (IdentiteSaisie(JUMELLE),))
    ajouter_entreprise(jumelles.bureau.travail, saisie)
    lues = jumelles.rangees("SELECT nom, nom_compare FROM entreprise")
    assert "batircie" in {une.nom_compare for une in lues}
    assert [une.nom_compare for une in lues] == [nom_compare(une.nom) for une in lues]


def test_one_is_joined_to_the_other_and_every_open_dossier_says_so(
    jumelles: Portefeuille, tmp_path: Path
) -> None:
    (sien,) = numeros(jumelles, JUMELLE)
    prevue = prevoir_pour(jumelles.bureau, visiteur(jumelles), *_cles(jumelles))
    avant = jumelles.tout()
    assert ([un.numero for un in prevue.ouverts], prevue.marches) == ([sien], 1)
    assert jumelles.tout() == avant
    demandee = fusion(jumelles)
    fusionner(jumelles.bureau, demandee)
    assert numeros(jumelles, JUMELLE) == numeros(jumelles, A) == {REL1, sien}
    ligne = jumelles.journal(sien)[-1]
    assert (ligne.event, ligne.kind, ligne.actor) == ("entreprise_reunie", "note", "cli:test")
    assert JUMELLE in json.loads(ligne.explanation)[0]
    assert "Zéphyr" not in ligne.payload + (ligne.reason or "")
    assert jumelles.journal(REL1)[-1].event != "entreprise_reunie"
    assert verifier(jumelles.bureau)["intact"]
    (fiche,) = jumelles.rangees(
        "SELECT reunie_avec FROM entreprise WHERE id = :id", id=demandee.absorbee
    )
    assert fiche.reunie_avec == demandee.gardee
    assert devenir(jumelles.bureau, demandee.absorbee)["par"] == "cli:test"
    publier(jumelles, tmp_path, "2025-21", JUMELLE, LYON)
    (tenu,) = jumelles.rangees(
        """SELECT t.entreprise FROM titulaire t JOIN marche m ON m.id = t.marche
        WHERE m.identifiant = '2025-21'"""
    )
    assert tenu.entreprise == demandee.gardee


def _cles(portefeuille: Portefeuille) -> tuple[int, int]:
    une = fusion(portefeuille)
    return une.gardee, une.absorbee


def test_a_line_of_three_points_to_the_one_that_goes_on(
    jumelles: Portefeuille, tmp_path: Path
) -> None:
    publier(jumelles, tmp_path, "2025-30", "41816609600069")
    premiere = fusion(jumelles, absorbee=JUMELLE)
    fusionner(jumelles.bureau, premiere)
    fusionner(jumelles.bureau, fusion(jumelles, "41816609600069", A))
    derniere = retrouver(jumelles.bureau, "41816609600069", "gardee")
    requete = "SELECT id FROM entreprise WHERE reunie_avec = :id"
    assert len(jumelles.rangees(requete, id=derniere)) == 2
    assert retrouver(jumelles.bureau, JUMELLE, "absorbee") == derniere


def refus(portefeuille: Portefeuille, **autres: Any) -> Interdit:
    avant = portefeuille.tout()
    demandee = Fusion(**{**vars(fusion(portefeuille)), **autres})
    with pytest.raises(Interdit) as essayee:
        essayer(portefeuille.bureau, demandee)
    with pytest.raises(Interdit) as levee:
        fusionner(portefeuille.bureau, demandee)
    assert essayee.value.message == levee.value.message
    assert portefeuille.tout() == avant
    return levee.value


def test_two_live_relations_with_one_marche_are_not_joined(jumelles: Portefeuille) -> None:
    dite = refus(jumelles, absorbee=retrouver(jumelles.bureau, B, "absorbee"))
    assert f"{REL1} et {REL2}" in dite.message
    assert "Clôturez" in dite.remede


def test_what_is_wrong_is_named(jumelles: Portefeuille) -> None:
    gardee, absorbee = _cles(jumelles)
    assert refus(jumelles, motif="  ").champ == "motif"
    assert "même entreprise" in refus(jumelles, absorbee=gardee).message
    assert "autre structure" in refus(jumelles, portee=Portee(structure=99)).message
    with pytest.raises(Introuvable):
        fusionner(jumelles.bureau, Fusion(gardee=999, absorbee=absorbee, motif="x", acteur="x"))
    with pytest.raises(Introuvable):
        retrouver(jumelles.bureau, "41816609600069", "gardee")
    fusionner(jumelles.bureau, fusion(jumelles))
    assert "déjà réunie" in refus(jumelles, absorbee=absorbee).message


@pytest.mark.parametrize("login", ["ref", "ent", "compta", "adm"])
def test_only_the_team_reads_it(portefeuille_sqlite: Portefeuille, login: str) -> None:
    qui = visiteur(portefeuille_sqlite, login)
    with pytest.raises(Introuvable):
        doublons(portefeuille_sqlite.bureau, qui)
    with pytest.raises(Introuvable):
        prevoir_pour(portefeuille_sqlite.bureau, qui, 1, 2)


def test_a_marche_that_both_held_keeps_one_holder(jumelles: Portefeuille, tmp_path: Path) -> None:
    publier(jumelles, tmp_path, "2025-40", A)
    publier(jumelles, tmp_path, "2025-40", JUMELLE)
    prevue = fusionner(jumelles.bureau, fusion(jumelles))
    tenus = jumelles.rangees(
        """SELECT t.id FROM titulaire t JOIN marche m ON m.id = t.marche
        WHERE m.identifiant = '2025-40' AND t.entreprise = :e""",
        e=prevue.gardee.id,
    )
    assert len(tenus) == 1
    assert prevue.communs == ["2025-40"]
    assert jumelles.etat(MAR)


def test_one_known_by_its_number_takes_the_name_of_the_other(jumelles: Portefeuille) -> None:
    saisie = EntrepriseSaisie("Bâtir et Couvrir", (IdentiteSaisie(JUMELLE),))
    ajouter_entreprise(jumelles.bureau.travail, saisie)
    prevue = fusionner(jumelles.bureau, fusion(jumelles))
    requete = "SELECT nom FROM entreprise WHERE id = :id"
    assert prevue.gardee.nom == A
    assert jumelles.rangees(requete, id=prevue.gardee.id)[0].nom == "Bâtir et Couvrir"
