"""An empty register, one to take over, a relation that has gone on: what many tests begin with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.evidence.verifying import sceller
from storage.unit_of_work import Travail
from tests.portfolio import Portefeuille, mener
from tests.services.register_samples import ouvrir_registre
from tests.services.reprise_samples import enregistrer


@pytest.fixture
def registre(tmp_path: Path) -> Iterator[Travail]:
    """The register on a SQLite file."""
    travail, moteurs = ouvrir_registre(f"sqlite:///{tmp_path / 'registre.db'}")
    yield travail
    moteurs.fermer()


@pytest.fixture
def registre_partout(database_url: str) -> Iterator[Travail]:
    """The register on each engine."""
    travail, moteurs = ouvrir_registre(database_url)
    yield travail
    moteurs.fermer()


@pytest.fixture
def leger(portefeuille_sqlite: Portefeuille, tmp_path: Path) -> Portefeuille:
    """The portfolio with marchés that nobody follows yet, on a SQLite file."""
    enregistrer(portefeuille_sqlite, tmp_path)
    return portefeuille_sqlite


@pytest.fixture
def repris(portefeuille: Portefeuille, tmp_path: Path) -> Portefeuille:
    """The portfolio with marchés that nobody follows yet, on each engine."""
    enregistrer(portefeuille, tmp_path)
    return portefeuille


@pytest.fixture
def avance(portefeuille_sqlite: Portefeuille) -> Portefeuille:
    """A relation whose courrier was received, with a file as proof; all is sealed."""
    mener(portefeuille_sqlite, "courrier_recu")
    sceller(portefeuille_sqlite.bureau)
    return portefeuille_sqlite
