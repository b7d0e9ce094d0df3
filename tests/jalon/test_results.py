"""``jalon chiffrage`` and ``jalon besoins``: what a marché and a year add up to."""

from __future__ import annotations

import pytest

from tests.jalon.ligne import Ligne
from tests.portfolio import MAR, REL1, REL2

FORMULE = {
    "methode_chiffrage": "formule",
    "montant_chiffre": "1000000",
    "part_main_oeuvre": "50",
    "taux_effort": "5",
    "cout_horaire": "30",
}
CONSULTATION = {
    "montant_estime": "1000000",
    "allotissement": "lot unique",
    "procedure": "MAPA",
    "duree_mois": "12",
    "lieu": "Oullins",
}


def test_the_chiffrage_shows_computed_and_decided(jalon: Ligne) -> None:
    options = ("--convention", "OULLINS-2022", "--by", "fac", "--set", "objet=Gymnase")
    numero = jalon.json("ouvrir", "marche", *options)["dossier"]
    assert jalon.json("chiffrage", numero)["etapes"] == []
    assert "Rien n’est encore chiffré." in jalon.dire("chiffrage", numero).stdout
    jalon.fire(numero, "cibler")
    champs = [mot for nom, une in CONSULTATION.items() for mot in ("--set", f"{nom}={une}")]
    dit = jalon.dire("fire", numero, "demander_preconisation", "--by", "fac", *champs)
    assert "Montant estimé HT : 1 000 000,00 €" in dit.stdout.replace("\u00a0", " ")
    jalon.fire(numero, "chiffrer_heures", **FORMULE)
    jalon.fire(
        numero, "emettre_preconisation", type_disposition="clause_execution", objectif_heures="800",
        motif_ecart="arrondi à huit cents",
    )  # fmt: skip
    dite = jalon.json("chiffrage", numero)
    assert list(dite) == ["dossier", "sujet", "heures_calculees", "objectif_heures", "etapes"]
    assert (dite["heures_calculees"], dite["objectif_heures"]) == ("833.00", "800.00")
    assert [une["evenement"] for une in dite["etapes"]] == [
        *("chiffrer_heures", "emettre_preconisation"),
    ]
    lu = jalon.dire("chiffrage", numero).stdout.replace("\u00a0", " ")
    assert "calculé : 833 h ; objectif : non fixé" in lu
    assert "calculé : 833 h ; objectif : 800 h" in lu


@pytest.mark.parametrize(
    ("numero", "code", "champ"),
    [(REL1, "valeur", "dossier"), ("MAR-2025-09999", "introuvable", "dossier")],
)
def test_only_a_marche_has_a_chiffrage(jalon: Ligne, numero: str, code: str, champ: str) -> None:
    erreur = jalon.refus("chiffrage", numero)
    assert (erreur["code"], erreur["champ"]) == (code, champ)
    assert numero in erreur["message"]
    assert erreur["remede"]


def test_needs_of_the_year_the_most_frequent_first(jalon: Ligne) -> None:
    vide = "Aucun besoin de formation n’est noté cette année-là.\n"
    assert jalon.dire("besoins", "OULLINS-2022").stdout == vide
    for dossier, besoin in ((REL1, "CACES"), (MAR, "Lecture de plans"), (REL2, "caces")):
        jalon.fire(dossier, "noter_besoin_formation", besoin=besoin, competence="savoir_faire")
    dits = jalon.json("besoins", "OULLINS-2022", "--annee", "2025")
    assert [(un["besoin"], un["fois"]) for un in dits] == [("CACES", 2), ("Lecture de plans", 1)]
    assert dits == jalon.json("besoins", "OULLINS-2022")
    assert jalon.json("besoins", "OULLINS-2022", "--annee", "2024") == []
    lignes = jalon.dire("besoins", "OULLINS-2022").stdout.replace("\u00a0", " ").splitlines()
    assert lignes[0] == "2 × CACES (savoir-faire)"
    assert lignes[1].endswith(f": {REL1}, {REL2}")


@pytest.mark.parametrize(
    ("arguments", "code", "champ"),
    [
        (("ZUT",), "introuvable", "convention"),
        (("OULLINS-2022", "--annee", "vingt"), "valeur", "--annee"),
    ],
)
def test_needs_of_nobody(jalon: Ligne, arguments: tuple[str, ...], code: str, champ: str) -> None:
    erreur = jalon.refus("besoins", *arguments)
    assert (erreur["code"], erreur["champ"]) == (code, champ)
    assert erreur["remede"]
