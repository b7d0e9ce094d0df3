"""``jalon entreprise ajouter``: a new SIRET, a move, a merger; what cannot be is refused."""

from __future__ import annotations

import pytest

from tests.jalon.ligne import Ligne
from tests.portfolio import REL1, REL2, A, B

NOUVEAU = "41816609600069"
COMMANDE = ("entreprise", "ajouter", "--nom", "Bâtir SAS")
SUCCESSION = (*COMMANDE, "--siret", f"{A}:..2025-03-31", "--siret", f"{NOUVEAU}:2025-04-01..")


def test_a_company_changes_its_siret_and_moves(jalon: Ligne) -> None:
    commande = (*SUCCESSION, "--adresse", "2 rue Neuve")
    dite = jalon.json(*commande)
    assert (dite["cree"], dite["modifie"], dite["nom"]) == (False, True, "Bâtir SAS")
    assert jalon.json(*commande)["modifie"] is False
    jalon.maintenant = "2025-04-01T09:30+02:00"
    lu = jalon.json("dossier", REL1)
    assert (lu["siret"], lu["titulaire"]) == (NOUVEAU, "Bâtir SAS")
    assert [un["siret"] for un in lu["publie_sous"]] == [A]


def test_a_company_is_absorbed(jalon: Ligne) -> None:
    dite = jalon.json(*COMMANDE, "--siret", A, "--absorbee", f"{B}:2025-03-01")
    assert dite["modifie"] is True
    assert {un["titulaire"] for un in jalon.json("dossiers", "--titulaire", A)} >= {"Bâtir SAS"}


def test_it_reads_for_people_and_agrees(jalon: Ligne) -> None:
    def dit(*options: str) -> str:
        return jalon.dire("entreprise", "ajouter", *options).stdout.replace("\u00a0", " ")

    neuve = ("--nom", "Neuve", "--siret", NOUVEAU)
    assert dit(*neuve) == "Entreprise Neuve : ajoutée.\n"
    assert dit(*neuve) == "Entreprise Neuve : déjà là, inchangée.\n"
    autre = ("--nom", "Autre", "--siret", NOUVEAU)
    assert dit(*autre) == "Entreprise Autre : mise à jour.\n"


@pytest.mark.parametrize(
    ("options", "code", "champ"),
    [
        (("--siret", "12"), "valeur", "entreprise.siret"),
        (("--siret", f"{A}:2024-01-01"), "valeur", "siret"),
        (("--siret", f"{A}:hier..demain"), "valeur", "siret"),
        (
            ("--siret", f"{A}:..2025-06-30", "--siret", f"{NOUVEAU}:2025-01-01.."),
            "valeur",
            "entreprise.identites",
        ),
        (("--siret", A, "--absorbee", B), "valeur", "absorbee"),
        (("--siret", A, "--absorbee", "12:2025-01-01"), "valeur", "entreprise.absorbee"),
        (("--siret", A, "--absorbee", f"{B}:demain"), "valeur", "absorbee"),
        (("--siret", A, "--absorbee", f"{NOUVEAU}:2025-01-01"), "introuvable", "absorbee"),
        (("--siret", A, "--absorbee", f"{B}:0001-01-01"), "valeur", "absorbee"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_changes(
    jalon: Ligne, options: tuple[str, ...], code: str, champ: str
) -> None:
    avant = jalon.json("dossier", REL1)
    erreur = jalon.refus(*COMMANDE, *options)
    assert (erreur["code"], erreur["champ"]) == (code, champ)
    assert erreur["remede"]
    assert jalon.json("dossier", REL1) == avant


def test_two_relations_of_one_company_with_one_marche_are_told(jalon: Ligne) -> None:
    dite = jalon.json(*COMMANDE, "--siret", A, "--absorbee", f"{B}:2025-03-01")
    (avertissement,) = dite["avertissements"]
    assert avertissement == f"{REL2} est close : la même entreprise est suivie dans {REL1}."
    assert jalon.json(*COMMANDE, "--siret", A).get("avertissements") is None
