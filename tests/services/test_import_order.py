"""Files in any order, any number of times, and two imports at once: the register converges."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.importing.grouping import reunir
from services.importing.merging import fusionner
from services.importing.records import TABULAIRE, MarcheLu, TitulaireLu
from storage.migrating import migrer
from storage.register_tables import marche, marche_modification, titulaire
from storage.unit_of_work import Travail
from tests.services.register_samples import (
    ENTREPRISE_A,
    ENTREPRISE_B,
    ENTREPRISE_C,
    OULLINS,
    ecrire_csv,
    ecrire_json,
    importer,
    marche_2022,
    modification,
    ouvrir_registre,
    rangee,
)

VERSIONS = [
    rangee(dateNotification=jour, montant=str(10 * rang), titulaire_id=qui)
    for rang, jour, qui in (
        (1, "2024-01-10", ENTREPRISE_A),
        (2, "2024-03-10", ENTREPRISE_B),
        (3, "2024-06-10", ENTREPRISE_A),
    )
]
"""Holders A, B, A."""


def publications() -> list[dict[str, Any]]:
    """Three publications of one marché, each newer than the one before."""
    entre = [{"titulaire": {"id": ENTREPRISE_C, "typeIdentifiant": "SIRET"}}]
    modifs = [
        modification(1, "2024-03-10", montant=20),
        modification(2, "2024-06-10", titulaires=entre),
    ]
    return [
        marche_2022(
            datePublicationDonnees=f"2024-0{rang + 1}-15",
            objet=f"objet {rang}",
            montant=100 + rang,
            modifications=modifs[:rang],
        )
        for rang in range(3)
    ]


def contenu(travail: Travail) -> list[Any]:
    """What the register says of its marchés, wherever the lines came from."""
    with travail.lire() as connexion:
        marches = [
            {**ligne, "import_lot": 0, "fichier": "", "ligne": 0, "donneur_ordre": 0}
            for ligne in connexion.execute(marche.select()).mappings()
        ]
        suites = connexion.execute(marche_modification.select()).mappings()
        tenues = connexion.execute(titulaire.select()).mappings()
        return [
            marches,
            sorted(
                (un["identifiant"], un["notifiee_le"], un["montant"], un["titulaires"])
                for un in suites
            ),
            len(list(tenues)),
        ]


@pytest.mark.parametrize("ordre", list(permutations(range(3))))
def test_publications_in_any_order(
    registre: Travail, tmp_path: Path, ordre: tuple[int, ...]
) -> None:
    fichiers = [
        ecrire_json(tmp_path / f"{rang}.json", [un]) for rang, un in enumerate(publications())
    ]
    for rang in (*ordre, *reversed(ordre)):
        importer(registre, fichiers[rang])
    (lu,) = contenu(registre)[0]
    assert (lu["objet"], str(lu["montant"])) == ("objet 2", "102.00")
    assert [une[0] for une in contenu(registre)[1]] == ["1", "2"]
    vieux = importer(registre, fichiers[0])
    assert (vieux.inchanges, vieux.avertissements[0].champ) == (1, "datePublicationDonnees")
    assert "plus ancien" in vieux.avertissements[0].motif
    assert "ignoré" in vieux.avertissements[0].motif


@pytest.mark.parametrize("ordre", list(permutations(range(3))))
def test_versions_a_b_a_keep_their_holders_in_any_order(
    registre: Travail, tmp_path: Path, ordre: tuple[int, ...]
) -> None:
    fichiers = [ecrire_csv(tmp_path / f"{rang}.csv", [un]) for rang, un in enumerate(VERSIONS)]
    for rang in ordre:
        importer(registre, fichiers[rang])
    (lu,) = contenu(registre)[0]
    assert (lu["date_notification"], str(lu["montant"])) == (date(2024, 1, 10), "10.00")
    assert [(une[0], ENTREPRISE_B in une[3]) for une in contenu(registre)[1]] == [
        ("v2024-03-10", True),
        ("v2024-06-10", False),
    ]
    ensemble = ecrire_csv(tmp_path / "tout.csv", VERSIONS)
    assert importer(registre, ensemble, *fichiers).inchanges == 1


RANGEES = st.builds(
    MarcheLu,
    acheteur=st.just(OULLINS),
    identifiant=st.just("M"),
    date_notification=st.sampled_from([date(2024, 1, jour) for jour in (1, 2, 3)]),
    titulaires=st.sampled_from("ABC").map(lambda nom: (TitulaireLu("SIRET", nom),)),
    source=st.just(TABULAIRE),
    montant=st.none() | st.sampled_from([Decimal(1), Decimal(2), Decimal(3)]),
)


@given(rangees=st.lists(RANGEES, min_size=1, max_size=6), hasard=st.randoms())
def test_tabular_rows_say_the_same_in_one_file_and_in_many(
    rangees: list[MarcheLu], hasard: random.Random
) -> None:
    ensemble, _ = reunir(rangees)
    melees = hasard.sample(rangees, len(rangees))
    tour = melees[0]
    for une in (*melees[1:], *melees):
        tour = fusionner(tour, une)
    assert _dit(tour) == _dit(ensemble)


def _dit(un: MarcheLu) -> Any:
    return (un.date_notification, un.montant, set(un.titulaires), un.modifications)


@pytest.fixture
def deux_registres(postgres_db: str) -> Iterator[tuple[Travail, Travail]]:
    """Two processes' worth of engines on one PostgreSQL database."""
    migrer(postgres_db)
    (un, moteurs), (autre, aussi) = ouvrir_registre(postgres_db), ouvrir_registre(postgres_db)
    yield un, autre
    moteurs.fermer()
    aussi.fermer()


def test_two_imports_at_once_converge(
    deux_registres: tuple[Travail, Travail], tmp_path: Path
) -> None:
    marches = [marche_2022(id=f"m{rang}") for rang in range(300)]
    fichiers = [
        ecrire_json(tmp_path / "un.json", marches),
        ecrire_json(tmp_path / "autre.json", list(reversed(marches))),
    ]
    depart = Barrier(2)

    def lancer(rang: int) -> Any:
        depart.wait(30)
        return importer(deux_registres[rang], fichiers[rang])

    with ThreadPoolExecutor(2) as fils:
        bilans = list(fils.map(lancer, range(2)))
    assert sum(un.nouveaux for un in bilans) == len(marches)
    assert sum(un.inchanges for un in bilans) == len(marches)
    assert len(contenu(deux_registres[0])[0]) == len(marches)
