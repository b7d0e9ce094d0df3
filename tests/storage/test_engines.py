"""What each connection is set to."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from storage import engines
from storage.engines import Moteurs, ouvrir

REGLAGES = {
    "postgresql": {"SHOW jit": "off", "SHOW timezone": "UTC"},
    "sqlite": {"PRAGMA query_only": 1, "PRAGMA foreign_keys": 1, "PRAGMA journal_mode": "wal"},
}


def test_a_reading_connection_is_set_for_pages(database_url: str) -> None:
    moteurs = ouvrir(database_url)
    try:
        with moteurs.lecture.connect() as connexion:
            for question, voulu in REGLAGES[connexion.dialect.name].items():
                assert connexion.execute(text(question)).scalar_one() == voulu, question
    finally:
        moteurs.fermer()


def test_after_a_commit_that_fails_the_next_writing_goes_through(database_url: str) -> None:
    moteurs = ouvrir(database_url)
    try:
        with pytest.raises(IntegrityError):
            _echouer_a_la_fin(moteurs)
        with moteurs.ecrire() as connexion:
            assert connexion.execute(text("SELECT 1")).scalar_one() == 1
    finally:
        moteurs.fermer()


def _echouer_a_la_fin(moteurs: Moteurs) -> None:
    """A writing of which the commit alone is refused."""
    lien = "sur INTEGER REFERENCES essai (id) DEFERRABLE INITIALLY DEFERRED"
    with moteurs.ecrire() as connexion:
        connexion.execute(text(f"CREATE TEMP TABLE essai (id INTEGER PRIMARY KEY, {lien})"))
        connexion.execute(text("INSERT INTO essai VALUES (1, 2)"))


def test_a_base_held_by_another_process_is_told_under_one_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the driver says of the lock is an error of the base, that the command line knows."""
    monkeypatch.setattr(engines, "DELAI_VERROU_MS", 1)
    url = f"sqlite:///{tmp_path / 'jalon.db'}"
    un, autre = ouvrir(url), ouvrir(url)
    try:
        with un.ecrire(), pytest.raises(OperationalError, match="locked"), autre.ecrire():
            pytest.fail("two writers at once")
        with autre.ecrire() as connexion:
            assert connexion.execute(text("SELECT 1")).scalar_one() == 1
    finally:
        un.fermer()
        autre.fermer()
