"""How long the mail server is left alone after a breakdown: the server waits, the mails do not.

What has not been tried keeps its turn, and leaves as soon as the server answers. The first
breakdown costs no wait at all: a line is cut, and the next delivery opens another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import clock
from storage.column_types import ecrire_instant, lire_instant
from storage.stored_json import ecrire_json, lire_json
from storage.unit_of_work import Connexion

SERVEUR = "smtp"
"""The beat of the server: when it was last called in vain; its note says what follows."""
PANNES = tuple(timedelta(seconds=s) for s in (0, 10, 30, 60, 120, 300))
DOUTES = tuple(timedelta(minutes=m) for m in (0, 5, 15, 60))
"""Longer: a line that drops after the data costs one mail in doubt, for a human, at each call."""


@dataclass(frozen=True)
class Repos:
    """Breakdowns in a row, those that left a mail in doubt, and when to call again (real clock)."""

    pannes: int = 0
    doutes: int = 0
    fin: datetime | None = None

    def dure(self, reel: datetime, *, a_la_main: bool) -> bool:
        """Whether to leave the server alone; somebody who asks is not made to wait for nothing."""
        if self.fin is None or self.fin <= reel:
            return False
        return bool(self.doutes) or not a_la_main


def lire(connexion: Connexion) -> Repos:
    """What the last deliveries have noted."""
    note = clock.detail(connexion, SERVEUR)
    if note is None:
        return Repos()
    lu = lire_json(note)
    return Repos(pannes=lu["pannes"], doutes=lu["doutes"], fin=lire_instant(lu["fin"]))


def commencer(connexion: Connexion, reel: datetime, *, doute: bool) -> None:
    """One more breakdown in a row: the longer they last, the rarer the calls."""
    avant = lire(connexion)
    pannes, doutes = avant.pannes + 1, avant.doutes + doute
    pas = _pas(DOUTES, doutes) if doute else _pas(PANNES, pannes)
    note = {"pannes": pannes, "doutes": doutes, "fin": ecrire_instant(reel + pas)}
    clock.battre(connexion, SERVEUR, reel, ecrire_json(note))


def finir(connexion: Connexion, reel: datetime) -> None:
    """The server has answered to the end."""
    if lire(connexion) != Repos():
        clock.battre(connexion, SERVEUR, reel)


def _pas(echelle: tuple[timedelta, ...], rang: int) -> timedelta:
    return echelle[min(rang, len(echelle)) - 1]
