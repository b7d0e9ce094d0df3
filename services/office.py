"""The desk as the composition root assembles it: what every service is handed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from notifications.rendering import Rendeur
from services.accounts.encrypting import Chiffreur
from services.machines import Machines
from services.parameters import EnVigueur
from services.ports import Horloge
from states.calendars import Calendriers
from storage.unit_of_work import Travail


@dataclass(frozen=True, kw_only=True)
class Reglages:
    """Settings of the installation that the desk reads.

    ``parametres``: machine → parameter → value, over the defaults of the definitions;
    ``retard_de_panne_h``: beyond how many hours a due timer is late because Jalon was down.
    ``adresse_des_pages``: where the links of mails lead; without it mails carry none.
    ``candidats_lus_par_l_equipe``: each facilitateur knows every candidate, not one's own alone.
    """

    environnement: str
    parametres: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    zone: str = "metropole"
    retard_de_panne_h: int = 24
    lot: int = 500
    adresse_expediteur: str | None = None
    rediriger_vers: str | None = None
    heures_de_bureau: bool = True
    departements: tuple[str, ...] = ("69",)
    adresse_des_pages: str | None = None
    candidats_lus_par_l_equipe: bool = False


@dataclass(frozen=True, kw_only=True)
class Bureau:
    """Everything a service needs; built once by ``jalon/assembly.py``.

    ``calendriers`` gives the legal time of a zone; ``chiffreur`` seals what the database keeps but
    a copy of it must not tell; ``reveil`` starts a delivery at once; ``arret``
    says that the process is to end: long jobs look between two pieces of work.
    """

    travail: Travail
    machines: Machines
    horloge: Horloge
    rendeur: Rendeur
    calendriers: Callable[[str], Calendriers]
    reglages: Reglages
    chiffreur: Chiffreur = field(default_factory=Chiffreur)
    reveil: Callable[[], None] = lambda: None
    arret: Callable[[], bool] = lambda: False

    @cached_property
    def parametres(self) -> EnVigueur:
        """Parameters in force, under each convention."""
        return EnVigueur(self.reglages.parametres)

    @property
    def reel(self) -> bool:
        """Whether acts here bind real people."""
        return self.reglages.environnement in {"production", "recette"}
