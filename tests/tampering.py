"""Changes a database behind its guards, as somebody with the keys would, and verifies it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from services.evidence.verifying import verifier
from tests.portfolio import REL1, REL3, Portefeuille

DE_REL1 = f"(SELECT id FROM dossier WHERE numero = '{REL1}')"  # noqa: S608 # our own number
DE_REL3 = f"(SELECT id FROM dossier WHERE numero = '{REL3}')"  # noqa: S608 # our own number


def frauder(portefeuille: Portefeuille, *ordres: str, **valeurs: Any) -> dict[str, Any]:
    """Change the database behind the guards, then verify."""
    travail = portefeuille.bureau.travail
    sqlite = travail.moteurs.ecriture.dialect.name == "sqlite"
    brut: Any = None
    with travail.moteurs.ecriture.connect() as connexion:
        if sqlite:
            connexion.rollback()
            brut = connexion.connection.dbapi_connection
            brut.execute("PRAGMA foreign_keys=OFF")
            noms = connexion.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).scalars()
            for nom in noms.all():
                connexion.execute(text(f"DROP TRIGGER {nom}"))
        else:
            connexion.execute(text("ALTER TABLE journal DISABLE TRIGGER ALL"))
            connexion.execute(text("ALTER TABLE sceau DISABLE TRIGGER ALL"))
            connexion.execute(text("SET session_replication_role = replica"))
            for table in ("journal", "sceau", "dossier", "donnee_personnelle", "outbox"):
                connexion.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        for ordre in ordres:
            connexion.execute(text(ordre), valeurs)
        connexion.commit()
        if sqlite:
            brut.execute("PRAGMA foreign_keys=ON")
        else:
            connexion.execute(text("SET session_replication_role = DEFAULT"))
            connexion.commit()
    return verifier(portefeuille.bureau)


def rupture(dite: dict[str, Any]) -> tuple[Any, ...]:
    assert dite["intact"] is (dite["premiere_rupture"] is None)
    return tuple((dite["premiere_rupture"] or {}).values())
