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
from states.role_names import ROLES_COURTS
from storage.dossiers import LigneDossier
from workflow.finished_tasks import COMPLETER_ADRESSE
from workflow.simulated import COURRIEL, TACHE, Constat
from workflow.simulated_tasks import Taches, TacheSimulee

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
    taches: Taches

    def __post_init__(self) -> None:
        self._personnes: dict[tuple[str, str], tuple[str, ...]] = {}
        self._sans_adresse: set[tuple[str, str]] = set()

    def dire(self, constat: Constat) -> Iterator[Rangee]:
        """A row of the answer; a mail gives one for each person."""
        rangee = {
            "le": a_paris(constat.le),
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
        if (constat.origine, message.audience) in self._sans_adresse:
            yield from self._adresse_a_trouver(constat, rangee, message.envoi)

    def _adresse_a_trouver(
        self, constat: Constat, rangee: Rangee, envoi: Envoi
    ) -> Iterator[Rangee]:
        """The task that a mail without an address puts on the facilitateur's desk, once."""
        if envoi is Envoi.DIGEST:
            return
        bureau = self.chantier.bureau
        tache = bureau.machines.courantes[constat.machine].definition.taches[COMPLETER_ADRESSE]
        temps = bureau.calendriers(bureau.reglages.zone)
        limite = None
        if tache.dans is not None:
            jour = temps.jour_civil(constat.le)
            limite = temps.apres(jour, tache.dans, "bureau").dernier_jour
        posee = TacheSimulee(
            dossier=constat.dossier,
            origine=constat.origine,
            code=f"{COMPLETER_ADRESSE}:{constat.nom}",
            pour=tache.pour,
            depuis=constat.le,
            echeance=limite,
        )
        if self.taches.poser(posee):
            yield {
                **rangee,
                "effet": TACHE,
                "destinataire": tache.pour,
                "message": posee.code,
                "pourquoi": f"courriel sans adresse : {constat.nom}",
            }

    def _noms(self, numero: str, role: str) -> tuple[str, ...]:
        cle = (numero, role)
        if cle not in self._personnes:
            personnes = self.chantier.entourage.personnes(self.lignes[numero], role)
            if not all(un.courriel for un in personnes) or not personnes:
                self._sans_adresse.add(cle)
            noms = tuple(un.courriel or un.nom for un in personnes)
            self._personnes[cle] = noms or (f"{ROLES_COURTS.get(role, role)} (sans adresse)",)
        return self._personnes[cle]


@cache
def a_paris(instant: datetime) -> str:
    """An instant as the rows write it."""
    return instant.astimezone(PARIS).isoformat()
