"""What is no file of marchés, or holds none, is told as what it is; nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from services.importing.decp import importer_decp
from services.importing.errors import FichierIllisible
from storage.register_queries import compter_marches
from storage.unit_of_work import Travail
from tests.services.register_samples import (
    bureau_du_registre,
    ecrire_json,
    importer,
    marche_2022,
)


@pytest.mark.parametrize(
    "contenu",
    [
        b"", b"   \n", b"<html></html>", b"PK\x03\x04", b"\x1f\x8b", b"a,b\n1,2\n", b"{}", b"[1]",
        b'{"a": {"b": 1}}', b"hello", b"\xff\xfe",
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_refused_whole(
    registre: Travail, tmp_path: Path, contenu: bytes
) -> None:
    (tmp_path / "f").write_bytes(contenu)
    sain = ecrire_json(tmp_path / "sain.json", [marche_2022()])
    with pytest.raises(FichierIllisible) as refus:
        importer_decp(bureau_du_registre(registre), [sain, tmp_path / "f"])
    assert refus.value.remede
    with registre.lire() as connexion:
        assert compter_marches(connexion) == 0


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        ("null", "est du JSON : une valeur vide (null), aucun marché."),
        ("\ufeffnull\n", "est du JSON : une valeur vide (null), aucun marché."),
        ("3", "est du JSON : un seul nombre, aucun marché."),
        ("-1.5e3", "est du JSON : un seul nombre, aucun marché."),
        ("true", "est du JSON : un seul « vrai » ou « faux », aucun marché."),
        ('"x"', "est du JSON : un seul texte, aucun marché."),
        ("{}", "est du JSON : un objet vide, aucun marché."),
        ("[null, 2]", "est du JSON : une liste sans aucun enregistrement, aucun marché."),
        ('[{"a": 1}]', "est du JSON où aucun marché n’est lisible."),
        ("", "est vide."),
        ("\ufeff", "est vide."),
    ],
)
def test_json_without_a_record_is_told_as_what_it_is(
    registre: Travail, tmp_path: Path, contenu: str, dit: str
) -> None:
    (tmp_path / "f.json").write_text(contenu, encoding="utf-8")
    sain = ecrire_json(tmp_path / "sain.json", [marche_2022()])
    with pytest.raises(FichierIllisible) as refus:
        importer_decp(bureau_du_registre(registre), [sain, tmp_path / "f.json"])
    assert refus.value.message.endswith(dit)
    assert "colonne" not in refus.value.message + refus.value.remede
    if "JSON" in dit:
        assert refus.value.remede.startswith("Attendu : marches.marche[]")
    with registre.lire() as connexion:
        assert compter_marches(connexion) == 0
        assert connexion.execute(text("SELECT count(*) FROM import_lot")).scalar_one() == 0


def test_what_is_no_file_is_refused(registre: Travail, tmp_path: Path) -> None:
    for chemin in (tmp_path, tmp_path / "absent"):
        with pytest.raises(FichierIllisible):
            importer_decp(bureau_du_registre(registre), [chemin])


def test_an_empty_list_is_read(registre: Travail, tmp_path: Path) -> None:
    bilan = importer(registre, ecrire_json(tmp_path / "f.json", []))
    assert bilan.lus == 0
    (vide,) = bilan.avertissements
    assert vide.champ == "fichier"
    (tmp_path / "nu.json").write_text("[]")
    (dit,) = importer(registre, tmp_path / "nu.json").avertissements
    assert dit.motif == "une liste vide, aucun marché dedans"
