"""Nothing is written by definitions or settings that break a rule of the agreement."""

from __future__ import annotations

from pathlib import Path

import pytest

from jalon import assembly, proofs
from jalon.proofs import Preuve, fautes_des_reglages
from storage import installation
from storage.unit_of_work import Travail
from tests.jalon.ligne import Ligne
from workflow.errors import DefinitionInvalide, Faute


@pytest.mark.parametrize(
    ("machine", "nom", "valeur", "article"),
    [
        ("relation_entreprise", "delai_courrier", "30 j", "annexe 2/A"),
        ("relation_entreprise", "delai_courrier", "8 j", "annexe 2/A"),
        ("relation_entreprise", "contacts_requis", 1, "annexe 2/A"),
        ("relation_entreprise", "refus_dispense_de_contacts", True, "annexe 2/A"),
        ("marche", "analyse_conviee", False, "article 4"),
        ("relation_entreprise", "delai_observations", "3 j", "CCAG 2021"),
        ("convention", "preavis_de_denonciation", "1 j", "article 6"),
    ],
)
def test_a_house_default_against_the_agreement_is_told_with_its_key(
    machine: str, nom: str, valeur: str | int | bool, article: str
) -> None:
    fautes = fautes_des_reglages({machine: {nom: valeur}})
    (une,) = fautes
    assert une.niveau == "erreur"
    assert une.message.startswith(f"parametres.{machine}.{nom} : ")
    assert article in une.message
    assert une.message.count("la procédure de leur convention") == 1


@pytest.mark.parametrize(
    ("parametres", "dit"),
    [
        ({"relation_entreprise": {"delai_couriers": "15 j"}}, "n’est pas un paramètre de"),
        ({"relation_entreprise": {"contacts_requis": 0}}, "« 0 » est trop petit"),
        ({"relation": {"delai_courrier": "15 j"}}, "« relation » n’est pas un genre de dossier"),
    ],
)
def test_a_setting_that_does_not_fit_is_told(
    parametres: dict[str, dict[str, str | int]], dit: str
) -> None:
    (faute,) = fautes_des_reglages(parametres)
    assert dit in faute.message
    assert "config.yaml" not in faute.message  # the fault bears its file and its line


def test_a_fault_of_the_settings_bears_the_line_that_writes_it(tmp_path: Path) -> None:
    fichier = tmp_path / "config.yaml"
    fichier.write_text(
        "# parametres:\n#   relation_entreprise:\n#     delai_courrier: 15 j\n"
        "parametres:\n  relation_entreprise:\n    relance_accord: 3 jo\n"
        "    delai_courrier: 3 j  # delai_courrier: 15 j\n"
    )
    valeurs = {"relation_entreprise": {"delai_courrier": "3 j"}}
    (faute,) = fautes_des_reglages(valeurs, fichier=str(fichier))
    assert faute.ligne == 7
    assert "« delai_courrier » vaut 3 j au lieu de 15 j" in faute.message
    assert "CCAG 2021, article 3.2" in faute.message  # the other rules that it breaks


def test_a_house_default_within_the_agreement_says_nothing() -> None:
    assert fautes_des_reglages({"relation_entreprise": {"relance_accord": "3 jo"}}) == []


@pytest.mark.parametrize(
    ("machine", "nom", "valeur"),
    [
        ("relation_entreprise", "contacts_requis", 3),
        ("relation_entreprise", "contacts_requis", 10),
        ("relation_entreprise", "depart_delai", "courrier_presente_le"),
        ("relation_entreprise", "depart_delai", "courrier_envoye_le"),
        ("annee_partenariat", "annee_du_bilan", "civile"),
        ("marche", "fait_generateur_1", "notification"),
        ("convention", "marches_au_terme", "poursuivis"),
    ],
)
def test_a_question_that_the_agreement_leaves_open_is_answered_in_the_settings(
    machine: str, nom: str, valeur: str | int
) -> None:
    assert fautes_des_reglages({machine: {nom: valeur}}) == []


def test_check_and_config_verifier_read_the_settings(jalon: Ligne) -> None:
    Path("config.yaml").write_text("parametres:\n  convention: {preavis_de_denonciation: 1 j}\n")
    (faute, *_) = (une for une in jalon.dire("check", "--json").json if une["niveau"] == "erreur")
    assert (faute["fichier"], faute["ligne"]) == ("config.yaml", 2)
    assert faute["ou"] == "parametres.convention.preavis_de_denonciation"
    verifie = jalon.dire("config", "verifier", "--json")
    assert verifie.code == 1
    assert faute["ou"] in {un["champ"] for un in verifie.json["soucis"]}


@pytest.fixture
def casse(monkeypatch: pytest.MonkeyPatch) -> None:
    """The installation's definitions break a rule, and a proof says it."""
    faute = Faute("propriete_violee", "La ville accepte. [annexe 2/A] rompu.", "relation.yaml", 3)
    textes = {**assembly.textes(), "lot.yaml": assembly.textes()["lot.yaml"] + "# essai\n"}
    monkeypatch.setattr(assembly, "textes", lambda: textes)
    monkeypatch.setattr(proofs, "fautes_de", lambda *_ecrits: [faute])


@pytest.mark.usefixtures("casse")
@pytest.mark.parametrize(
    "commande",
    [
        ("fire", "REL-2026-00001", "noter", "--by", "fac", "--set", "texte=x"),
        ("tick",),
        ("migrate", "relation_entreprise", "--from", "1", "--to", "2"),
        ("worker",),
    ],
)
def test_what_acts_refuses_unproved_definitions(jalon: Ligne, commande: tuple[str, ...]) -> None:
    erreur = jalon.refus(*commande, code=1)
    assert erreur["code"] == "definition"
    assert "[annexe 2/A] rompu" in erreur["message"]


@pytest.mark.usefixtures("casse")
def test_init_refuses_them_and_prepares_nothing(vierge: Ligne) -> None:
    assert vierge.refus("init", code=1)["code"] == "definition"
    assert not (vierge.dossier / "jalon.db").exists()


@pytest.mark.usefixtures("casse")
def test_reading_stays_possible(jalon: Ligne) -> None:
    assert jalon.json("dossiers")


def test_the_base_remembers_what_was_proved(jalon: Ligne, monkeypatch: pytest.MonkeyPatch) -> None:
    jalon.json("tick")

    def encore(_preuve: Preuve) -> None:
        raise AssertionError("proved twice")

    monkeypatch.setattr(Preuve, "exiger", encore)
    jalon.json("tick")


def test_the_digest_is_kept_only_when_the_proof_holds(jalon: Ligne, casse: None) -> None:
    from storage.engines import ouvrir

    moteurs = ouvrir(jalon.url)
    travail = Travail(moteurs, Preuve({}))
    with pytest.raises(DefinitionInvalide), travail.ecrire():
        pass
    with travail.lire() as connexion:
        assert installation.lire(connexion, installation.PREUVE) != Preuve({}).empreinte
    moteurs.fermer()


def test_the_digest_of_the_proof_covers_the_templates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a mail said is proved with the template that wrote it, whoever wrote the template."""
    nu = Preuve({}).empreinte
    (tmp_path / "liste_siae").mkdir()
    sujet = tmp_path / "liste_siae/sujet.txt"
    sujet.write_text("Les structures", "utf-8")
    avec = Preuve({}, gabarits=tmp_path).empreinte
    sujet.write_text("Les autres structures", "utf-8")
    autre = Preuve({}, gabarits=tmp_path).empreinte
    assert len({nu, avec, autre}) == 3
    for nom in ("MESSAGES", "LETTRES"):
        monkeypatch.setattr(proofs, nom, tmp_path)
        assert Preuve({}).empreinte not in {nu, avec, autre}
        monkeypatch.undo()


def test_a_template_of_the_installation_is_proved_before_anything_is_written(
    tmp_path: Path,
) -> None:
    (tmp_path / "retour_mission").mkdir()
    (tmp_path / "retour_mission/sujet.txt").write_text("Retour : {{ personnelles.nom }}", "utf-8")
    with pytest.raises(DefinitionInvalide) as levee:
        Preuve({}, gabarits=tmp_path).exiger()
    assert any("retour_mission/sujet.txt" in une.message for une in levee.value.fautes)
