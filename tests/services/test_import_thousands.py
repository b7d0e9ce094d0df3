"""Two thousand records of each format, spoilt at random: nothing is lost, nothing is silent."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.importing.records import BilanImport
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

NOMBRE = 2_000
SALETES: list[Any] = [
    *(None, "", " ", "NC", "N/A", True, 0, -1, 10**30, [], {}, [None], [[[]]], {"id": {"id": {}}}),
    *("2024-02-30", "31/12/2024", "45657", "9999-12-31", "2024-05-29T23:30:00Z", "20240131"),
    *("12 345,67 €", "1,234", "1e400", "9" * 5_000, "2,16901E+13", "2169014960001"),
    *("a\x00b", "\u202e", "é" * 300, "ligne\r\nsuite", '"', "'; --", "a;b,c\td|e", "=1+1"),
]
Marche = dict[str, Any]
CONTROLES = re.compile("[\x00-\x1f\x7f\u202e]")


def plein(rang: int) -> Marche:
    entre = [{"titulaire": {"id": ENTREPRISE_C, "typeIdentifiant": "SIRET"}}]
    suites = [modification(1, "2024-03-01", montant=5), modification(2, "2024-04-01")]
    suites[1]["modification"]["titulaires"] = entre
    return marche_2022(id=f"m{rang}", modifications=suites)


def plat(rang: int) -> Marche:
    return marche_2019(id=f"m{rang}", uid=f"u{rang}")


def en_rangee(rang: int) -> Marche:
    return rangee(id=f"m{rang}", uid=f"{OULLINS}m{rang}")


def salir(marche: Marche, hasard: random.Random) -> None:
    """Spoil one to three places, at any depth, or remove them."""
    for _ in range(hasard.randint(1, 3)):
        lieu: Any = marche
        cle: Any = hasard.choice(sorted(marche))
        while isinstance(lieu[cle], dict | list) and lieu[cle] and hasard.random() < 0.6:
            lieu = lieu[cle]
            cle = hasard.choice(sorted(lieu)) if isinstance(lieu, dict) else 0
        lieu[cle] = copy.deepcopy(hasard.choice(SALETES))


def salir_une_rangee(une: Marche, hasard: random.Random) -> None:
    for _ in range(hasard.randint(1, 3)):
        une[hasard.choice(sorted(une))] = str(hasard.choice(SALETES))


def fabriquer(
    modele: Callable[[int], Marche], salir_: Callable[..., None], hasard: random.Random
) -> list[Marche]:
    """Half of them spoilt, one in ten under the number of another."""
    marches = []
    for rang in range(NOMBRE):
        marche = modele(hasard.randrange(rang) if rang and hasard.random() < 0.1 else rang)
        if hasard.random() < 0.5:
            salir_(marche, hasard)
        marches.append(marche)
    return marches


def verifier(bilan: BilanImport) -> None:
    ecrits = bilan.nouveaux + bilan.modifies + bilan.inchanges
    assert ecrits + bilan.total_quarantaine + bilan.repetes == NOMBRE
    assert min(ecrits, bilan.total_quarantaine, bilan.repetes, bilan.total_avertissements) > 50
    for un in (*bilan.quarantaine, *bilan.avertissements):
        assert un.fichier.endswith(("f.json", "f.csv"))
        assert un.ligne >= 1
        assert all((un.champ, un.motif, un.remede))
        assert not CONTROLES.search(un.motif)


@pytest.mark.parametrize("graine", [1, 2])
@pytest.mark.parametrize(
    ("modele", "ecrire"),
    [(plein, ecrire_json), (plat, ecrire_json), (en_rangee, ecrire_csv)],
    ids=["2022", "2019", "tableau"],
)
def test_nothing_is_lost_nothing_is_silent(
    registre: Travail,
    tmp_path: Path,
    modele: Callable[[int], Marche],
    ecrire: Callable[[Path, list[Marche]], Path],
    graine: int,
) -> None:
    hasard = random.Random(graine)  # noqa: S311 # the same dirt at every run
    tableau = modele is en_rangee
    marches = fabriquer(modele, salir_une_rangee if tableau else salir, hasard)
    fichier = ecrire(tmp_path / ("f.csv" if tableau else "f.json"), marches)
    premier = importer(registre, fichier)
    verifier(premier)
    encore = importer(registre, fichier)
    verifier(encore)
    assert (encore.nouveaux, encore.modifies) == (0, 0)
    assert (encore.quarantaine, encore.repetes) == (premier.quarantaine, premier.repetes)
