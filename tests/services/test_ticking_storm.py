"""Many timers, several clocks, a clock killed in the middle: each timer fires exactly once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import text

from services.clock.ticking import tick
from tests.portfolio import REL1, Portefeuille, ouvrir_bureau
from tests.services.clockwork import (
    EXPIRATION,
    Processus,
    cloner,
    compter,
    courrier_recu,
    evenements,
    reglages,
    tourner_seul,
)

MIDI = datetime.fromisoformat(f"{EXPIRATION}T14:00+01:00")
LENDEMAIN = datetime.fromisoformat("2025-03-20T14:00+01:00")
CLONES = "REL-2099-%"


def tempete(portefeuille: Portefeuille, nombre: int) -> list[str]:
    """Dossiers whose reminder and verification are due; so is their move, which it puts off."""
    courrier_recu(portefeuille)
    return cloner(portefeuille, nombre)


def exiger_une_fois(portefeuille: Portefeuille, nombre: int) -> None:
    """Every clone moves once, after one verification, and one mail is written for each."""
    portefeuille.horloge.instant = LENDEMAIN
    tick(portefeuille.bureau)

    def lues(requete: str) -> list[tuple[object, ...]]:
        return sorted(tuple(une) for une in portefeuille.rangees(requete, clones=CLONES))

    assert lues("SELECT state, count(*) FROM dossier WHERE numero LIKE :clones GROUP BY state") == [
        ("alerte", nombre)
    ]
    assert lues(
        """SELECT j.event, count(*), count(DISTINCT d.id) FROM journal j
        JOIN dossier d ON d.id = j.dossier WHERE d.numero LIKE :clones GROUP BY j.event"""
    ) == [
        ("delai_expire", nombre, nombre),
        ("expiration", nombre, nombre),
        ("fin_proche", nombre, nombre),
    ]
    assert lues(
        """SELECT count(*) FROM outbox o JOIN dossier d ON d.id = o.dossier
        WHERE d.numero LIKE :clones AND o.message = 'alerte_donneur_ordre'"""
    ) == [(nombre,)]
    assert lues(
        """SELECT count(*) FROM timer t JOIN dossier d ON d.id = t.dossier
        WHERE d.numero LIKE :clones AND t.status = 'arme' AND t.due_at <= '2025-03-20T13:00'"""
    ) == [(0,)]


def test_two_clocks_in_threads_on_sqlite(portefeuille_sqlite: Portefeuille) -> None:
    tempete(portefeuille_sqlite, 100)
    bureaux = [ouvrir_bureau(portefeuille_sqlite.url, MIDI) for _ in range(2)]
    depart = threading.Barrier(2)

    def tourner(un: Portefeuille) -> int:
        depart.wait()
        return int(tick(reglages(un, lot=20).bureau)["declenches"])

    with ThreadPoolExecutor(2) as fils:
        faits = list(fils.map(tourner, bureaux))
    for un in bureaux:
        un.fermer()

    assert sum(faits) == compter(portefeuille_sqlite, "timer", "status = 'declenche'")
    exiger_une_fois(portefeuille_sqlite, 100)


def test_four_processes_on_postgresql(portefeuille_postgresql: Portefeuille) -> None:
    tempete(portefeuille_postgresql, 100)  # 200 timers to ring
    url = portefeuille_postgresql.url
    processus = [Processus(tourner_seul, url, MIDI, 20) for _ in range(4)]
    for un in processus:
        un.partir()
    dites = [un.finir() for un in processus]
    portefeuille_postgresql.horloge.instant = MIDI
    tick(portefeuille_postgresql.bureau)  # a worker may leave the last ones to the next tick

    exiger_une_fois(portefeuille_postgresql, 100)
    assert sum(dite["incidents"] for dite in dites) == 0
    assert sum(dite["declenches"] for dite in dites) > 150


def test_what_another_worker_holds_is_waited_for_in_order(
    portefeuille_postgresql: Portefeuille,
) -> None:
    courrier_recu(portefeuille_postgresql)
    moteur = portefeuille_postgresql.bureau.travail.moteurs.ecriture
    verification = "SELECT id FROM timer WHERE name = 'expiration' AND rung = 0 FOR UPDATE"
    with moteur.begin() as autre:
        autre.execute(text(verification))
        portefeuille_postgresql.horloge.instant = MIDI
        assert tick(portefeuille_postgresql.bureau)["incidents"] == 0
        assert portefeuille_postgresql.etat(REL1) == "courrier_recu"

    tick(portefeuille_postgresql.bureau)
    assert evenements(portefeuille_postgresql)[-1] == "expiration"
    portefeuille_postgresql.horloge.instant = LENDEMAIN
    tick(portefeuille_postgresql.bureau)
    assert evenements(portefeuille_postgresql)[-2:] == ["expiration", "delai_expire"]


def test_a_clock_killed_five_times_loses_and_doubles_nothing(
    portefeuille_sqlite: Portefeuille,
) -> None:
    nombre = 200  # 400 timers to ring
    tempete(portefeuille_sqlite, nombre)
    depart = fait = derniere_ligne(portefeuille_sqlite)
    for _ in range(5):
        un = Processus(tourner_seul, portefeuille_sqlite.url, MIDI, 20)
        fait = tuer_apres(portefeuille_sqlite, un, fait + 45)

    assert 5 * 45 <= fait - depart < 2 * nombre
    with ouvrir(portefeuille_sqlite.url) as dernier:
        tick(dernier.bureau)
    exiger_une_fois(portefeuille_sqlite, nombre)
    assert portefeuille_sqlite.rangees("PRAGMA integrity_check")[0][0] == "ok"


def tuer_apres(portefeuille: Portefeuille, un: Processus, fait: int) -> int:
    """Let it go, and kill it as soon as that line is written; returns the last one."""
    un.partir()
    limite = time.monotonic() + 30
    while derniere_ligne(portefeuille) < fait and time.monotonic() < limite:
        time.sleep(0.005)
    un.tuer()
    return derniere_ligne(portefeuille)


def derniere_ligne(portefeuille: Portefeuille) -> int:
    """Number of the last line of any journal."""
    return int(portefeuille.rangees("SELECT max(id) FROM journal")[0][0])


@contextmanager
def ouvrir(url: str) -> Iterator[Portefeuille]:
    """A desk of its own, closed at the end."""
    portefeuille = ouvrir_bureau(url, MIDI, mode="full")
    yield portefeuille
    portefeuille.fermer()
