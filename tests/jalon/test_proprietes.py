"""The agreement as ``states/proprietes`` has it: it holds, and no rule of it can be broken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from jalon import assembly
from jalon.commands.definition_check import controler_fichiers
from tests.jalon.breaking import casser
from tests.jalon.ligne import Ligne
from workflow.check_properties import fautes_des_proprietes
from workflow.process import Definition
from workflow.properties import Propriete, lire_accord
from workflow.reread import CODE as NON_RELUES

ACCORD, FAUTES = lire_accord(assembly.proprietes())
PROPRIETES = ACCORD.proprietes


@pytest.fixture(scope="module")
def machines() -> Mapping[str, Definition]:
    return assembly.charger_machines().exiger()


def test_the_properties_are_well_written() -> None:
    assert FAUTES == ()
    assert len(PROPRIETES) > 30


@pytest.mark.parametrize("propriete", PROPRIETES, ids=lambda une: f"{une.nom}.{une.forme}")
def test_a_property_holds_and_can_be_broken(
    propriete: Propriete, machines: Mapping[str, Definition]
) -> None:
    audiences = assembly.vocabulaire().messages
    assert list(fautes_des_proprietes([propriete], machines, audiences)) == []
    fautes = list(fautes_des_proprietes([propriete], casser(propriete, machines), audiences))
    assert fautes, f"nothing breaks « {propriete.enonce} »"
    for faute in fautes:
        assert faute.code == "propriete_violee", faute
        assert faute.message.startswith(f"{propriete.enonce} [{propriete.source}] ")


MAUX = [
    # what somebody may write in the file, and the article that the answer quotes
    ("de: [courrier_accepte]", "de: [courrier_propose, courrier_accepte]", "annexe 2/A"),
    ("delai, defaut: 15 j, libelle: délai du courrier",
     "delai, defaut: 10 j, libelle: délai du courrier", "annexe 2/A"),
    ("    gardes: [relance_justifiee]\n", "", "annexe 2/A"),
    (" and dont_ecrits >= 1) or", ") or", "dont un écrit"),
    ("contacts_non_aboutis >= contacts_requis and", "contacts_non_aboutis >= 1 and", "annexe 2/A"),
    ("preuve: obligatoire", "preuve: facultatif", "annexe 2/A"),
    ("apres: delai_courrier, calendrier: delai_contractuel",
     "apres: delai_courrier, calendrier: bureau", "article 3.2"),
    ("[mail: alerte_donneur_ordre, tache: repondre_alerte", "[tache: repondre_alerte",
     "l’AMOI alerte le donneur d’ordre"),
    ("    vers: observations\n    par: [referent]",
     "    vers: observations\n    par: [referent, facilitateur]", "article 4"),
    ("gardes: [alerte_fondee, delai_vraiment_passe, invitation_prouvee, observations_terminees]",
     "gardes: [alerte_fondee, delai_vraiment_passe, invitation_prouvee]",
     "CCAG 2021, procédure contradictoire"),
    ("gardes: [alerte_fondee, delai_vraiment_passe, notification_apres_l_alerte]",
     "gardes: [alerte_fondee, notification_apres_l_alerte]", "annexe 2/A"),
    ("gardes: [alerte_fondee, delai_vraiment_passe, notification_apres_l_alerte]",
     "gardes: [delai_vraiment_passe, notification_apres_l_alerte]", "annexe 2/A"),
    ("gardes: [pas_de_reponse_a_lire, courrier_parti_apres_l_accord]",
     "gardes: [pas_de_reponse_a_lire]", "annexe 2/A"),
    ("    effets: [mail: liste_siae]\n", "", "annexe 1/B"),
]  # fmt: skip


@pytest.mark.parametrize(("avant", "apres", "article"), MAUX)
def test_a_rule_broken_in_the_file_is_told_with_its_article(
    jalon: Ligne, tmp_path: Path, avant: str, apres: str, article: str
) -> None:
    texte = assembly.textes()["relation_entreprise.yaml"]
    assert avant in texte
    casse = tmp_path / "edite.yaml"
    casse.write_text(texte.replace(avant, apres, 1), "utf-8")
    dit = jalon.dire("check", "--json", casse)
    assert dit.code == 1
    violees = [une for une in dit.json if une["code"] == "propriete_violee"]
    assert any(article in une["message"] for une in violees), dit.stdout
    assert all(une["fichier"] == str(casse) for une in violees)
    regle = r"remettez ce que demande la règle « \w+ » \(proprietes/\w+\.yaml, ligne \d+\)"
    assert all(re.search(regle, une["message"]) for une in violees)


def test_a_delay_that_cannot_be_read_is_not_taken_for_another(jalon: Ligne, tmp_path: Path) -> None:
    texte = assembly.textes()["relation_entreprise.yaml"]
    illisible = texte.replace(
        "{type: delai, defaut: 15 j, libelle: délai",
        "{type: delai, defaut: 15 jours, libelle: délai",
        1,
    )
    assert illisible != texte
    casse = tmp_path / "edite.yaml"
    casse.write_text(illisible, "utf-8")
    messages = [une["message"] for une in jalon.dire("check", "--json", casse).json]
    assert any("« 15 jours » n’est pas un délai" in une for une in messages)
    assert not any("vaut 1 j" in une for une in messages)


def test_a_rule_dropped_from_the_file_of_its_article_is_told(tmp_path: Path) -> None:
    texte = assembly.proprietes()["proprietes/article_6.yaml"]
    ligne = "garde: {denoncer: [], retirer_denonciation: [], preavis_echu: []}"
    assert ligne in texte
    edite = tmp_path / "edite.yaml"
    edite.write_text(texte.replace(ligne, ligne.replace("denoncer: [], ", ""), 1), "utf-8")
    dites = controler_fichiers([edite], {}, None)
    (faute,) = (une for une in dites if une["code"] != NON_RELUES)
    assert (faute["niveau"], faute["fichier"]) == ("erreur", "convention.yaml")
    assert faute["message"].startswith("convention.denoncer [convention, article 6] : ")


def test_one_file_may_hold_the_whole_agreement(tmp_path: Path) -> None:
    edite = tmp_path / "edite.yaml"
    edite.write_text("machine: proprietes\nproprietes: {}\nobligations: {}\n", "utf-8")
    codes = {une["code"] for une in controler_fichiers([edite], {}, None)}
    assert codes == {"sans_propriete", "source_inconnue", "nombre_ecrit", NON_RELUES}
