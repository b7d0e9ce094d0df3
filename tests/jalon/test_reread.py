"""``jalon check --relu``: who changes the rules of the agreement says that they read them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from jalon import assembly, templates_in_force
from jalon.templates_in_force import gabarits_en_vigueur
from tests.jalon.ligne import Ligne
from workflow.articles import articles_cites
from workflow.errors import Faute
from workflow.properties import lire_accord
from workflow.reread import lire_relu
from workflow.reread_texts import fautes_des_gabarits, fautes_des_libelles

AVANT, APRES = "{apres: 3 mois, calendrier: preavis,", "{apres: 1 mois, calendrier: preavis,"


@pytest.fixture
def etats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The installation's states, in a copy that a test may spoil."""
    copie = tmp_path / "states"
    shutil.copytree(assembly.ETATS, copie, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    monkeypatch.setattr(assembly, "ETATS", copie)
    return copie


def _changer(chemin: Path, avant: str, apres: str) -> None:
    texte = chemin.read_text("utf-8")
    assert avant in texte
    chemin.write_text(texte.replace(avant, apres, 1), "utf-8")


def _affaiblir(etats: Path) -> None:
    """A machine and its rule, weakened together, and a label that hides it."""
    _changer(etats / "convention.yaml", "libelle: préavis de dénonciation", "libelle: préavis")
    _changer(etats / "proprietes" / "article_6.yaml", AVANT, APRES)
    _changer(etats / "convention.yaml", "preavis_de_denonciation: {type: delai, defaut: 3 mois",
             "preavis_de_denonciation: {type: delai, defaut: 1 mois")  # fmt: skip


def test_a_rule_weakened_with_its_machine_is_told(jalon: Ligne, etats: Path) -> None:
    _affaiblir(etats)
    dit = jalon.dire("check", "--json")
    assert dit.code == 1
    for phrase in ("Les règles de l’article 6 ne sont plus celles", "est devenu « préavis »"):
        assert any(phrase in une["message"] for une in dit.json)


def test_rules_read_over_are_sealed(jalon: Ligne, etats: Path) -> None:
    _changer(etats / "proprietes" / "article_6.yaml", "enonce: La convention court",
             "enonce: Cette convention court")  # fmt: skip
    assert jalon.dire("check", "--json").code == 1
    assert jalon.json("check", "--relu") == []
    assert jalon.json("check") == []


def test_nothing_is_sealed_while_something_else_is_wrong(jalon: Ligne, etats: Path) -> None:
    _changer(etats / "proprietes" / "article_6.yaml", AVANT, APRES)
    relu = assembly.relu()
    assert jalon.refus("check", "--relu", code=1)["code"] == "definition"
    assert assembly.relu() == relu


def test_a_file_is_put_in_place_first(jalon: Ligne, etats: Path) -> None:
    fichier = etats / "proprietes" / "article_6.yaml"
    assert "en place" in jalon.refus("check", fichier, "--relu", code=2)["message"]


RELATION = "relation_entreprise.yaml"
SOURCE_DU_DELAI = "    source: convention, annexe 2/A\n    de: [courrier_recu]\n"
PROPRIETES = lire_accord(assembly.proprietes())[0].proprietes
EN_PLACE = lire_relu(assembly.relu(), assembly.RELU)


@pytest.mark.parametrize(
    ("fichier", "avant", "apres", "dit"),
    [
        (RELATION, "libelle: Alerte à la ville", "libelle: En relation",
         "« Alerte à la ville » est devenu « En relation »"),
        (RELATION, "libelle: Accepter l’envoi du courrier", "libelle: Refuser l’envoi du courrier",
         "« Accepter l’envoi du courrier » est devenu « Refuser l’envoi du courrier »"),
        (RELATION, 'libelle: "Courrier reçu, délai en cours"', "libelle: Clos", "« Clos »"),
        (RELATION, "courriel: courriel,", "courriel: visite,",
         "le libellé de « courriel » a changé"),
        (RELATION, SOURCE_DU_DELAI, "    de: [courrier_recu]\n", "la source a changé"),
        (RELATION, SOURCE_DU_DELAI, SOURCE_DU_DELAI.replace("annexe 2/A", "article 6"),
         "la source a changé"),
        ("candidature.yaml", "libelle: Poste}", "libelle: Poste et nom de la personne}",
         "« Poste » est devenu « Poste et nom de la personne »"),
    ],
)  # fmt: skip
def test_a_label_that_lies_is_told_with_the_one_before_and_its_article(
    fichier: str, avant: str, apres: str, dit: str
) -> None:
    ecrite = assembly.textes()[fichier]
    assert avant in ecrite
    lues = assembly.charger_machines({fichier: ecrite.replace(avant, apres, 1)}).definitions
    (faute,) = fautes_des_libelles(lues, PROPRIETES, EN_PLACE)
    assert (faute.code, faute.niveau, faute.fichier) == ("texte_non_relu", "erreur", fichier)
    assert dit in faute.message
    assert articles_cites(faute.message.partition("[")[2].partition("]")[0])


def _du_gabarit(surcharge: Path | None = None) -> Faute:
    """The one fault of the templates."""
    machines = assembly.charger_machines().exiger()
    lus = gabarits_en_vigueur(surcharge)
    (faute,) = fautes_des_gabarits(lus, machines, PROPRIETES, EN_PLACE, assembly.RELU)
    return faute


@pytest.mark.parametrize(
    ("gabarit", "avant", "apres"),
    [
        ("demande_accord_courrier/corps.txt", "Sans votre accord, rien ne part",
         "Sans réponse, le courrier partira de lui-même"),
        ("alerte_donneur_ordre/sujet.txt", "Alerte", "Pour information"),
        ("_base.txt", "", "Vous n’avez rien à faire."),
    ],
)  # fmt: skip
def test_a_template_of_the_house_that_changed_is_told_with_its_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gabarit: str, avant: str, apres: str
) -> None:
    copie = tmp_path / "notifications" / "templates"
    shutil.copytree(templates_in_force.MESSAGES, copie)
    monkeypatch.setattr(templates_in_force, "MESSAGES", copie)
    _changer(copie / gabarit, avant, apres)
    faute = _du_gabarit()
    assert (faute.niveau, faute.fichier) == ("erreur", f"notifications/templates/{gabarit}")
    article = "" if gabarit.startswith("_") else " [convention, annexe 2/A"
    assert f"courriels/{gabarit}{article}" in faute.message
    (copie / gabarit).unlink()
    assert "n’est plus là" in _du_gabarit().message


def test_the_letter_is_sealed_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copie = tmp_path / "documents" / "templates"
    shutil.copytree(templates_in_force.LETTRES, copie)
    monkeypatch.setattr(templates_in_force, "LETTRES", copie)
    _changer(copie / "courrier_rappel/corps.html", "dans un délai de", "sans délai, ou dans")
    assert "courriers/courrier_rappel/corps.html [convention, annexe 2/A" in _du_gabarit().message


def test_the_installation_s_own_template_is_told_and_does_not_stop_it(tmp_path: Path) -> None:
    (tmp_path / "liste_siae").mkdir()
    (tmp_path / "liste_siae/sujet.txt").write_text("Les structures près de chez vous", "utf-8")
    faute = _du_gabarit(tmp_path)
    assert faute.niveau == "avertissement"
    assert "courriels/liste_siae/sujet.txt [convention, annexe 1/B" in faute.message
