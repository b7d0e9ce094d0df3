"""The embedded clock: runs its jobs, survives them, wakes the post, and stops when told."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Any

import pytest

from scheduler.embedded import Pendule, travailler
from scheduler.jobs import Travaux, jobs
from tests.portfolio import REL1, Portefeuille, mener, ouvrir_bureau
from tests.services.clockwork import PosteDocile, Processus, courriels

LENTS = Travaux(tick_s=3600, livraison_s=3600)
"""Jobs that run once at the start, then never again in a test."""


def attendre(vrai: Callable[[], object], secondes: float = 15.0) -> None:
    """Wait for something to be true."""
    debut = time.monotonic()
    while not vrai():
        assert time.monotonic() - debut < secondes, "never came"
        time.sleep(0.01)


@contextmanager
def marche(portefeuille: Portefeuille, poste: Any, travaux: Travaux = LENTS) -> Iterator[Pendule]:
    """A clock that runs, stopped at the end."""
    pendule = Pendule(portefeuille.bureau, poste, travaux)
    pendule.demarrer()
    yield pendule
    pendule.arreter()


def battements(portefeuille: Portefeuille) -> set[str]:
    return {une.nom for une in portefeuille.rangees("SELECT nom FROM battement")}


def test_every_job_runs_at_the_start_and_beats(portefeuille: Portefeuille) -> None:
    mener(portefeuille, "courrier_propose")
    poste = PosteDocile()

    with marche(portefeuille, poste):
        attendre(lambda: {"tick", "deliver", "digest"} <= battements(portefeuille))
        attendre(lambda: poste.lettres)

    assert [un.statut for un in courriels(portefeuille, "demande_accord_courrier")] == ["envoye"]


def test_jobs_come_back_at_their_pace(portefeuille_sqlite: Portefeuille) -> None:
    with marche(portefeuille_sqlite, PosteDocile(), Travaux(tick_s=1, livraison_s=1)):
        requete = "SELECT a FROM battement WHERE nom = 'tick'"
        attendre(lambda: portefeuille_sqlite.rangees(requete))
        premier = portefeuille_sqlite.rangees(requete)[0][0]
        attendre(lambda: portefeuille_sqlite.rangees(requete)[0][0] != premier)


def test_an_act_wakes_the_post_at_once(portefeuille: Portefeuille) -> None:
    poste = PosteDocile()
    with marche(portefeuille, poste) as pendule:
        attendre(lambda: "deliver" in battements(portefeuille))
        time.sleep(0.2)
        mener(portefeuille.avec(reveil=pendule.bureau.reveil), "courrier_propose")

        attendre(lambda: poste.lettres)  # its next turn is an hour away


class PosteCassee(PosteDocile):
    """Breaks down the first time."""

    def distribuer_tous(self, *arguments: Any) -> Any:
        if not self.lettres:
            self.lettres.append(None)  # type: ignore[arg-type] # a mark, no letter
            raise OSError("the cable is cut")
        return super().distribuer_tous(*arguments)


def test_a_job_that_fails_runs_again(portefeuille_sqlite: Portefeuille) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    poste = PosteCassee()

    with marche(portefeuille_sqlite, poste, Travaux(tick_s=3600, livraison_s=1)):
        attendre(lambda: len(poste.lettres) == 2)


class PosteLente(PosteDocile):
    """Takes its time, and sees whether it is asked twice at once."""

    def __init__(self) -> None:
        super().__init__()
        self.ensemble = self.record = self.fois = 0

    def distribuer_tous(self, *arguments: Any) -> Any:
        self.ensemble += 1
        self.record = max(self.record, self.ensemble)
        time.sleep(0.15)
        self.fois += 1
        self.ensemble -= 1
        return super().distribuer_tous(*arguments)


def test_one_run_of_a_job_at_a_time(portefeuille_sqlite: Portefeuille) -> None:
    poste = PosteLente()

    with marche(portefeuille_sqlite, poste, Travaux(tick_s=1, livraison_s=1)) as pendule:
        for _ in range(100):
            pendule.bureau.reveil()
            time.sleep(0.02)
        attendre(lambda: poste.fois >= 3)

    assert poste.record == 1


class PosteOccupee(PosteDocile):
    """Holds each letter a while."""

    def distribuer_tous(self, lettres: Any, *autres: Any) -> Any:
        def lentes() -> Iterator[Any]:
            for lettre in lettres:
                time.sleep(0.3)
                yield lettre

        return super().distribuer_tous(lentes(), *autres)


def test_stopping_ends_the_letter_in_hand_and_no_other(portefeuille_sqlite: Portefeuille) -> None:
    for dossier in (REL1, "REL-2025-00002", "REL-2025-00003"):
        mener(portefeuille_sqlite, "courrier_propose", dossier)
    poste = PosteOccupee()
    pendule = Pendule(portefeuille_sqlite.bureau, poste, LENTS)
    pendule.demarrer()
    attendre(lambda: poste.lettres)

    debut = time.monotonic()
    pendule.arreter()

    assert time.monotonic() - debut < 2
    statuts = {un.statut for un in courriels(portefeuille_sqlite, "demande_accord_courrier")}
    assert statuts == {"envoye", "pret"}
    assert "reveil" not in {un.name for un in threading.enumerate()}


def test_the_table_names_what_runs(portefeuille_sqlite: Portefeuille) -> None:
    table = jobs(portefeuille_sqlite.bureau, PosteDocile(), Travaux(tick_s=20, livraison_s=5))

    assert {nom: pas for nom, (pas, _) in table.items() if nom in {"tick", "deliver"}} == {
        "tick": 20,
        "deliver": 5,
    }
    assert {"digest", "seal"} <= set(table)
    for _, lancer in table.values():
        assert lancer() is not None


def travailler_seul(url: str, instant: datetime, fil: Connection) -> None:
    """The worker, in a process of its own."""
    seul = ouvrir_bureau(url, instant)
    poste = PosteDocile()
    travailler(seul.bureau, poste, LENTS, pret=lambda: fil.send("pret"))
    fil.send(len(poste.lettres))
    seul.fermer()


@pytest.mark.parametrize("signe", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_stops_within_two_seconds(
    portefeuille_sqlite: Portefeuille, signe: signal.Signals
) -> None:
    mener(portefeuille_sqlite, "courrier_propose")
    un = Processus(travailler_seul, portefeuille_sqlite.url, portefeuille_sqlite.horloge.instant)
    attendre(lambda: courriels(portefeuille_sqlite, "demande_accord_courrier")[0].envoye_le)
    numero = un.processus.pid
    assert numero is not None

    debut = time.monotonic()
    os.kill(numero, signe)
    envoyees = un.finir()

    assert time.monotonic() - debut < 2
    assert envoyees == 1
