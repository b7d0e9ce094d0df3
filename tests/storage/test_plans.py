"""How SQLite goes about what every page asks: by an index that sorts already, never by a sort."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, event, select
from sqlalchemy.dialects import postgresql, sqlite

from storage import day, letter_identities, looking
from storage import tables as t
from storage.looking import FiltreDossiers
from storage.statements import SansIndex
from tests.portfolio import Portefeuille

LE, APRES = datetime(2026, 3, 5, tzinfo=UTC), datetime(2026, 3, 12, tzinfo=UTC)


def plan(portefeuille: Portefeuille, question: Callable[[Connection], Any]) -> str:
    """What SQLite says that it will do for the one statement of a question.

    What it does for a name of a row, among the few people of one party, is left out.
    """
    lus: list[tuple[str, Any]] = []
    with portefeuille.bureau.travail.lire() as connexion:
        event.listen(
            connexion.engine,
            "before_cursor_execute",
            lambda _c, _curseur, texte, valeurs, *_: lus.append((texte, valeurs)),
        )
        question(connexion)
        texte, valeurs = lus[0]
        dit = connexion.exec_driver_sql(f"EXPLAIN QUERY PLAN {texte}", valeurs)
        return "\n".join(str(une[3]) for une in dit if une[1] == 0)


@pytest.mark.parametrize("ouverts", [True, False])
def test_counts_are_grouped_without_a_sort(
    portefeuille_sqlite: Portefeuille, ouverts: bool
) -> None:
    filtre = FiltreDossiers(machine="relation_entreprise", ouverts=ouverts)
    dit = plan(portefeuille_sqlite, lambda une: looking.nombres(une, filtre, {1}))
    assert dit == "SEARCH dossier USING COVERING INDEX ix_dossier_listes (final=? AND machine=?)"


def test_the_deadlines_of_a_week_are_read_in_their_order(portefeuille_sqlite: Portefeuille) -> None:
    dit = plan(portefeuille_sqlite, lambda une: day.prevus(une, (1, 2), LE, APRES, LE.date()))
    assert "ix_timer_due" in dit
    assert "TEMP B-TREE" not in dit


def test_the_other_letters_of_a_company_are_found_by_it(portefeuille_sqlite: Portefeuille) -> None:
    """Never among all the live dossiers, nor the register whole."""
    lus: list[str] = []
    with portefeuille_sqlite.bureau.travail.lire() as connexion:
        pilote: Any = connexion.connection.dbapi_connection
        pilote.set_trace_callback(lus.append)
        letter_identities.lire(connexion, 2, ["courrier_rappel"], "courrier_rappel", LE.date())
        pilote.set_trace_callback(None)
        dit = [str(une[3]) for une in pilote.execute(f"EXPLAIN QUERY PLAN {lus[-1]}")]
    assert "SEARCH dossier USING INDEX ix_dossier_entreprise (entreprise=?)" in dit
    parcourus = {une for une in dit if une.startswith("SCAN ")}
    assert parcourus <= {"SCAN parties", "SCAN jours", "SCAN CONSTANT ROW"} | {
        une for une in parcourus if une.startswith("SCAN json_each")
    }


def test_postgresql_plans_with_its_statistics() -> None:
    question = select(t.dossier.c.id).where(SansIndex(t.dossier.c.assigned) == 1)
    assert "WHERE +dossier.assigned = " in str(question.compile(dialect=sqlite.dialect()))
    assert "WHERE dossier.assigned = " in str(question.compile(dialect=postgresql.dialect()))
