"""A publication that changes the length of a followed marché: told, and taken by one act."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from services.importing.decp import importer_decp
from services.reading.explaining import expliquer_dossier
from services.reading.looking_dossier import dossier
from services.register.follow import Suivi, suivre_marche
from tests.portfolio import MAR, VILLE, A, Portefeuille
from tests.services.asking import refuse
from tests.services.register_samples import ecrire_json, marche_2022, modification
from tests.services.test_import_followed import importer, publie, taches

ACTE = "reprendre_la_duree_publiee"


def allonger(p: Portefeuille, dossier: Path, mois: int, **changes: Any) -> None:
    """The followed marché, of 12 months, has another length since 2 March."""
    une = modification(1, "2025-03-02", dureeMois=mois, **changes)
    importer(p, dossier, publie(datePublicationDonnees=None, modifications=[une]))


def possible(p: Portefeuille) -> bool:
    dites = expliquer_dossier(p.bureau, MAR, "fac")
    return any(un["evenement"] == ACTE for un in dites["possibles"])


def fin(p: Portefeuille) -> str:
    [(faits,)] = p.rangees("SELECT faits FROM dossier WHERE numero = :n", n=MAR)
    return str(json.loads(faits)["fin_du_marche_le"])


def jours(p: Portefeuille) -> dict[str, str]:
    """Anchors of the live deadlines of the end."""
    requete = """SELECT t.name, t.anchor FROM timer t JOIN dossier d ON d.id = t.dossier
        WHERE d.numero = :n AND t.status = 'arme' AND t.name LIKE 'fin_%'"""
    return {nom: str(ancre) for nom, ancre in p.rangees(requete, n=MAR)}


def test_the_published_length_is_taken_by_one_act(leger: Portefeuille, tmp_path: Path) -> None:
    assert not possible(leger)
    assert jours(leger) == {"fin_proche": "2026-02-27", "fin_passee": "2026-02-27"}
    allonger(leger, tmp_path, 18)
    [tache] = taches(leger)
    assert "reprendre la durée publiée, 18 mois (le dossier garde 12 mois)" in tache.libelle
    [dit] = leger.suivre()["avertissements"]
    assert "La durée publiée est de 18 mois, le dossier MAR-2025-00001 garde 12 mois" in dit
    assert possible(leger)
    assert fin(leger) == "2026-02-27"

    leger.fire(MAR, ACTE)

    assert fin(leger) == "2026-08-27"
    assert jours(leger) == {"fin_proche": "2026-08-27", "fin_passee": "2026-08-27"}
    assert json.loads(leger.journal(MAR)[-1].payload)["duree_mois"] == 18
    assert leger.suivre()["avertissements"] == []
    [phrase] = refuse(leger, ACTE, dossier=MAR).values()
    assert phrase.startswith("La durée publiée en vigueur est celle du dossier")


def test_a_length_that_no_marche_has_is_not_taken(leger: Portefeuille, tmp_path: Path) -> None:
    allonger(leger, tmp_path, 999)
    assert not possible(leger)
    assert leger.suivre()["avertissements"] == []


def test_a_dossier_without_marche_in_the_register_has_nothing_to_take(leger: Portefeuille) -> None:
    with leger.bureau.travail.ecrire() as connexion:
        connexion.exec_driver_sql(f"UPDATE dossier SET marche = NULL WHERE numero = '{MAR}'")  # noqa: S608 # ours
    assert not possible(leger)


@pytest.mark.parametrize("publiee", ["2025-03-02", None])
def test_the_day_of_publication_of_a_modification_is_told(
    leger: Portefeuille, tmp_path: Path, publiee: str | None
) -> None:
    allonger(leger, tmp_path, 18, datePublicationDonneesModification=publiee)
    [tache] = taches(leger)
    attendu = "publié le 02/03/2025" if publiee else "date de publication inconnue"
    assert tache.libelle.endswith(attendu)


def test_a_marche_followed_after_its_modification_has_the_length_in_force(
    leger: Portefeuille, tmp_path: Path
) -> None:
    neuf = marche_2022(
        id="2025-99",
        acheteur={"id": VILLE},
        titulaires=[{"titulaire": {"id": A, "typeIdentifiant": "SIRET"}}],
        dateNotification="2025-02-03",
        modifications=[modification(1, "2025-03-01", dureeMois=20)],
    )
    importer_decp(leger.bureau, [ecrire_json(tmp_path / "neuf.json", [neuf])])
    suivi = Suivi(marche="2025-99", convention="OULLINS-2022", facilitateur="fac", acteur="test")
    numero = suivre_marche(leger.bureau, suivi)["dossier"]
    [(donnees,)] = leger.rangees("SELECT data FROM dossier WHERE numero = :n", n=numero)
    assert json.loads(donnees)["duree_mois"] == 20


def test_the_end_shows_how_its_months_give_it(leger: Portefeuille) -> None:
    """Every computed date prints its working (design §4), the one that others count from too."""
    phrase = "Fin du marché : 12 mois à partir du 28/02/2025 inclus → vendredi 27/02/2026"
    for dit in (expliquer_dossier(leger.bureau, MAR), dossier(leger.bureau, MAR)):
        calculs = {
            une["nom"]: [ligne.replace("\u00a0", " ") for ligne in une["calcul"]]
            for une in dit["echeances"]
        }
        assert calculs["fin_passee"][0] == calculs["fin_proche"][0] == phrase
        assert "Le 27/02/2026 même" in calculs["fin_passee"][1]
        assert [nom for nom, lignes in calculs.items() if phrase in lignes] == sorted(
            ("fin_passee", "fin_proche"), key=list(calculs).index
        )


def test_an_end_that_was_said_has_no_working_of_its_own(leger: Portefeuille) -> None:
    avenant = {"avenant_le": "2025-03-03", "decision_heures": "conserver"}
    leger.fire(MAR, "demarrer_suivi")
    leger.fire(MAR, "modifier_marche", motif="retard", fin_prevue_le="2026-06-30", **avenant)
    dites = dossier(leger.bureau, MAR)["echeances"]
    assert not [une for une in dites if any("12 mois" in ligne for ligne in une["calcul"])]
