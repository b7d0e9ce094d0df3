"""init, config verifier, courriel-test, backup and restore."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from jalon.settings import lire_reglages
from tests.jalon.ligne import Ligne


def test_init_prepares_and_writes_settings_once(vierge: Ligne) -> None:
    dite = vierge.json("init")
    assert dite["nouvelle"] is True
    assert dite["environnement"] == "test"
    config = vierge.dossier / "config.yaml"
    assert dite["config"] == "config.yaml"
    config.write_text(config.read_text() + "\n# à moi\n")
    encore = vierge.json("init")
    assert (encore["nouvelle"], encore["config"]) == (False, None)
    assert config.read_text().endswith("# à moi\n")


def test_written_settings_are_those_in_force(vierge: Ligne) -> None:
    vierge.json("init", "--config", "mien.yaml")
    lus = lire_reglages(Path("mien.yaml"))
    assert lus.environnement == "test"
    assert lus.database.url == vierge.url
    assert lus.territoire.departements == ("69",)
    assert yaml.safe_load(Path("mien.yaml").read_text())["bureau"]["ouverture"] == "09:00"


def test_environment_is_fixed_by_init(vierge: Ligne) -> None:
    vierge.json("init")
    vierge.environnement, vierge.maintenant = "production", ""
    avant = (vierge.dossier / "jalon.db").read_bytes()
    for commande in (("init",), ("dossiers",), ("tick",)):
        erreur = vierge.refus(*commande)
        assert erreur["champ"] == "environnement"
        assert "ne change plus" in erreur["message"]
    assert (vierge.dossier / "jalon.db").read_bytes() == avant


def test_database_that_is_not_there_is_not_made(vierge: Ligne) -> None:
    erreur = vierge.refus("dossiers", code=1)
    assert (erreur["code"], erreur["champ"], erreur["remede"]) == (
        "base",
        "database.url",
        "Lancez « jalon init ».",
    )
    assert not list(vierge.dossier.iterdir())


def test_database_that_is_no_database(vierge: Ligne) -> None:
    (vierge.dossier / "jalon.db").write_text("bonjour" * 1000)
    assert vierge.refus("dossiers", code=1)["code"] == "base"
    assert vierge.refus("init", code=1)["code"] == "base"


@pytest.mark.parametrize("url", ["n'importe quoi", "mysql://x/y"])
def test_bad_address_of_database(vierge: Ligne, url: str) -> None:
    vierge.url = url
    assert vierge.refus("dossiers", code=1)["champ"] == "database.url"


def test_unguarded_journal_stops_every_command(jalon: Ligne) -> None:
    with closing(sqlite3.connect(jalon.dossier / "jalon.db")) as base:
        base.execute("DROP TRIGGER journal_sans_retrait")
        base.commit()
    erreur = jalon.refus("dossiers", code=1)
    assert erreur["code"] == "journal"
    assert "journal_sans_retrait" in erreur["message"]


def test_settings_with_a_fault_are_told(vierge: Ligne) -> None:
    Path("config.yaml").write_text("databse: {url: x}\n")
    erreur = vierge.refus("config", "verifier")
    assert (erreur["code"], erreur["champ"]) == ("reglage", "databse")
    Path("config.yaml").write_text("environnement: lune\n")
    vierge.autres = {"JALON_ENVIRONNEMENT": ""}
    assert vierge.refus("dossiers")["code"] == "reglage"


@pytest.mark.parametrize(
    ("valeur", "attendu"), [("5", "10 au moins"), ("900", "600 au plus"), ("x", "un nombre entier")]
)
def test_a_setting_out_of_its_bounds_says_them(vierge: Ligne, valeur: str, attendu: str) -> None:
    Path("config.yaml").write_text(f"courriel: {{delai_max_s: {valeur}}}\n")
    erreur = vierge.refus("config", "verifier")
    assert erreur["champ"] == "courriel.delai_max_s"
    assert f"vaut « {valeur} », attendu {attendu}" in erreur["message"].replace("\u00a0", " ")


def test_config_verifier_tells_every_trouble(jalon: Ligne) -> None:
    assert jalon.json("config", "verifier")["soucis"] == []
    Path("config.yaml").write_text(
        "parametres: {relation_entreprise: {delai_courrier: demain}}\n"
        "courriel: {identifiant: moi}\n"
    )
    dit = jalon.dire("config", "verifier", "--json")
    assert dit.code == 1
    assert [un["champ"] for un in dit.json["soucis"]] == [
        "parametres.relation_entreprise.delai_courrier",
        "courriel.mot_de_passe",
    ]
    humain = jalon.dire("config", "verifier")
    assert "sans mot de passe" in humain.stdout


@pytest.mark.parametrize(
    ("courriel", "soucis"),
    [
        ("{mode: smtp}", ["courriel.hote"]),
        ("{mode: smtp, hote: ''}", ["courriel.hote"]),
        ("{mode: smtp, hote: localhost}", []),
        ("{mode: capture}", []),
    ],
)
def test_config_verifier_asks_which_server_sends(
    jalon: Ligne, courriel: str, soucis: list[str]
) -> None:
    Path("config.yaml").write_text(f"courriel: {courriel}\n")
    dit = jalon.dire("config", "verifier", "--json")
    assert [un["champ"] for un in dit.json["soucis"]] == soucis
    assert dit.code == (1 if soucis else 0)


def test_password_never_shows(vierge: Ligne) -> None:
    vierge.url = "postgresql+psycopg://moi:tres-cache@127.0.0.1:1/jalon"
    vierge.autres = {"JALON_COURRIEL_MOT_DE_PASSE": "plus-cache"}
    for commande in (("config", "verifier"), ("dossiers",), ("init",)):
        dit = vierge.dire(*commande, "--json")
        assert dit.code == 1
        assert "-cache" not in dit.stdout + dit.stderr


def test_test_mail_goes_to_the_captured_box(jalon: Ligne) -> None:
    dite = jalon.json("courriel-test", "moi@exemple.test")
    assert (dite["statut"], dite["remis_a"]) == ("envoye", "moi@exemple.test")
    assert len(list((jalon.dossier / "courriels").glob("*.eml"))) == 1
    assert jalon.refus("courriel-test", "moi")["champ"] == "adresse"


def test_backup_then_restore_elsewhere(jalon: Ligne) -> None:
    jalon.fire("REL-2025-00001", "noter", texte="avant la copie")
    fait = jalon.json("backup", "copie.db")
    assert fait["octets"] == Path("copie.db").stat().st_size
    assert not Path("copie.db-wal").exists()
    assert not Path("copie.db.partiel").exists()
    ailleurs = Ligne(jalon.dossier, f"sqlite:///{jalon.dossier / 'autre.db'}")
    assert ailleurs.json("restore", "copie.db")["dossiers"] == 4
    assert ailleurs.json("journal", "REL-2025-00001") == jalon.json("journal", "REL-2025-00001")
    assert ailleurs.json("verify")["intact"] is True


def test_backup_and_restore_overwrite_nothing(jalon: Ligne) -> None:
    Path("copie.db").write_text("à moi")
    erreur = jalon.refus("backup", "copie.db", code=1)
    assert "existe déjà" in erreur["message"]
    assert Path("copie.db").read_text() == "à moi"
    assert jalon.refus("backup", "absent/copie.db", code=1)["code"] == "fichier"
    jalon.json("backup", "vraie.db")
    refus = jalon.refus("restore", "vraie.db", code=1)
    assert "existe déjà" in refus["message"]
    assert refus["remede"] == "Déplacez-la d’abord, ou donnez une autre base dans database.url."


@pytest.mark.parametrize("contenu", [b"", b"bonjour" * 500])
def test_restore_refuses_what_is_no_copy(vierge: Ligne, contenu: bytes) -> None:
    Path("copie.db").write_bytes(contenu)
    refus = vierge.refus("restore", "copie.db", code=1)
    assert (refus["code"], "autre copie" in refus["remede"]) == ("base", True)
    assert not (vierge.dossier / "jalon.db").exists()
    assert vierge.refus("restore", "absent.db", code=1)["message"] == (
        "« absent.db » : ce fichier n’existe pas."
    )


def test_damaged_copy_is_refused(jalon: Ligne, tmp_path: Path) -> None:
    jalon.json("backup", "copie.db")
    octets = bytearray(Path("copie.db").read_bytes())
    octets[4096:16384] = bytes(range(256)) * 48
    Path("copie.db").write_bytes(octets)
    ailleurs = Ligne(tmp_path, f"sqlite:///{tmp_path / 'autre.db'}")
    assert ailleurs.refus("restore", "copie.db", code=1)["code"] == "base"
    assert not Path("autre.db").exists()


def test_clock_is_not_set_in_production(vierge: Ligne) -> None:
    vierge.environnement = "production"
    assert vierge.refus("init")["champ"] == "JALON_NOW"
    assert not Path("jalon.db").exists()
    assert not Path("config.yaml").exists()
    vierge.maintenant = ""
    vierge.json("init")
    vierge.maintenant = "2025-03-03T09:30+01:00"
    assert vierge.refus("dossiers")["champ"] == "JALON_NOW"
