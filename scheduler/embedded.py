"""The embedded clock: APScheduler with a memory store, an alarm clock that holds no truth.

The only importer of APScheduler. As a job store it loses what falls due during a restart
(design §7), so deadlines stay in our own table and its jobs only ask what is due.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler

from notifications.post import Poste
from scheduler.jobs import LIVRAISON, Travaux, jobs
from services.office import Bureau

PATIENCE_S = 0.2

journal = logging.getLogger(__name__)


class Pendule:
    """Runs the jobs until it is stopped; one run of each at a time."""

    def __init__(self, bureau: Bureau, poste: Poste, travaux: Travaux) -> None:
        """Prepare the jobs; nothing runs yet. Whoever acts through ``bureau`` wakes the post."""
        self._reveil = threading.Event()
        self._arret = threading.Event()
        self._a_finir = False
        self.bureau = replace(bureau, reveil=self._reveil.set, arret=self._arret.is_set)
        self._jobs = jobs(self.bureau, poste, travaux)
        self._verrous = {nom: threading.Lock() for nom in self._jobs}
        self._planificateur = BackgroundScheduler(timezone="UTC")
        self._facteur = threading.Thread(target=self._livrer_au_reveil, name="reveil")

    def demarrer(self) -> None:
        """Start the jobs, each a first time at once."""
        for nom, (intervalle, _) in self._jobs.items():
            self._planificateur.add_job(
                self._lancer,
                "interval",
                args=[nom],
                seconds=intervalle,
                id=nom,
                next_run_time=self.bureau.horloge.reelle(),
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        self._planificateur.start()
        self._facteur.start()

    def _lancer(self, nom: str) -> None:
        """Run one job, unless it is running: the clock asks again soon."""
        if self._verrous[nom].acquire(blocking=False):
            try:
                self._executer(nom)
            finally:
                self._verrous[nom].release()

    def _executer(self, nom: str) -> None:
        """A failure is logged and the next turn tries again: the clock never dies."""
        try:
            self._jobs[nom][1]()
        except Exception:  # noqa: BLE001 # the edge of a job: logged, and tried again
            journal.exception("job %s failed", nom)

    def _livrer_au_reveil(self) -> None:
        """After a commit, deliver without waiting for the next turn."""
        while not self._arret.is_set():
            self._reveil.wait()
            self._reveil.clear()
            if not self._arret.is_set():
                with self._verrous[LIVRAISON]:
                    self._executer(LIVRAISON)

    def arreter(self) -> None:
        """Stop: each job in progress ends the piece of work it has in hand."""
        self._arret.set()
        self._reveil.set()
        self._planificateur.shutdown(wait=True)
        self._facteur.join()

    def attendre(self) -> None:
        """Run until :meth:`finir`, then stop."""
        while not self._a_finir:
            self._arret.wait(PATIENCE_S)
        self.arreter()

    def finir(self) -> None:
        """Ask for the end from a signal handler: no lock may be taken there."""
        self._a_finir = True


def travailler(
    bureau: Bureau, poste: Poste, travaux: Travaux, *, pret: Callable[[], None] = lambda: None
) -> None:
    """Run the clock and the mail in this process until SIGINT or SIGTERM."""
    pendule = Pendule(bureau, poste, travaux)
    with _a_l_ecoute(pendule):
        pendule.demarrer()
        pret()
        pendule.attendre()


@contextmanager
def _a_l_ecoute(pendule: Pendule) -> Iterator[None]:
    """Heard from before the first job runs: a signal must never cut a mail in two."""

    def entendre(_signal: int, _cadre: FrameType | None) -> None:
        pendule.finir()

    avant: Mapping[int, Any] = {
        un: signal.signal(un, entendre) for un in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for un, ancien in avant.items():
            signal.signal(un, ancien)
