"""Long work: one thread of this process does it, one piece after another; pages tell how far.

Its state is in memory. A restart forgets it: what was committed stays, and the page that asks for a
work that nobody knows says so. Work therefore goes by transactions that may be asked again.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as attendre_une_fin
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Lock
from typing import Any

from services.errors import Interdit

GARDE = timedelta(minutes=30)
"""How long what a long work gave can be read again."""
FILE_MAX = 8
"""Works that wait or run: more would be a mistake, or an attack."""
Avance = Callable[[int, int], None]
"""Says how much is done, of how much; 0 of 0 while nobody knows."""


class Interrompu(Exception):
    """Jalon stops: the work ends between two transactions."""


def sans_avance(_fait: int, _total: int) -> None:
    """For whoever does not watch."""


@dataclass
class Ouvrage:
    """One piece of long work."""

    cle: str
    confie_le: datetime
    promesse: Future[Any] = field(init=False)
    fait: int = 0
    total: int = 0

    @property
    def fini(self) -> bool:
        """Whether it has given its answer, or failed."""
        return self.promesse.done()

    def attendre(self, secondes: float) -> bool:
        """Whether it is over by then."""
        attendre_une_fin([self.promesse], timeout=secondes)
        return self.fini

    def rendre(self) -> Any:
        """What it gave; what it raised is raised here."""
        return self.promesse.result(timeout=0)


class Atelier:
    """The works of one process, by key."""

    def __init__(self) -> None:
        """Nothing runs before something is entrusted."""
        self._verrou = Lock()
        self.ouvrir()

    def ouvrir(self) -> None:
        """Take works, none being known: as a start of Jalon, or another after a stop, finds it."""
        self._ouvrages: dict[str, Ouvrage] = {}
        self._arret = Event()
        self._fil = ThreadPoolExecutor(max_workers=1, thread_name_prefix="atelier")

    def confier(self, cle: str, faire: Callable[[Avance], Any], now: datetime) -> Ouvrage:
        """Have a work done; asked again while it runs, it is the same one.

        Raises:
            Interdit: too many wait already.
        """
        with self._verrou:
            self._ouvrages = {
                nom: un
                for nom, un in self._ouvrages.items()
                if not un.fini or now - un.confie_le < GARDE
            }
            connu = self._ouvrages.get(cle)
            if connu is not None and not connu.fini:
                return connu
            if sum(not un.fini for un in self._ouvrages.values()) >= FILE_MAX:
                raise Interdit(
                    "travail",
                    "Trop de longs travaux attendent déjà.",
                    "Recommencez dans quelques minutes.",
                )
            ouvrage = Ouvrage(cle, now)
            self._ouvrages[cle] = ouvrage
            ouvrage.promesse = self._fil.submit(self._faire, ouvrage, faire)
            return ouvrage

    def trouver(self, cle: str) -> Ouvrage | None:
        """A work that runs, or whose answer is still kept."""
        with self._verrou:
            return self._ouvrages.get(cle)

    def oublier(self, ouvrage: Ouvrage) -> None:
        """Its answer was read at once: nobody comes back for it."""
        with self._verrou:
            if self._ouvrages.get(ouvrage.cle) is ouvrage:
                del self._ouvrages[ouvrage.cle]

    @property
    def ferme(self) -> bool:
        """Whether Jalon stops."""
        return self._arret.is_set()

    def fermer(self) -> None:
        """Stop: the work in hand ends its transaction, those that wait are not begun."""
        self._arret.set()
        self._fil.shutdown(wait=True, cancel_futures=True)

    def _faire(self, ouvrage: Ouvrage, faire: Callable[[Avance], Any]) -> Any:
        def avancer(fait: int, total: int) -> None:
            if self.ferme:
                raise Interrompu
            ouvrage.fait, ouvrage.total = fait, total

        avancer(0, 0)
        return faire(avancer)
