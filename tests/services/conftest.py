"""An empty register, on SQLite for the many and on both engines where the SQL matters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.unit_of_work import Travail
from tests.services.register_samples import ouvrir_registre


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
