"""Readings set down on disk and taken back by key: memory stays flat whatever the file's order."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import IO, Self
from zlib import crc32

from services.importing.records import Lecture

PARTIES = 64
EN_MEMOIRE = 1 << 18
PAR_ECRITURE = 50


class Depot:
    """Readings in parts by key: the rows of one marché always fall in one part.

    By the whole key, since one buyer may hold the whole of a file.
    """

    def __init__(self) -> None:
        """Open the parts: unnamed files that vanish with the process."""
        self._pile = ExitStack()
        self._parties = [
            self._pile.enter_context(SpooledTemporaryFile(max_size=EN_MEMOIRE))  # noqa: SIM115 # closed by the stack
            for _ in range(PARTIES)
        ]
        self._attente: list[list[Lecture]] = [[] for _ in range(PARTIES)]
        self.nombre = 0

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self,
        genre: type[BaseException] | None,
        erreur: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the parts."""
        self._pile.close()

    def poser(self, lecture: Lecture) -> None:
        """Set one reading down."""
        rang = crc32(lecture.cle.encode("utf-8", "replace")) % PARTIES
        self._attente[rang].append(lecture)
        self.nombre += 1
        if len(self._attente[rang]) == PAR_ECRITURE:
            self._ecrire(rang)

    def _ecrire(self, rang: int) -> None:
        """Together: the names of the fields are then written once."""
        pickle.dump(self._attente[rang], self._parties[rang], pickle.HIGHEST_PROTOCOL)
        self._attente[rang] = []

    def groupes(self) -> Iterator[list[Lecture]]:
        """Give the readings key by key; one without key stands alone."""
        for rang, partie in enumerate(self._parties):
            self._ecrire(rang)
            par_cle: dict[str, list[Lecture]] = {}
            partie.seek(0)
            seules = 0
            for lecture in _relire(partie):
                cle = lecture.cle or f"#{seules}"
                seules += not lecture.cle
                par_cle.setdefault(cle, []).append(lecture)
            yield from par_cle.values()


def _relire(partie: IO[bytes]) -> Iterator[Lecture]:
    while True:
        try:
            yield from pickle.load(partie)  # noqa: S301 # our own file, unnamed
        except EOFError:
            return
