"""The command line on an empty folder, and on a prepared portfolio."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from jalon.clock import HorlogeReelle
from services.installing import installer
from tests.jalon.ligne import Ligne


@pytest.fixture(autouse=True)
def _a_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test in its own folder, with nothing of the machine's settings."""
    monkeypatch.chdir(tmp_path)
    for nom in (
        "JALON_CONFIG",
        "JALON_TRACE",
        "JALON_NOW",
        "JALON_DATABASE_URL",
        "JALON_SECRET_CLE",
    ):
        monkeypatch.delenv(nom, raising=False)
    yield
    racine = logging.getLogger()
    for un in list(racine.handlers):
        if un.__class__.__module__ == "jalon.commands.logs":
            racine.removeHandler(un)


@pytest.fixture
def vierge(tmp_path: Path) -> Ligne:
    """Nothing is prepared."""
    return Ligne(tmp_path, f"sqlite:///{tmp_path / 'jalon.db'}")


@pytest.fixture
def jalon(tmp_path: Path, modele_sqlite: Path) -> Ligne:
    """One followed marché, three relations, the accounts of ``tests/portfolio.py``."""
    shutil.copy(modele_sqlite, tmp_path / "jalon.db")
    url = f"sqlite:///{tmp_path / 'jalon.db'}"
    installer(url, "test", HorlogeReelle().reelle())
    return Ligne(tmp_path, url)
