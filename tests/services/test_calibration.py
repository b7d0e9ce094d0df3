"""The chiffrage: what is computed, what is decided, and the history of both."""

from __future__ import annotations

from typing import Any

import pytest

from services.counter.opening_by_hand import Ouverture, ouvrir_a_la_main
from services.errors import Introuvable, Refused
from services.evidence.verifying import verifier
from services.reading.looking_calibration import chiffrage
from services.reading.looking_needs import besoins_de_formation
from tests.portfolio import MAR, REL1, REL2, Portefeuille
from workflow.errors import ValeurInvalide

FORMULE = {
    "methode_chiffrage": "formule",
    "montant_chiffre": "1000000",
    "part_main_oeuvre": "50",
    "taux_effort": "5",
    "cout_horaire": "30",
}
PRECONISATION = {"type_disposition": "clause_execution"}


@pytest.fixture
def demande(portefeuille_sqlite: Portefeuille) -> tuple[Portefeuille, str]:
    """A marché whose préconisation is asked for."""
    dite = ouvrir_a_la_main(
        portefeuille_sqlite.bureau,
        Ouverture(
            machine="marche",
            acteur="cli:test",
            compte="fac",
            convention="OULLINS-2022",
            saisies={"objet": "Gymnase"},
        ),
    )
    numero = str(dite["dossier"])
    portefeuille_sqlite.fire(numero, "cibler")
    portefeuille_sqlite.fire(
        numero,
        "demander_preconisation",
        montant_estime="1000000",
        allotissement="lot unique",
        procedure="MAPA",
        duree_mois="12",
        lieu="Oullins",
    )
    return portefeuille_sqlite, numero


def calcule(portefeuille: Portefeuille, numero: str, **saisies: Any) -> str | None:
    portefeuille.fire(numero, "chiffrer_heures", **saisies)
    heures = chiffrage(portefeuille.bureau, numero)["heures_calculees"]
    return None if heures is None else str(heures)


@pytest.mark.parametrize(
    ("saisies", "heures"),
    [
        (FORMULE, "833.00"),
        ({**FORMULE, "arrondi": "semaine"}, "805.00"),
        (
            {
                "methode_chiffrage": "ratio_factures",
                "montant_chiffre": "3150000",
                "seuil_ratio": "2700000",
                "tranche_ratio": "2000",
            },
            "225.00",
        ),
        ({"methode_chiffrage": "echelle_formation", "montant_chiffre": "150000"}, "300.00"),
    ],
)
def test_each_method_computes(
    demande: tuple[Portefeuille, str], saisies: dict[str, str], heures: str
) -> None:
    assert calcule(*demande, **saisies) == heures


def test_what_the_method_misses_is_said(demande: tuple[Portefeuille, str]) -> None:
    portefeuille, numero = demande
    with pytest.raises(Refused) as refus:
        portefeuille.fire(
            numero, "chiffrer_heures", methode_chiffrage="formule", montant_chiffre="1"
        )
    assert [une.garde for une in refus.value.refus.conditions] == ["chiffrage_complet"]


def test_another_objective_is_explained(demande: tuple[Portefeuille, str]) -> None:
    portefeuille, numero = demande
    portefeuille.fire(numero, "chiffrer_heures", **FORMULE)
    with pytest.raises(Refused) as refus:
        portefeuille.fire(numero, "emettre_preconisation", objectif_heures="700", **PRECONISATION)
    assert "833 h" in refus.value.refus.conditions[0].phrase
    dite = portefeuille.fire(
        numero,
        "emettre_preconisation",
        objectif_heures="700",
        motif_ecart="lot technique",
        **PRECONISATION,
    )
    assert dite["vers"] == "preconisation_emise"


def test_the_history_keeps_each_computation_and_each_decision(
    demande: tuple[Portefeuille, str],
) -> None:
    portefeuille, numero = demande
    portefeuille.fire(numero, "chiffrer_heures", **FORMULE)
    portefeuille.fire(numero, "emettre_preconisation", objectif_heures="833", **PRECONISATION)
    portefeuille.fire(numero, "chiffrer_heures", **{**FORMULE, "taux_effort": "10"})
    with pytest.raises(Refused):
        portefeuille.fire(numero, "valider_preconisation", "ref")
    portefeuille.fire(
        numero, "valider_preconisation", "ref", objectif_heures="1500", motif_ecart="accord"
    )
    etapes = [
        (une["evenement"], une["heures_calculees"], une["objectif_heures"])
        for une in chiffrage(portefeuille.bureau, numero)["etapes"]
    ]
    assert etapes == [
        ("chiffrer_heures", "833.00", None),
        ("emettre_preconisation", "833.00", "833.00"),
        ("chiffrer_heures", "1666.00", "833.00"),
        ("valider_preconisation", "1666.00", "1500.00"),
    ]
    assert verifier(portefeuille.bureau)["intact"] is True


def test_a_marche_without_chiffrage_has_no_history(portefeuille_sqlite: Portefeuille) -> None:
    assert chiffrage(portefeuille_sqlite.bureau, MAR)["etapes"] == []
    with pytest.raises(ValeurInvalide):
        chiffrage(portefeuille_sqlite.bureau, REL1)


def test_the_needs_that_come_back_come_first(portefeuille_sqlite: Portefeuille) -> None:
    for dossier, besoin in (
        (REL1, "Échafaudage"),
        (REL2, " échafaudage "),
        (MAR, "Ponctualité"),
    ):
        genre = "savoir_etre" if besoin == "Ponctualité" else "savoir_faire"
        portefeuille_sqlite.fire(dossier, "noter_besoin_formation", besoin=besoin, competence=genre)
    besoins = besoins_de_formation(portefeuille_sqlite.bureau, "OULLINS-2022", 2025)
    assert [(un["besoin"], un["fois"], un["dossiers"]) for un in besoins] == [
        ("Échafaudage", 2, [REL1, REL2]),
        ("Ponctualité", 1, [MAR]),
    ]
    assert besoins_de_formation(portefeuille_sqlite.bureau, "OULLINS-2022", 2024) == []
    with pytest.raises(Introuvable):
        besoins_de_formation(portefeuille_sqlite.bureau, "ZUT", 2025)
