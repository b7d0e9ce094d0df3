"""What each connection is set to."""

from __future__ import annotations

from sqlalchemy import text

from storage.engines import ouvrir

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
