"""Moves time forward without skipping anything: every deadline acts at its own hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Protocol

from notifications.post import Poste
from scheduler.jobs import ECHEANCES, LIVRAISON, MATIN, SCEAU, Travaux, jobs, tourner
from services.office import Bureau
from storage.agenda import prochaine_echeance

INSTANT = timedelta(seconds=1)


class Temps(Protocol):
    """A clock that can be set."""

    def maintenant(self) -> datetime:
        """Civil now."""

    def aller(self, instant: datetime) -> None:
        """Stand still at an instant."""


class Deroulement:
    """Lives time step by step: each due instant and each opening of the office."""

    def __init__(self, bureau: Bureau, poste: Poste, temps: Temps) -> None:
        """``temps`` is the clock of ``bureau``."""
        self._bureau = bureau
        self._jobs = jobs(bureau, poste, Travaux(tick_s=0, livraison_s=0))
        self._temps = temps

    def jusqu_a(self, terme: datetime) -> Iterator[datetime]:
        """Live until ``terme``, included; each instant lived, the present one first."""
        self.tourner()
        yield self._temps.maintenant()
        while (suivant := self._prochain(terme)) is not None:
            self._temps.aller(suivant)
            self.tourner()
            yield suivant
        if self._temps.maintenant() < terme:
            self._temps.aller(terme)

    def tourner(self) -> None:
        """What the clock does at one instant: deadlines, morning mail, delivery, seal."""
        tourner(self._jobs, (ECHEANCES, MATIN, LIVRAISON, SCEAU))

    def _prochain(self, terme: datetime) -> datetime | None:
        now = self._temps.maintenant()
        temps = self._bureau.calendriers(self._bureau.reglages.zone)
        with self._bureau.travail.lire() as connexion:
            echeance = prochaine_echeance(connexion, now)
        ouverture = temps.prochaine_ouverture(now + INSTANT)
        suivant = min(un for un in (echeance, ouverture) if un is not None)
        return suivant if suivant <= terme else None
