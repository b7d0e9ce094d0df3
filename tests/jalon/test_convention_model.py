"""A newcomer's way: a model of the agreement to fill in, and a word when the buyer is another."""

from __future__ import annotations

from pathlib import Path

from tests.jalon.ligne import Ligne
from tests.jalon.test_registering import CONVENTION, decp, marche

ENTREPRISE = "00000000000000"
AUTRE_VILLE = "21690081100011"


def test_the_model_once_filled_in_is_an_agreement(jalon: Ligne, tmp_path: Path) -> None:
    modele = tmp_path / "convention.yaml"
    assert jalon.json("convention", "ajouter", "--modele", modele) == {"modele": str(modele)}
    texte = modele.read_text(encoding="utf-8").replace(f'"{ENTREPRISE}"', '"21690149600010"')
    modele.write_text(texte, encoding="utf-8")

    jalon.json("convention", "ajouter", modele)

    assert "COMMUNE-2026" in {une["reference"] for une in jalon.json("convention", "lister")}


def test_a_model_never_overwrites_and_is_asked_for_alone(jalon: Ligne, tmp_path: Path) -> None:
    modele = tmp_path / "convention.yaml"
    modele.write_text("à moi", encoding="utf-8")
    jalon.refus("convention", "ajouter", "--modele", modele, code=1)
    assert modele.read_text(encoding="utf-8") == "à moi"
    assert jalon.refus("convention", "ajouter")["champ"] == "fichier"
    assert jalon.refus("convention", "ajouter", modele, "--modele", modele)["champ"] == "fichier"


def test_another_buyer_than_the_one_who_signed_is_told(jalon: Ligne, tmp_path: Path) -> None:
    fichier = tmp_path / "convention.yaml"
    fichier.write_text(CONVENTION, encoding="utf-8")
    jalon.json("convention", "ajouter", fichier)
    jalon.json("import", "decp", decp(tmp_path / "m.json", marche(acheteur={"id": AUTRE_VILLE})))

    dite = jalon.json("suivre", "2025-99", "--convention", "NEUVE-2025", "--facilitateur", "fac")

    [mot] = dite["avertissements"]
    assert "n’est pas le donneur d’ordre de la convention NEUVE-2025, Ville d'Oullins" in mot
