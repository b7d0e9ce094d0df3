"""What the machines and the catalogue name has room in its columns: PostgreSQL cuts nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pytest
from sqlalchemy import Column

from jalon.assembly import charger_machines, vocabulaire
from storage.tables import contenu, dossier, evenement_a_traiter, journal, outbox, tache, timer

MACHINES = charger_machines().exiger().values()
MESSAGES = vocabulaire().messages
EVENEMENTS = [nom for une in MACHINES for nom in une.evenements]
ETATS = [nom for une in MACHINES for nom in une.etats]
ECHEANCES = [nom for une in MACHINES for un in une.etats.values() for nom in un.echeances]
ROLES = vocabulaire().roles


def _codes() -> Iterator[str]:
    """Codes of tasks, with what is put behind them."""
    yield from (nom for une in MACHINES for nom in une.taches)
    yield from (f"decider_echeance:{nom}" for nom in ECHEANCES)
    yield from (f"completer_adresse:{nom}" for nom in MESSAGES)


COLONNES = [
    (dossier.c.machine, [une.machine for une in MACHINES]),
    (dossier.c.state, ETATS),
    (dossier.c.lien, [nom for une in MACHINES for nom in une.liens]),
    (journal.c.event, [*EVENEMENTS, *ECHEANCES]),
    (journal.c.from_state, ETATS),
    (journal.c.to_state, ETATS),
    (journal.c.role, ROLES),
    (timer.c.name, ECHEANCES),
    (tache.c.code, list(_codes())),
    (tache.c.timer, ECHEANCES),
    (evenement_a_traiter.c.evenement, EVENEMENTS),
    (outbox.c.message, MESSAGES),
    (contenu.c.genre, [f"courriel:{nom}" for nom in MESSAGES]),
]


@pytest.mark.parametrize(("colonne", "noms"), COLONNES, ids=[str(une) for une, _ in COLONNES])
def test_every_name_has_room(colonne: Column[str], noms: Collection[str]) -> None:
    largeur = getattr(colonne.type, "length", 0)
    assert [un for un in noms if len(un) > largeur] == []
    assert noms
