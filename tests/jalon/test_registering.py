"""Imports, accounts, agreements, buyers, referents and contacts by the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.jalon.ligne import Ligne
from tests.portfolio import LYON, VILLE, A

CONVENTION = """
reference: NEUVE-2025
structure: {siret: "13000354400033", nom: Maison de l'emploi}
donneur_ordre: {nom: Ville d'Oullins, siret: "21690149600010"}
effet_le: 2025-01-01
duree: 2 ans
"""


def decp(chemin: Path, *marches: dict[str, Any]) -> Path:
    chemin.write_text(json.dumps({"marches": {"marche": list(marches)}}), encoding="utf-8")
    return chemin


def marche(**changes: Any) -> dict[str, Any]:
    return {
        "id": "2025-99",
        "_type": "Marché",
        "acheteur": {"id": VILLE},
        "objet": "Toiture",
        "dateNotification": "2025-01-15",
        "dureeMois": 12,
        "montant": 1000,
        "titulaires": [{"titulaire": {"id": A, "typeIdentifiant": "SIRET"}}],
    } | changes


def test_import_counts_and_is_idempotent(jalon: Ligne) -> None:
    fichier = decp(Path("m.json"), marche(), marche(id="2025-98", dateNotification="demain"))
    dite = jalon.json("import", "decp", fichier)
    assert list(dite) == [
        "lus",
        "nouveaux",
        "modifies",
        "inchanges",
        "quarantaine",
        "avertissements",
        "doublons_probables",
        "suivis",
        "repetes",
    ]
    assert [dite[nom] for nom in list(dite)[:4]] == [2, 1, 0, 0]
    assert list(dite["quarantaine"][0]) == [
        *("fichier", "ligne", "champ", "motif"),
        *("rang", "remede"),
    ]
    assert dite["quarantaine"][0]["champ"] == "dateNotification"
    encore = jalon.json("import", "decp", fichier)
    assert [encore[nom] for nom in list(encore)[:4]] == [2, 0, 0, 1]
    humain = jalon.dire("import", "decp", fichier)
    assert "2 marchés lus : 0 nouveau, 0 modifié, 1 inchangé, 1 mis de côté." in (
        humain.stdout.replace("\u00a0", " ")
    )
    assert "dateNotification" in humain.stdout
    assert humain.stderr == ""
    assert [un["numero"] for un in jalon.json("marches", "--texte", "toiture")] == ["2025-99"]


@pytest.mark.parametrize("genre", ["decp", "siae"])
def test_unreadable_file_is_a_failure(jalon: Ligne, genre: str) -> None:
    assert jalon.refus("import", genre, "absent", code=1)["code"] == "fichier"
    Path("vide").touch()
    assert jalon.refus("import", genre, "vide", code=1)["remede"]
    Path("livre.pdf").write_bytes(b"%PDF-1.7")
    bon = decp(Path("m.json"), marche())
    assert jalon.refus("import", genre, bon, "livre.pdf", code=1)["champ"] == "fichier"
    assert jalon.json("marches", "--texte", "toiture") == []


def test_account_is_idempotent_by_login(jalon: Ligne) -> None:
    commande = (
        "compte",
        "ajouter",
        "zoe",
        "--nom",
        "Zoé Roy",
        "--role",
        "facilitateur",
        "--role",
        "responsable",
        "--courriel",
        "zoe@exemple.test",
    )
    assert jalon.json(*commande)["cree"] is True
    assert [jalon.json(*commande)[nom] for nom in ("cree", "modifie")] == [False, False]
    change = jalon.json(*commande[:-1], "zoe@ville.test")
    assert (change["cree"], change["modifie"]) == (False, True)
    logins = [un["login"] for un in jalon.json("compte", "lister")]
    assert "zoe" in logins
    assert "Zoé Roy" in jalon.dire("compte", "lister").stdout


@pytest.mark.parametrize(
    ("options", "champ"),
    [
        (("z!", "--nom", "Z", "--role", "facilitateur"), "login"),
        (("zoe", "--nom", " ", "--role", "facilitateur"), "nom"),
        (("zoe", "--nom", "Z", "--role", "chef"), "roles"),
        (("zoe", "--nom", "Z", "--role", "referent"), "donneur_ordre"),
        (("zoe", "--nom", "Z", "--role", "referent", "--courriel", "zoe"), "courriel"),
        (("zoe", "--nom", "Z", "--role", "referent", "--telephone", "abc"), "telephone"),
        (("zoe", "--nom", "Z", "--role", "referent", "--donneur-ordre", "123"), "donneur_ordre"),
        (("zoe", "--nom", "Z", "--role", "facilitateur", "--structure", "123"), "structure"),
    ],
)
def test_bad_account(jalon: Ligne, options: tuple[str, ...], champ: str) -> None:
    erreur = jalon.refus("compte", "ajouter", *options)
    assert (erreur["code"], erreur["champ"]) == ("valeur", champ)
    assert "zoe" not in [un["login"] for un in jalon.json("compte", "lister")]


def test_closing_an_account(jalon: Ligne) -> None:
    assert jalon.refus("compte", "fermer", "zorro")["champ"] == "compte"
    assert jalon.json("compte", "fermer", "adm")["modifie"] is True
    assert jalon.json("compte", "fermer", "adm")["modifie"] is False
    assert jalon.refus("explain", "REL-2025-00001", "--by", "adm")["champ"] == "by"


def test_agreement_with_its_parameters(jalon: Ligne) -> None:
    Path("c.yaml").write_text(
        CONVENTION + "parametres: {contacts_requis: 3, marche: {delai_pieces: 20 j}}\n"
    )
    dite = jalon.json("convention", "ajouter", "c.yaml")
    assert dite["cree"] is True
    assert dite["fin_le"] == "2026-12-31"
    assert dite["parametres"] == {
        "relation_entreprise": {"contacts_requis": "3"},
        "marche": {"delai_pieces": "20 j"},
    }
    assert jalon.json("convention", "ajouter", "c.yaml")["modifie"] is False
    assert [une["reference"] for une in jalon.json("convention", "lister")] == [
        "NEUVE-2025",
        "OULLINS-2022",
    ]


@pytest.mark.parametrize(
    ("ajout", "champ"),
    [
        ("parametres: {delai_lunaire: 3 j}\n", "parametres.delai_lunaire"),
        ("parametres: {relation_entreprise: 3}\n", "parametres.relation_entreprise"),
        (
            "parametres: {relation_entreprise: {delai_courrier: bientôt}}\n",
            "parametres.relation_entreprise.delai_courrier",
        ),
        (
            "parametres: {relation_entreprise: {contacts_requis: 99}}\n",
            "parametres.relation_entreprise.contacts_requis",
        ),
        ("zonne: metropole\n", "zonne"),
        ("zone: bretagne\n", "zone"),
    ],
)
def test_bad_agreement(jalon: Ligne, ajout: str, champ: str) -> None:
    Path("c.yaml").write_text(CONVENTION + ajout)
    erreur = jalon.refus("convention", "ajouter", "c.yaml")
    assert (erreur["code"], erreur["champ"]) == ("valeur", champ)
    assert erreur["remede"]
    assert len(jalon.json("convention", "lister")) == 1


@pytest.mark.parametrize(
    "ecart", ["contacts_requis: 1", "relation_entreprise: {delai_courrier: 10 j}"]
)
def test_agreement_apart_from_the_rules_is_entered_knowingly(jalon: Ligne, ecart: str) -> None:
    """Annexe 2/A: two contacts, fifteen days; another agreement may say otherwise, in writing."""
    Path("c.yaml").write_text(CONVENTION + f"parametres: {{{ecart}}}\n")

    erreur = jalon.refus("convention", "ajouter", "c.yaml")

    assert (erreur["code"], erreur["champ"]) == ("valeur", "parametres")
    assert "annexe 2/A" in erreur["message"]
    assert len(jalon.json("convention", "lister")) == 1
    assert jalon.json("convention", "ajouter", "c.yaml", "--convenu")["cree"] is True


def test_agreement_that_is_not_there(jalon: Ligne) -> None:
    assert jalon.refus("convention", "ajouter", "absente.yaml", code=1)["code"] == "fichier"
    assert jalon.refus("convention", "ajouter", ".", code=1)["message"].endswith(
        "c’est un dossier, un fichier est attendu."
    )


def test_buyer_with_successive_sirets(jalon: Ligne) -> None:
    commande = (
        "donneur-ordre",
        "ajouter",
        "--nom",
        "Oullins-Pierre-Bénite",
        "--siret",
        f"{VILLE}:..2023-12-31",
        "--siret",
        "20010274700017:2024-01-01..",
    )
    assert jalon.json(*commande)["modifie"] is True
    assert jalon.json(*commande)["modifie"] is False
    assert jalon.refus("donneur-ordre", "ajouter", "--nom", "X", "--siret", "12")["champ"] == (
        "donneur_ordre.siret"
    )
    for mauvais in (f"{VILLE}:2024-01-01", f"{VILLE}:hier..demain"):
        assert (
            jalon.refus("donneur-ordre", "ajouter", "--nom", "X", "--siret", mauvais)["champ"]
            == "siret"
        )


def test_an_account_of_a_referent_says_that_mails_need_a_named_person(jalon: Ligne) -> None:
    lyon = ("--donneur-ordre", LYON)
    compte = ("compte", "ajouter", "zoe", "--nom", "Zoé Un", "--role", "referent", *lyon)
    [manque] = jalon.json(*compte)["avertissements"]
    assert "jalon referent designer" in manque
    jalon.json("referent", "designer", *lyon, "--nom", "Zoé Un", "--courriel", "zoe@ville.test")
    assert "avertissements" not in jalon.json(*compte)


def test_referent_takes_over(jalon: Ligne) -> None:
    commande = (
        "referent",
        "designer",
        "--donneur-ordre",
        VILLE,
        "--nom",
        "Ali Ben",
        "--courriel",
        "ali@ville.test",
    )
    dite = jalon.json(*commande)
    assert (dite["cree"], dite["du"]) == (True, "2025-03-03")
    assert jalon.json("dossier", "MAR-2025-00001")["referent"] == "Ali Ben"
    assert jalon.refus(*commande[:-1], "ali")["champ"] == "courriel"
    assert jalon.refus(*commande, "--du", "hier")["champ"] == "du"
    assert (
        jalon.refus("referent", "designer", "--donneur-ordre", A, "--nom", "X")["champ"]
        == "donneur_ordre"
    )


def test_contact_of_a_company(jalon: Ligne) -> None:
    commande = (
        "interlocuteur",
        "ajouter",
        "--entreprise",
        A,
        "--nom",
        "Eva Roc",
        "--marche",
        "2025-07",
        "--courriel",
        "eva@btp.test",
    )
    assert jalon.json(*commande)["cree"] is True
    assert jalon.json(*commande)["cree"] is False
    assert (
        jalon.refus("interlocuteur", "ajouter", "--entreprise", "1", "--nom", "X")["champ"]
        == "entreprise"
    )
    assert (
        jalon.refus(
            "interlocuteur", "ajouter", "--entreprise", A, "--nom", "X", "--marche", "absent"
        )["champ"]
        == "marche"
    )


def test_two_entries_of_one_company_are_joined(jalon: Ligne) -> None:
    jumelle = "51944339400027"
    jalon.json("entreprise", "ajouter", "--nom", "Bâtir", "--siret", jumelle)
    deux = ("entreprise", "fusionner", "--gardee", jumelle, "--absorbee", A)
    prevue = jalon.json(*deux, "--motif", "même SIREN", "--essai")
    assert (prevue["essai"], prevue["dossiers"]) == (True, ["REL-2025-00001"])
    humain = jalon.dire(*deux, "--motif", "même SIREN", "--essai").stdout.replace("\u00a0", " ")
    assert "serait réunie avec Bâtir" in humain
    assert "rien n’est écrit" in humain
    assert jalon.refus(*deux, "--motif", " ")["champ"] == "motif"
    assert jalon.json(*deux, "--motif", "même SIREN") == {**prevue, "essai": False}
    encore = jalon.refus(*deux, "--motif", "même SIREN")
    assert "déjà ceux de la même entreprise" in encore["message"]
    assert jalon.refus(*deux[:4], "--absorbee", "41816609600069", "--motif", "x")["remede"]


def test_a_contact_is_put_right_and_told(jalon: Ligne) -> None:
    corriger = ("interlocuteur", "corriger", "--entreprise", A, "--nom", "Jean Maçon")
    neuf = ("--du", "10/03/2025", "--courriel", "jean@neuf.test")
    dit = jalon.dire(*corriger, *neuf).stdout
    assert "courriel jean@neuf.test, à compter du lundi 10 mars 2025." in dit
    assert "Le journal le dit : REL-2025-00001" in dit.replace("\u00a0", " ")
    assert "rien ne change" in jalon.dire(*corriger, *neuf).stdout
    assert jalon.refus(*corriger, "--jusqu-au", "un jour")["champ"] == "jusqu_au"
    les_deux = jalon.refus(*corriger, "--jusqu-au", "31/03/2025", "--telephone", "0102030405")
    assert "se dit seul" in les_deux["message"]
    assert jalon.refus(*corriger[:-1], "Luc")["champ"] == "nom"
