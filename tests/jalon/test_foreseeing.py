"""``jalon simulate`` as it is typed: what it answers, and what it refuses with its mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from jalon import assembly
from tests.jalon.ligne import Ligne
from tests.portfolio import REL1, REL2, REL3

CLES = {"le", "dossier", "effet", "destinataire", "message", "pourquoi"}


def test_the_answer_is_a_list_of_what_would_happen(jalon: Ligne) -> None:
    rangees = jalon.json("simulate", "--until", "2025-12-31", "--scenario", "pire")
    assert {cle for une in rangees for cle in une} == CLES
    assert [une["le"] for une in rangees] == sorted(une["le"] for une in rangees)
    assert {"courriel", "tache", "etat"} <= {une["effet"] for une in rangees}


def test_a_changed_parameter_ends_with_a_sentence(jalon: Ligne) -> None:
    dit = jalon.dire(
        *("simulate", "--scenario", "pire", "--convenu"),
        *("--parametre", "relation_entreprise.delai_courrier=30 j"),
    )
    assert dit.code == 0
    assert "Cette modification supprime" in dit.stdout


def test_a_change_that_changes_nothing_is_no_empty_future(jalon: Ligne) -> None:
    dit = jalon.dire("simulate", "--parametre", "relation_entreprise.delai_courrier=15 j").stdout
    assert "Rien n’arriverait" not in dit
    assert "ne change rien d’ici là" in dit


def test_a_value_that_breaks_the_agreement_is_refused_and_nothing_else_is_said(
    jalon: Ligne,
) -> None:
    change = ("simulate", "--parametre", "convention.preavis_de_denonciation=1 j")
    erreur = jalon.refus(*change)
    assert (erreur["code"], erreur["champ"]) == ("valeur", "--parametre")
    assert "article 6" in erreur["message"]
    assert "--convenu" in erreur["remede"]
    dit = jalon.dire(*change)
    assert (dit.code, dit.stdout) == (2, "")
    assert "article 6" in dit.stderr
    assert jalon.json(*change, "--convenu")[-1]["effet"] == "bilan"


def test_a_definition_is_proved_first(jalon: Ligne, tmp_path: Path) -> None:
    fichier = tmp_path / "relation.yaml"
    texte = assembly.textes()["relation_entreprise.yaml"]
    fichier.write_text(texte.replace("apres: delai_plan", "apres: 0 j"), "utf-8")
    assert jalon.json("simulate", "--definition", fichier)[-1]["effet"] == "bilan"
    fichier.write_text(
        texte.replace(
            "vers: alerte\n    par: [horloge]", "vers: alerte\n    par: [horloge, facilitateur]"
        ),
        "utf-8",
    )
    erreur = jalon.refus("simulate", "--definition", fichier, code=1)
    assert erreur["code"] == "definition"
    assert "Personne ne décide que le délai est passé" in erreur["message"]


@pytest.mark.parametrize(
    ("options", "champ", "dit"),
    [
        (("--scenario", "rose"), "--scenario", "« rose » n’existe pas"),
        (("--until", "2020-01-01"), "--until", "est déjà passé"),
        (("--until", "9999-12-31"), "--until", "est trop loin"),
        (("--until", "demain"), "--until", "n’est pas une date"),
        (("--parametre", "delai=3"), "--parametre", "ne se lit pas"),
        (("--parametre", "marche.delay=3 j"), "--parametre", "n’est pas un paramètre"),
    ],
)
def test_what_cannot_be_read_is_refused(
    jalon: Ligne, options: tuple[str, str], champ: str, dit: str
) -> None:
    erreur = jalon.refus("simulate", *options)
    assert erreur["champ"] == champ
    assert dit in erreur["message"]
    assert erreur["remede"]


def test_a_migration_to_the_version_in_place_has_nothing_to_do(jalon: Ligne) -> None:
    assert jalon.json("migrate", "--from", "3", "--to", "1", "--dry-run") == []
    dit = jalon.dire("migrate", "relation_entreprise", "--from", "3", "--to", "1")
    assert dit.stdout == "Aucun dossier ne suit cette version.\n"


def test_a_migration_says_what_becomes_of_each_dossier(
    jalon: Ligne, monkeypatch: pytest.MonkeyPatch
) -> None:
    jalon.fire(REL1, "signaler_difficulte", motif="silence")
    textes = assembly.textes()
    nom = "relation_entreprise.yaml"
    version_2 = textes[nom].replace("version: 1", "version: 2", 1)
    monkeypatch.setattr(assembly, "textes", lambda: {**textes, nom: version_2})
    essai = jalon.json("migrate", "relation_entreprise", "--from", "1", "--to", "2", "--dry-run")
    assert [(une["dossier"], une["applique"]) for une in essai] == [
        (REL1, False), (REL2, False), (REL3, False),
    ]  # fmt: skip
    options = ("relation_entreprise", "--from", "1", "--to", "2")
    dit = jalon.dire("migrate", *options, "--dry-run").stdout.replace("\u00a0", " ")
    assert f"{REL1} : en_difficulte → en_difficulte" in dit
    assert "gardée : " in dit
    assert dit.endswith("3 dossiers à migrer, 0 refusé.\n")
    fait = jalon.dire("migrate", *options)
    assert fait.code == 0
    assert fait.stdout.endswith("3 dossiers migrés, 0 refusé.\n")
    assert jalon.json("dossier", REL1)["version"] == 2
    assert jalon.json("migrate", *options) == []


@pytest.mark.parametrize(
    ("options", "champ"),
    [
        (("--from", "1"), "--to"),
        (("--from", "1", "--to", "9"), "--to"),
        (("--from", "1", "--to", "1", "--etat", "x"), "--etat"),
        (("tante", "--from", "1", "--to", "1"), "machine"),
    ],
)
def test_a_migration_that_cannot_be_is_refused(
    jalon: Ligne, options: tuple[str, ...], champ: str
) -> None:
    assert jalon.refus("migrate", *options)["champ"] == champ


def test_a_migration_without_its_versions_says_what_to_write(jalon: Ligne) -> None:
    dit = jalon.refus("migrate")
    assert (dit["champ"], dit["message"]) == ("--from", "Il manque --from.")
    assert "jalon migrate relation_entreprise --from 1 --to 2" in dit["remede"]


def test_a_machine_is_drawn(jalon: Ligne, tmp_path: Path) -> None:
    svg = jalon.json("diagram", "marche")["svg"]
    assert svg.startswith("<svg role=")
    fichier = tmp_path / "relation.svg"
    dit = jalon.dire(
        "diagram", "relation_entreprise", "--dossier", "REL-2025-00001", "--sortie", fichier
    )
    assert dit.stdout == f"Dessin écrit dans {fichier}.\n"
    assert "le dossier en est ici" in fichier.read_text("utf-8")
    ecrase = jalon.refus("diagram", "marche", "--sortie", fichier, code=1)
    assert "existe déjà" in ecrase["message"]
    assert "le dossier en est ici" in fichier.read_text("utf-8")
    assert jalon.refus("diagram", "marche", "--dossier", "REL-2025-00001")["champ"] == "machine"
    assert jalon.refus("diagram", "tante")["champ"] == "machine"
