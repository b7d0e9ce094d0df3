"""The directory of inclusive structures: filled once, kept up to date, wrong lines told."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from services.importing.errors import FichierIllisible
from services.importing.records import BilanImport
from services.importing.siae import importer_siae
from storage.siae import du_territoire
from storage.unit_of_work import Travail
from tests.services.register_samples import ENTREPRISE_A, ENTREPRISE_B, bureau_du_registre

ENTETE = "siret,raison_sociale,enseigne,type_structure,naf,commune,code_postal,departement\n"
UNE = f"{ENTREPRISE_A},ASSOC TREMPLIN,,ACI,8790B,Bourg-en-Bresse,1000,1\n"
AUTRE = f"{ENTREPRISE_B},GEIQ BTP,Le GEIQ,geiq,7830Z,Saint-Denis,97400,\n"


def importer(travail: Travail, chemin: Path, texte: str) -> BilanImport:
    chemin.write_text(texte, encoding="utf-8-sig")
    bilan = importer_siae(bureau_du_registre(travail), [chemin])
    suites = bilan.nouveaux + bilan.modifies + bilan.inchanges
    assert bilan.lus == suites + len(bilan.quarantaine)
    return bilan


def test_the_directory_is_filled_once(registre_partout: Travail, tmp_path: Path) -> None:
    fichier = tmp_path / "siae.csv"
    assert importer(registre_partout, fichier, ENTETE + UNE + AUTRE).nouveaux == 2
    assert importer(registre_partout, fichier, ENTETE + UNE + AUTRE).inchanges == 2
    with registre_partout.lire() as connexion:
        trouvees = du_territoire(connexion, ["01"]), du_territoire(connexion, ["974"])
    assert [[une.type for une in siennes] for siennes in trouvees] == [["ACI"], ["GEIQ"]]


def test_a_change_is_taken_and_an_empty_cell_erases_nothing(
    registre_partout: Travail, tmp_path: Path
) -> None:
    fichier = tmp_path / "siae.csv"
    importer(registre_partout, fichier, ENTETE + AUTRE)
    change = AUTRE.replace("GEIQ BTP,Le GEIQ", "GEIQ BTP AURA,")
    assert importer(registre_partout, fichier, ENTETE + change).modifies == 1
    with registre_partout.lire() as connexion:
        requete = text("SELECT raison_sociale, enseigne, code_postal FROM siae")
        (une,) = connexion.execute(requete)
    assert tuple(une) == ("GEIQ BTP AURA", "Le GEIQ", "97400")


@pytest.mark.parametrize(
    ("ligne", "champ"),
    [
        (UNE.replace(ENTREPRISE_A, "123"), "siret"),
        (UNE.replace(ENTREPRISE_A, ""), "siret"),
        (UNE.replace("ASSOC TREMPLIN", " "), "raison_sociale"),
        (UNE.replace("\n", ",de trop\n"), "ligne"),
    ],
)
def test_a_wrong_line_is_quarantined(
    registre: Travail, tmp_path: Path, ligne: str, champ: str
) -> None:
    bilan = importer(registre, tmp_path / "siae.csv", ENTETE + ligne + AUTRE)
    assert bilan.nouveaux == 1
    assert [(un.ligne, un.champ) for un in bilan.quarantaine] == [(2, champ)]


@pytest.mark.parametrize(
    ("avant", "apres", "champ"),
    [
        ("ACI", "XYZ", "type_structure"),
        (",1000,", ",Bourg,", "code_postal"),
        (",1\n", ",Ain\n", "departement"),
        (ENTREPRISE_A, "5520242000010", "siret"),
    ],
)
def test_a_wrong_cell_is_set_aside(
    registre: Travail, tmp_path: Path, avant: str, apres: str, champ: str
) -> None:
    bilan = importer(registre, tmp_path / "siae.csv", ENTETE + UNE.replace(avant, apres))
    signales = [un.champ for un in (*bilan.avertissements, *bilan.quarantaine)]
    assert signales == [champ]


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        ("[]", "est du JSON : une liste vide, aucune structure."),
        ("null", "est du JSON : une valeur vide (null), aucune structure."),
        ('[{"siret": "x"}]', "est du JSON."),
    ],
)
def test_json_is_refused(registre: Travail, tmp_path: Path, contenu: str, dit: str) -> None:
    with pytest.raises(FichierIllisible, match="JSON") as refus:
        importer(registre, tmp_path / "siae.json", contenu)
    assert refus.value.message.endswith(dit)
    assert refus.value.remede.startswith("Attendu : un tableau CSV")


def test_progress_ends_at_the_size(registre: Travail, tmp_path: Path) -> None:
    fichier = tmp_path / "siae.csv"
    fichier.write_text(ENTETE + UNE, encoding="utf-8")
    pas: list[tuple[int, int | None]] = []
    bureau = bureau_du_registre(registre)
    importer_siae(bureau, [fichier], lambda fait, tout: pas.append((fait, tout)))
    assert pas[-1] == (fichier.stat().st_size, fichier.stat().st_size)
