"""The rows of a simulation: people named, mails by person, hours of Paris."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from notifications.catalogue import MESSAGES, Envoi
from services.act import Chantier
from states.french import PARIS
from storage.dossiers import LigneDossier
from workflow.simulated import COURRIEL, Constat

Rangee = dict[str, Any]
_ENVOIS = {
    Envoi.IMMEDIAT: COURRIEL,
    Envoi.DIGEST: "courriel du matin",
    Envoi.A_VALIDER: "courriel à valider",
}


@dataclass
class Rangees:
    """Names the people of what a simulation says."""

    chantier: Chantier
    lignes: Mapping[str, LigneDossier]

    def __post_init__(self) -> None:
        self._personnes: dict[tuple[str, str], tuple[str, ...]] = {}

    def dire(self, constat: Constat) -> Iterator[Rangee]:
        """A row of the answer; a mail gives one for each person."""
        rangee = {
            "le": _a_paris(constat.le),
            "dossier": constat.dossier,
            "effet": constat.effet,
            "destinataire": constat.role or None,
            "message": constat.nom,
            "pourquoi": constat.pourquoi,
        }
        if constat.effet != COURRIEL:
            yield rangee
            return
        message = MESSAGES[constat.nom]
        rangee["effet"] = _ENVOIS[message.envoi]
        for personne in self._noms(constat.origine, message.audience):
            yield {**rangee, "destinataire": personne}

    def _noms(self, numero: str, role: str) -> tuple[str, ...]:
        cle = (numero, role)
        if cle not in self._personnes:
            personnes = self.chantier.entourage.personnes(self.lignes[numero], role)
            noms = tuple(un.courriel or un.nom for un in personnes)
            self._personnes[cle] = noms or (f"{role} (sans adresse)",)
        return self._personnes[cle]


@cache
def _a_paris(instant: datetime) -> str:
    return instant.astimezone(PARIS).isoformat()
