"""Dirt that real files bring: what can be read is read, what cannot is named with its mend."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from services.importing.csv_records import LIGNE_MAX
from services.importing.records import BilanImport, Rebut
from services.register.register_fields import siret
from storage.register_queries import marche_par_cle, titulaires
from storage.register_values import Marche
from storage.unit_of_work import Travail
from tests.services.register_samples import (
    ENTREPRISE_A,
    OULLINS,
    ecrire_csv,
    ecrire_json,
    importer,
    marche_2022,
    modification,
    rangee,
)
from workflow.errors import ValeurInvalide

ENTETE = "id,acheteur_id,dateNotification,titulaire_id,titulaire_nom,objet,montant"
AVEC_ZERO = "05550110800009"


def ligne(**changes: str) -> str:
    """A row of a small table."""
    cellules = {
        "id": "M1",
        "acheteur": OULLINS,
        "notifie": "2024-05-06",
        "titulaire": ENTREPRISE_A,
        "nom": "Établissements Œuvrés",
        "objet": "Été",
        "montant": "10",
    }
    return ",".join((cellules | changes).values())


def guillemets(texte: str) -> str:
    return f'"{texte}"'


def lire(travail: Travail, numero: str = "M1") -> Marche:
    with travail.lire() as connexion:
        trouve = marche_par_cle(connexion, f"{OULLINS}/{numero}")
    assert trouve is not None, numero
    return trouve


def poser(travail: Travail, chemin: Path, contenu: str | bytes) -> BilanImport:
    chemin.write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode())
    return importer(travail, chemin)


@pytest.mark.parametrize(
    "encodage", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_encodings(registre: Travail, tmp_path: Path, encodage: str) -> None:
    poser(registre, tmp_path / "f.csv", f"{ENTETE}\n{ligne()}\n".encode(encodage))
    marche = lire(registre)
    with registre.lire() as connexion:
        (tenant,) = titulaires(connexion, marche.id, date(2024, 6, 1))
    assert (marche.objet, tenant.nom) == ("Été", "Établissements Œuvrés")


@pytest.mark.parametrize(
    ("ecrite", "lue", "avertie"),
    [
        ("31/12/2024", date(2024, 12, 31), False),
        ("31/12/2024 00:00:00", date(2024, 12, 31), False),
        ("2024-12-31T00:00:00Z", date(2024, 12, 31), False),
        ("2024-12-31T23:30:00Z", date(2025, 1, 1), False),
        ("20241231", date(2024, 12, 31), False),
        ("45657", date(2024, 12, 31), True),
        ("45657.0", date(2024, 12, 31), True),
    ],
)
def test_dates(registre: Travail, tmp_path: Path, ecrite: str, lue: date, *, avertie: bool) -> None:
    bilan = poser(registre, tmp_path / "f.csv", f"{ENTETE}\n{ligne(notifie=ecrite)}\n")
    assert lire(registre).date_notification == lue
    assert [un.champ for un in bilan.avertissements] == ["dateNotification"] * avertie


@pytest.mark.parametrize("ecrite", ["12/31/2024", "31/12/24", "2024-02-30", "99999"])
def test_dates_that_could_be_another_day_are_refused(
    registre: Travail, tmp_path: Path, ecrite: str
) -> None:
    bilan = poser(registre, tmp_path / "f.csv", f"{ENTETE}\n{ligne(notifie=ecrite)}\n")
    (rebut,) = bilan.quarantaine
    assert (rebut.champ, ecrite in rebut.motif) == ("dateNotification", True)
    assert "AAAA-MM-JJ" in rebut.remede


@pytest.mark.parametrize("ecrit", ["12 345,67 €", "12\u202f345,67\u00a0€", "12.345,67", "12345.67"])
def test_amounts(registre: Travail, tmp_path: Path, ecrit: str) -> None:
    poser(registre, tmp_path / "f.csv", f"{ENTETE}\n{ligne(montant=guillemets(ecrit))}\n")
    assert lire(registre).montant == Decimal("12345.67")


def test_the_separator_that_excel_announces(registre: Travail, tmp_path: Path) -> None:
    for rang, debut in enumerate(("sep=;\r\n", "\ufeffsep=;\n", '"sep=;"\n')):
        texte = f"{ENTETE}\n{ligne(id=f'M{rang}')}\n{ligne(id='faux', notifie='?')}\n"
        bilan = poser(registre, tmp_path / f"{rang}.csv", debut + texte.replace(",", ";"))
        assert (bilan.nouveaux, [un.ligne for un in bilan.quarantaine]) == (1, [4])


def test_mixed_line_ends_and_nul(registre: Travail, tmp_path: Path) -> None:
    lignes = [ligne(id="a"), ligne(id="b", objet="x\0y"), ligne(id="c", notifie="")]
    texte = "{}\r\n{}\r{}\n{}".format(ENTETE, *lignes)
    bilan = poser(registre, tmp_path / "f.csv", texte)
    assert (bilan.nouveaux, bilan.quarantaine[0].ligne) == (2, 4)
    assert lire(registre, "b").objet == "xy"


def test_a_name_never_spans_lines(registre: Travail, tmp_path: Path) -> None:
    nom = '"LAQUET\r\n  TENNIS\u2028\u202e(VERIDIS)"'
    poser(registre, tmp_path / "f.csv", f"{ENTETE}\n{ligne(nom=nom)}\n")
    with registre.lire() as connexion:
        (tenant,) = titulaires(connexion, lire(registre).id, date(2024, 6, 1))
    assert tenant.nom == "LAQUET TENNIS (VERIDIS)"


def test_two_columns_of_one_name(registre: Travail, tmp_path: Path) -> None:
    texte = f"{ENTETE},montant,idMarche\n{ligne()},20,M1\n{ligne(id='M2', montant='')},30,\n"
    bilan = poser(registre, tmp_path / "f.csv", texte)
    assert [(un.ligne, un.champ) for un in bilan.avertissements] == [(2, "montant")]
    assert [lire(registre, nom).montant for nom in ("M1", "M2")] == [Decimal(10), Decimal(30)]


def test_leading_zeros_that_a_spreadsheet_lost(registre: Travail, tmp_path: Path) -> None:
    texte = "\n".join(
        [
            ENTETE,
            ligne(id="0012"),
            ligne(id="12"),
            ligne(id="M3", titulaire=AVEC_ZERO.lstrip("0")),
            ligne(id="M4", titulaire='"2,16901E+13"'),
        ]
    )
    bilan = poser(registre, tmp_path / "f.csv", texte)
    assert [un.identifiants for un in bilan.doublons_probables] in (
        [("0012", "12")],
        [("12", "0012")],
    )
    (repare,) = bilan.avertissements
    assert (repare.champ, AVEC_ZERO in repare.motif) == ("titulaires[1].id", True)
    (perdu,) = bilan.quarantaine
    assert (perdu.ligne, "tableur" in perdu.motif) == (5, True)


def test_two_files_of_one_name_stay_apart(registre: Travail, tmp_path: Path) -> None:
    chemins = [tmp_path / nom / "decp.csv" for nom in ("mars", "avril")]
    for rang, chemin in enumerate(chemins):
        chemin.parent.mkdir()
        ecrire_csv(chemin, [rangee(id=f"m{rang}"), rangee(id=f"f{rang}", acheteur_id="1")])
    bilan = importer(registre, *chemins)
    assert (bilan.nouveaux, {un.fichier for un in bilan.quarantaine}) == (2, set(map(str, chemins)))


@pytest.mark.parametrize(
    ("gros", "motif", "suivante"),
    [
        (f"x,y,{'a' * 3 * LIGNE_MAX}\n", "million", 4),
        (f'x,"{"b" * 3 * LIGNE_MAX}\n', "million", 4),
        ('x,"' + "b,c\n" * 300, "guillemet", 303),
    ],
)
def test_a_huge_csv_record_costs_itself_and_lines_stay_right(
    registre: Travail, tmp_path: Path, gros: str, motif: str, suivante: int
) -> None:
    fin = f"{ligne(id='M2')}\n{ligne(id='M3', notifie='?')}\n"
    bilan = poser(registre, tmp_path / "f.csv", f"{ENTETE}\n{ligne()}\n{gros}{fin}")
    assert bilan.nouveaux == 2
    assert bilan.quarantaine[0].ligne == 3
    assert motif in bilan.quarantaine[0].motif
    assert bilan.quarantaine[-1].ligne == suivante + 1


def test_a_long_text_costs_its_end_only(registre: Travail, tmp_path: Path) -> None:
    poser(registre, tmp_path / "f.csv", f"{ENTETE}\n{ligne(objet='x' * 300_000)}\n")
    assert lire(registre).objet == "x" * 10_000


def test_a_huge_json_record_costs_itself(registre: Travail, tmp_path: Path) -> None:
    marches = [marche_2022(), marche_2022(id="gros", objet="x" * 5_000_000), marche_2022(id="fin")]
    bilan = importer(registre, ecrire_json(tmp_path / "f.json", marches))
    (rebut,) = bilan.quarantaine
    assert (bilan.nouveaux, rebut.motif) == (
        2,
        "enregistrement de plus de quatre millions de caractères",
    )


PROFOND = "[" * 50_000 + "]" * 50_000


@pytest.mark.parametrize(
    ("champ", "absurde"),
    [
        ("montant", "9" * 5_000),
        ("montant", f"-0.{'9' * 5_000}"),
        ("dureeMois", "9" * 5_000),
        ("ccag", PROFOND),
        ("lieuExecution", '{"code":' * 50_000 + "1" + "}" * 50_000),
        ("modifications", PROFOND),
        ("inconnu", PROFOND),
    ],
)
def test_an_absurd_optional_field_costs_itself(
    registre: Travail, tmp_path: Path, champ: str, absurde: str
) -> None:
    marche = json.dumps(marche_2022(id="M1", **{champ: "ICI"})).replace('"ICI"', absurde)
    sain = json.dumps(marche_2022(id="M2"))
    bilan = poser(
        registre, tmp_path / "f.json", f'{{"marches": {{"marche": [{marche},\n{sain}]}}}}'
    )
    assert (bilan.nouveaux, bilan.total_quarantaine) == (2, 0)
    assert [(un.ligne, un.champ) for un in bilan.avertissements] == [(1, champ)]
    assert lire(registre, "M1").objet == lire(registre, "M2").objet


@pytest.mark.parametrize("champ", ["acheteur", "titulaires", "id", "dateNotification"])
def test_an_absurd_required_field_costs_its_record(
    registre: Travail, tmp_path: Path, champ: str
) -> None:
    marche = json.dumps(marche_2022(**{champ: "ICI"})).replace('"ICI"', PROFOND)
    sain = json.dumps(marche_2022(id="M2"))
    bilan = poser(registre, tmp_path / "f.json", f'{{"marches": [{marche},{sain}]}}')
    assert (bilan.nouveaux, bilan.total_quarantaine) == (1, 1)
    assert bilan.quarantaine[0].champ.startswith(champ)


@pytest.mark.parametrize("manque", [1, 2, 3])
def test_missing_last_brackets_are_no_record(
    registre: Travail, tmp_path: Path, manque: int
) -> None:
    texte = json.dumps({"marches": {"marche": [marche_2022(), marche_2022(id="M2")]}})
    bilan = poser(registre, tmp_path / "f.json", texte[:-manque])
    assert (bilan.lus, bilan.nouveaux, bilan.total_quarantaine) == (2, 2, 0)
    (dit,) = bilan.avertissements
    assert (dit.champ, "crochets" in dit.motif) == ("fichier", True)


def test_an_array_where_a_record_is_due_counts_once(registre: Travail, tmp_path: Path) -> None:
    marches: list[Any] = [None, [1, 2], [], ["a]", "b"], marche_2022(), marche_2022(), [None, 3]]
    for forme in (marches, {"marches": marches}, {"marches": {"marche": marches}}):
        bilan = poser(registre, tmp_path / f"{len(json.dumps(forme))}.json", json.dumps(forme))

        assert bilan.total_quarantaine == 5
        assert (bilan.lus, bilan.repetes) == (6, 1)  # together, the records of the file


def test_a_wrong_siret_is_said_once(registre: Travail, tmp_path: Path) -> None:
    titulaires = [{"titulaire": {"typeIdentifiant": "SIRET", "id": "123"}}]
    bilan = poser(registre, tmp_path / "f.json", json.dumps([marche_2022(titulaires=titulaires)]))

    [rebut] = bilan.quarantaine
    assert rebut.motif.replace("\u00a0", " ") == "SIRET qui n’a pas 14 chiffres : « 123 »"
    assert "14" not in rebut.remede
    with pytest.raises(ValeurInvalide) as refus:
        siret("siret", "123")
    assert f"{refus.value.message} {refus.value.remede}".count("SIRET") == 1


def test_each_set_aside_thing_names_its_mend(registre: Travail, tmp_path: Path) -> None:
    faux: list[Any] = [
        marche_2022(id="a", acheteur=None),
        marche_2022(id="t", titulaires=[]),
        3,
        "x",
    ]
    bilan = importer(registre, ecrire_json(tmp_path / "f.json", [marche_2022(cpv="x"), *faux]))
    assert bilan.total_quarantaine == len(faux)
    for rebut in bilan.quarantaine:
        assert all((rebut.fichier, rebut.ligne, rebut.champ, rebut.motif))
        assert rebut.remede.endswith("réimportez.")


def test_a_record_of_a_one_line_file_is_told_by_its_rank(registre: Travail, tmp_path: Path) -> None:
    marches = [marche_2022(id=f"M{rang}") for rang in range(4)]
    del marches[1]["acheteur"], marches[3]["acheteur"]
    marches[2]["montant"] = -5
    bilan = poser(registre, tmp_path / "f.json", json.dumps({"marches": {"marche": marches}}))
    assert [(un.ligne, un.rang) for un in bilan.quarantaine] == [(1, 2), (1, 4)]
    assert [(un.ligne, un.rang) for un in bilan.avertissements] == [(1, 3)]


@pytest.mark.parametrize("montant", ["NaN", "Infinity", "-Infinity", "1e400", '"NaN"', '"inf"'])
def test_an_amount_that_is_no_number_is_set_aside_with_a_word(
    registre: Travail, tmp_path: Path, montant: str
) -> None:
    brut = json.dumps({"marches": {"marche": [marche_2022(montant=12345)]}})
    bilan = poser(registre, tmp_path / "m.json", brut.replace("12345", montant))
    assert "montant" in {un.champ for un in bilan.avertissements}


@pytest.mark.parametrize("numero", [["C1"], {"a": 1}, True])
def test_a_number_that_is_no_text_is_not_said_to_be_absent(
    registre: Travail, tmp_path: Path, numero: Any
) -> None:
    bilan = importer(registre, ecrire_json(tmp_path / "m.json", [marche_2022(id=numero)]))
    [rebut] = [un for un in bilan.quarantaine if un.champ == "id"]
    assert "illisible" in rebut.motif
    assert "absent" not in rebut.motif


@pytest.mark.parametrize(
    ("champ", "valeur", "mots"),
    [
        (
            "dateNotification",
            ["2024-01-01"],
            "date illisible\u00a0: texte attendu, une liste trouvée",
        ),
        ("dureeMois", "NaN", "durée en mois illisible\u00a0: «\u00a0NaN\u00a0»"),
        ("montant", True, "texte attendu, un booléen trouvé"),
    ],
)
def test_what_is_there_but_cannot_be_read_is_never_told_as_absent(
    registre: Travail, tmp_path: Path, champ: str, valeur: Any, mots: str
) -> None:
    bilan = importer(registre, ecrire_json(tmp_path / "m.json", [marche_2022(**{champ: valeur})]))
    assert [un.motif for un in (*bilan.quarantaine, *bilan.avertissements)] == [mots]


@pytest.mark.parametrize(
    ("modifications", "mots"),
    [
        ("oui", "modification attendue, «\u00a0oui\u00a0» trouvé"),
        (True, "modification attendue, un booléen trouvé"),
        ([{"modification": "x"}], "modification attendue, «\u00a0x\u00a0» trouvé"),
        (
            [{"id": 1, "dateNotificationModification": "2030-12-01", "montant": 5}],
            "modification à venir\u00a0: elle compte à partir du 01/12/2030",
        ),
    ],
)
def test_what_becomes_of_a_modification_is_told(
    registre: Travail, tmp_path: Path, modifications: Any, mots: str
) -> None:
    lu = marche_2022(modifications=modifications)
    bilan = importer(registre, ecrire_json(tmp_path / "m.json", [lu]))
    assert mots in " ; ".join(un.motif for un in bilan.avertissements)


def test_a_key_given_twice_is_told(registre: Travail, tmp_path: Path) -> None:
    chemin = ecrire_json(tmp_path / "m.json", [marche_2022(objet="Voirie")])
    chemin.write_text(chemin.read_text().replace('"objet"', '"objet": "Toiture", "objet"', 1))

    bilan = importer(registre, chemin)

    [dit] = bilan.avertissements
    assert (dit.champ, "plusieurs fois" in dit.motif) == ("objet", True)


def test_signs_that_a_database_refuses_are_taken_out(
    registre_partout: Travail, tmp_path: Path
) -> None:
    laids = [
        marche_2022(id="a\x00b", objet="fin\x00 \ud800de lot", montant=10**40),
        marche_2022(id="\ud800\x00", acheteur={"id": "\ud800\x00"}, objet=None),
        marche_2022(id="c", dureeMois=10**18, modifications=[modification(10**18, "\x00")]),
    ]
    fichier = tmp_path / "f.json"
    fichier.write_text(json.dumps(laids), encoding="ascii")
    bilan = importer(registre_partout, fichier)
    assert (bilan.nouveaux, bilan.total_quarantaine) == (2, 1)
    assert lire(registre_partout, "ab").objet == "fin de lot"
    fichier.write_bytes(fichier.read_bytes() + b'{"id": "\x00\xff')
    assert importer(registre_partout, fichier).total_quarantaine == 2


def test_a_date_to_come_is_well_written_and_says_so() -> None:
    rebut = Rebut("f.json", 1, "dateNotification", "notification à venir : 31/12/2030")
    assert rebut.remede.startswith("Rien à faire si la date est bonne : elle est gardée")
    assert "AAAA-MM-JJ" in Rebut("f.json", 1, "dateNotification", "date illisible").remede
