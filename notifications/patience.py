"""How long one letter may take, and what becomes of the one in hand when Jalon stops.

A server that answers one byte at a time is never silent: each wait is short, and their sum has no
end. A letter that has not been handed over in its whole time is given up, and tried again later.
Past the final dot nothing is cut for slowness: the server may have the letter, and its answer has a
bound of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar

PAS_S = 0.1
"""How often the time and the stop are looked at."""
ADIEU_S = 20.0
"""How long a stop waits for the answer to a final dot: well within the 90 s of systemd."""

Rendu = TypeVar("Rendu")


class TropLong(Exception):
    """The letter's whole time is over, and its final dot has not left."""


class Interrompu(Exception):  # no error: somebody stops Jalon
    """Jalon stops, and the letter's final dot has not left."""


class Ligne(Protocol):
    """What is known of the conversation in hand."""

    def engagee(self) -> bool:
        """Whether the final dot has left: from there on the server may have the letter."""

    def couper(self) -> None:
        """Drop the line: an answer that is awaited is then in doubt."""


async def tenir(
    remise: Coroutine[Any, Any, Rendu],
    ligne: Ligne,
    *,
    delai_s: float,
    arret: Callable[[], bool],
) -> Rendu:
    """What the hand-over answers, if it does so in time.

    Raises:
        TropLong: it was cut after ``delai_s`` seconds, before the final dot.
        Interrompu: it was cut before the final dot, because ``arret`` says that Jalon stops.
    """
    tache = asyncio.ensure_future(remise)
    try:
        await _veiller(tache, ligne, delai_s, arret)
    finally:
        if not tache.done():
            tache.cancel()
            await asyncio.gather(tache, return_exceptions=True)
    return tache.result()


async def _veiller(
    tache: asyncio.Future[Any], ligne: Ligne, delai_s: float, arret: Callable[[], bool]
) -> None:
    """Until the task is over, or has to be cut."""
    heure = asyncio.get_running_loop().time
    fin, adieu = heure() + delai_s, None
    while not (await asyncio.wait({tache}, timeout=PAS_S))[0]:
        if adieu or ligne.engagee():  # a line that was dropped tells nothing any more
            adieu = adieu or (heure() + ADIEU_S if arret() else None)
            if adieu and heure() >= adieu:
                ligne.couper()
        elif arret():
            raise Interrompu
        elif heure() >= fin:
            raise TropLong
