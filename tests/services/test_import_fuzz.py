"""Whatever stands in any field, at any depth: no exception, every marché counted once."""

from __future__ import annotations

import copy
import json
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.importing.errors import FichierIllisible
from storage.unit_of_work import Travail
from tests.services.register_samples import (
    ENTREPRISE_C,
    OULLINS,
    ecrire_csv,
    ecrire_json,
    importer,
    marche_2019,
    marche_2022,
    modification,
    rangee,
)

ESSAIS = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
TORDUES: list[Any] = [
    *(None, "", " ", "null", "NaN", "NC", "N/A", True, False, 0, -1, 0.1, 1e9, 10**30, [], {}),
    *("2024-02-30", "31/12/2024", "0001-01-01", "9999-12-31", "2024-05-29T23:30:00Z"),
    *("2024-05-29T25:00", "2024", 20240131, "1 234,56", "1.234,56", "-5", "1e400", "1,234"),
    *("2169 0149 6000 10", "2169014960001", 21690149600010, "21690149600010.0", "00000000000000"),
    *("\x00", "a\x00b", "\ud800", "é" * 20_000, "²³", "٣", "\u202e", "'; DROP TABLE marche; --"),
    *([None], [[]], [{}], [[[{"titulaire": []}]]], {"titulaire": None}, {"id": {"id": {}}}, "x,y"),
    *({"considerationSociale": "Clause sociale, Pas de considération sociale"}, [1, "a", None]),
    *([{"modification": {"id": 1}}, {"modification": {"id": 1}}], {"modification": [[]]}),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(TORDUES),
    lambda enfants: (
        st.lists(enfants, max_size=3) | st.dictionaries(st.text(max_size=5), enfants, max_size=3)
    ),
    max_leaves=5,
)
CELLULES = st.text(max_size=12) | st.sampled_from([str(une) for une in TORDUES]).map(
    lambda texte: texte.encode("utf-8", "replace").decode()
)
COMPLET = marche_2022(
    modifications=[
        modification(1, "2024-03-01", montant=5, titulaires=[{"titulaire": {"id": ENTREPRISE_C}}]),
        modification(2, "2024-04-01", dureeMois=3),
    ]
)


def chemins(valeur: Any, ici: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of a record, whatever its depth."""
    if ici:
        yield ici
    if isinstance(valeur, dict):
        for cle, un in valeur.items():
            yield from chemins(un, (*ici, cle))
    elif isinstance(valeur, list):
        for rang, un in enumerate(valeur):
            yield from chemins(un, (*ici, rang))


@st.composite
def abimes(tirer: st.DrawFn, modele: dict[str, Any]) -> dict[str, Any]:
    """A record with one to three places spoilt or removed."""
    marche = copy.deepcopy(modele)
    for _ in range(tirer(st.integers(1, 3))):
        *debut, fin = tirer(st.sampled_from(list(chemins(marche))))
        lieu: Any = marche
        for cle in debut:
            lieu = lieu[cle]
        if tirer(st.booleans()) and isinstance(lieu, dict) and len(marche) > 1:
            del lieu[fin]
        else:
            lieu[fin] = copy.deepcopy(tirer(JSON))  # a sampled value is shared by all examples
    return marche


def verifier(registre: Travail, fichier: Path) -> None:
    """The sum holds, and a second import changes nothing."""
    try:
        premier = importer(registre, fichier)
    except FichierIllisible:
        return
    second = importer(registre, fichier)
    assert (second.nouveaux, second.modifies) == (0, 0)
    assert second.lus == premier.lus
    assert second.quarantaine == premier.quarantaine


@ESSAIS
@given(abime=abimes(COMPLET) | abimes(marche_2019()))
def test_json_spoilt_anywhere(registre: Travail, tmp_path: Path, abime: dict[str, Any]) -> None:
    # unlike the fixture, the id is new for each example
    fichier = tmp_path / f"{uuid4().hex}.json"
    sains = [marche_2022(id="sain 1"), marche_2022(id="sain 2")]
    texte = json.dumps({"marches": {"marche": [sains[0], abime, sains[1]]}})
    fichier.write_text(texte, encoding="utf-8")
    verifier(registre, fichier)
    assert importer(registre, fichier).lus == 3 or abime.get("id") in ("sain 1", "sain 2")


@ESSAIS
@given(
    changes=st.dictionaries(st.sampled_from(sorted(rangee())), CELLULES, min_size=1, max_size=4),
    separateur=st.sampled_from(",;\t"),
)
def test_csv_spoilt_anywhere(
    registre: Travail, tmp_path: Path, changes: dict[str, str], separateur: str
) -> None:
    fichier = tmp_path / f"{uuid4().hex}.csv"
    rangees = [rangee(id="sain"), rangee(**changes), rangee(id="sain", titulaire_id=ENTREPRISE_C)]
    ecrire_csv(fichier, rangees, separateur=separateur)
    verifier(registre, fichier)


@ESSAIS
@given(donnees=st.data())
def test_bytes_cut_or_overwritten(
    registre: Travail, tmp_path: Path, donnees: st.DataObject
) -> None:
    chemin = tmp_path / f"{uuid4().hex}"
    if donnees.draw(st.booleans()):
        ecrire_json(chemin, [marche_2022(id=f"m{rang}") for rang in range(4)])
    else:
        ecrire_csv(chemin, [rangee(id=f"m{rang}", acheteur_nom='A "b"\nC') for rang in range(4)])
    octets = bytearray(chemin.read_bytes())
    for _ in range(donnees.draw(st.integers(1, 4))):
        place = donnees.draw(st.integers(0, len(octets) - 1))
        signe = donnees.draw(st.sampled_from('"{}[],:;\n\\\x00\xff é' + string.ascii_letters))
        octets[place : place + donnees.draw(st.integers(0, 3))] = signe.encode("latin-1")
    coupe = donnees.draw(st.integers(1, len(octets)))
    chemin.write_bytes(bytes(octets[:coupe]) if donnees.draw(st.booleans()) else bytes(octets))
    verifier(registre, chemin)


@ESSAIS
@given(texte=st.text(max_size=60) | st.text(alphabet='[]{}",:0a\n\\', max_size=60))
def test_any_text_is_read_or_refused(registre: Travail, tmp_path: Path, texte: str) -> None:
    fichier = tmp_path / f"{uuid4().hex}"
    fichier.write_bytes(texte.encode("utf-8", "surrogatepass"))
    verifier(registre, fichier)


def test_values_too_deep_or_too_long_cost_their_record_only(
    registre: Travail, tmp_path: Path
) -> None:
    profond = "[" * 50_000 + "]" * 50_000
    sain = json.dumps(marche_2022())
    trop = '{"id": "p", "objet": "o", "acheteur": %s}'
    longs = f'{{"id": "n", "objet": "o", "montant": {"9" * 6_000}}}'
    fichier = tmp_path / "profond.json"
    fichier.write_text(f'{{"marches": [{trop % profond}, {sain}, {longs}]}}', encoding="utf-8")
    bilan = importer(registre, fichier)
    assert (bilan.lus, bilan.nouveaux, bilan.total_quarantaine) == (3, 1, 2)
    assert OULLINS not in {rebut.champ for rebut in bilan.quarantaine}
