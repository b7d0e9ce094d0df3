"""The embedded clock: APScheduler with a memory store, an alarm clock that holds no truth.

The only importer of APScheduler. As a job store it loses what falls due during a restart
(design §7), so deadlines stay in our own table and its jobs only ask what is due.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import FrameType
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler

from notifications.post import Poste
from scheduler.jobs import Travaux, jobs
from services.office import Bureau

journal = logging.getLogger(__name__)


class Pendule:
    """Runs the jobs until it is stopped; one run of each at a time."""

    def __init__(self, bureau: Bureau, poste: Poste, travaux: Travaux) -> None:
        """Prepare the jobs; nothing runs yet."""
        self._reveil = threading.Event()
        eveille = replace(bureau, reveil=self._reveil.set)
        self._jobs = jobs(eveille, poste, travaux)
        self._verrous = {nom: threading.Lock() for nom in self._jobs}
        self._arret = threading.Event()
        self._planificateur = BackgroundScheduler(timezone="UTC")

    def demarrer(self) -> None:
        """Start the jobs, each once at once."""
        for nom, (intervalle, _) in self._jobs.items():
            self._planificateur.add_job(
                self._lancer,
                "interval",
                args=[nom],
                seconds=intervalle,
                id=nom,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        self._planificateur.start()
        for nom in self._jobs:
            self._lancer(nom)
        threading.Thread(target=self._livrer_au_reveil, name="reveil", daemon=True).start()

    def _lancer(self, nom: str) -> Mapping[str, Any]:
        """Run one job. A failure is logged and the next turn tries again: the clock never dies."""
        with self._verrous[nom]:
            try:
                return self._jobs[nom][1]()
            except Exception:  # noqa: BLE001 # the edge of a job: logged, and tried again
                journal.exception("job %s failed", nom)
                return {}

    def _livrer_au_reveil(self) -> None:
        """After a commit, deliver without waiting for the next turn."""
        while not self._arret.is_set():
            if self._reveil.wait(timeout=1.0):
                self._reveil.clear()
                self._lancer("deliver")

    def arreter(self) -> None:
        """Stop after the jobs in progress."""
        self._arret.set()
        self._planificateur.shutdown(wait=True)

    def attendre(self) -> None:
        """Run until SIGINT or SIGTERM."""

        def finir(_signal: int, _cadre: FrameType | None) -> None:
            self._arret.set()

        for un in (signal.SIGINT, signal.SIGTERM):
            signal.signal(un, finir)
        self._arret.wait()
        self.arreter()


def travailler(
    bureau: Bureau, poste: Poste, travaux: Travaux, *, pret: Callable[[], None] = lambda: None
) -> None:
    """Run the clock and the mail in this process until it is told to stop."""
    pendule = Pendule(bureau, poste, travaux)
    pendule.demarrer()
    pret()
    pendule.attendre()
