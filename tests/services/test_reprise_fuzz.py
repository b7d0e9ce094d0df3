"""Whatever the file holds, a reprise answers: each line opened, unchanged or set aside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from services.importing.errors import FichierIllisible
from services.reprise import reprendre
from tests.portfolio import Portefeuille
from tests.services.reprise_samples import en_csv, en_xlsx, enregistrer, marche, relation

FUZZ = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
COLONNES = sorted({*relation(), "montant", "echeance", "numero", "objet", "#", "x"})
VALEURS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "relation_entreprise",
            "marche",
            "2024T1",
            "51944339400019",
            "alerte",
            "close",
            "fac",
            "24/02/2025",
            "2025-02-24",
            "9999-12-31",
            "0000-00-00",
            "-1",
            "1e400",
            "NaN",
            "1,5",
            "=1+1",
            "#N/A",
            "\x00",
            "🏗",
            "½",
            "٣",
        ]
    ),
)
LIGNES = st.lists(st.dictionaries(st.sampled_from(COLONNES), VALEURS), max_size=6)


@pytest.fixture
def bureau(portefeuille_sqlite: Portefeuille, tmp_path: Path) -> Any:
    enregistrer(portefeuille_sqlite, tmp_path)
    return portefeuille_sqlite.bureau


def essayer(bureau: Any, chemin: Path) -> None:
    """The sum holds, every refusal has its line, column and reason; or the file is refused."""
    try:
        dite = reprendre(bureau, chemin, essai=True, acteur="cli:test")
    except FichierIllisible:
        return
    assert dite["lus"] == dite["ouverts"] + dite["inchanges"] + len(dite["quarantaine"])
    assert all(une["ligne"] and une["champ"] and une["motif"] for une in dite["quarantaine"])


@FUZZ
@given(octets=st.binary(max_size=400))
def test_any_bytes(bureau: Any, tmp_path: Path, octets: bytes) -> None:
    (tmp_path / "f.csv").write_bytes(octets)
    essayer(bureau, tmp_path / "f.csv")


@FUZZ
@given(octets=st.binary(max_size=200), ou=st.integers(0, 5_000))
def test_a_damaged_workbook(bureau: Any, tmp_path: Path, octets: bytes, ou: int) -> None:
    chemin = en_xlsx(tmp_path / "f.xlsx", [relation()])
    brut = bytearray(chemin.read_bytes())
    brut[ou : ou + len(octets)] = octets
    chemin.write_bytes(b"PK\x03\x04" + bytes(brut[4:]))
    essayer(bureau, chemin)


@FUZZ
@given(
    lignes=LIGNES,
    separateur=st.sampled_from(";,\t|"),
    encodage=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_any_table(
    bureau: Any, tmp_path: Path, lignes: list[dict[str, str]], separateur: str, encodage: str
) -> None:
    tous = [{**dict.fromkeys(COLONNES, ""), **une} for une in lignes] or [relation()]
    propres = [
        {
            nom: une.encode(encodage, "ignore").decode(encodage, "ignore")
            for nom, une in ligne.items()
        }
        for ligne in tous
    ]
    essayer(bureau, en_csv(tmp_path / "f.csv", propres, separateur=separateur, encodage=encodage))


@FUZZ
@given(colonne=st.sampled_from(sorted(relation())), valeur=VALEURS)
def test_one_spoilt_cell_never_spoils_its_neighbour(
    bureau: Any, tmp_path: Path, colonne: str, valeur: str
) -> None:
    propre = valeur.encode("utf-8", "ignore").decode()
    voisine = marche(marche="2024T3", siret="")
    chemin = en_csv(tmp_path / "f.csv", [relation(**{colonne: propre}), voisine])
    try:
        dite = reprendre(bureau, chemin, essai=True, acteur="cli:test")
    except FichierIllisible:  # an opened quote may swallow the rest
        return
    if "\n" not in propre and "\r" not in propre and '"' not in propre:
        assert any(un["marche"].endswith("/2024T3") for un in dite["dossiers"])


@FUZZ
@given(
    valeurs=st.lists(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.datetimes(), st.dates()),
        min_size=9,
        max_size=9,
    )
)
def test_any_cell_of_a_workbook(bureau: Any, tmp_path: Path, valeurs: list[Any]) -> None:
    classeur = Workbook()
    feuille = classeur.active
    assert feuille is not None
    feuille.append(["machine", "marche", "etat", *COLONNES[:6]])
    try:
        feuille.append(valeurs)
        classeur.save(tmp_path / "f.xlsx")
    except (ValueError, OverflowError):  # what a workbook itself cannot hold
        return
    essayer(bureau, tmp_path / "f.xlsx")
