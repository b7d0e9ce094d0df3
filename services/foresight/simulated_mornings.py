"""The morning mails of a simulation: one per person and office day on which something waits.

As in ``services/mail/digest``: the open tasks that are due within the week or undated, the
deadlines of that week that no task tells yet, and the messages kept since the day before, on the
desk that the person keeps that day.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

from notifications.catalogue import MESSAGES, Envoi
from services.act import Chantier
from services.desk_rules import regles_des_bureaux
from services.foresight.simulated_rows import Rangee, a_paris
from services.mail.digest import BATTEMENT, SEMAINE, perimee
from states.french import denombre
from storage import absences, clock, digests
from storage.dossiers import LigneDossier
from workflow.simulated import COURRIEL, ETAT, Constat
from workflow.simulated_tasks import TacheSimulee

DU_MATIN = "courriel_du_matin"
Comptes = dict[int, list[int]]
"""Account → for each morning, how many things wait."""


def taches_ouvertes(chantier: Chantier) -> Iterator[TacheSimulee]:
    """The open tasks that a simulation begins with."""
    regles = regles_des_bureaux(chantier.bureau, chantier.connexion)
    for une in digests.ouvertes(chantier.connexion, regles):
        yield TacheSimulee(
            dossier=une.numero,
            origine=une.numero,
            code=une.code,
            pour=une.pour,
            depuis=une.cree_le,
            echeance=une.echeance,
            figee_le=une.figee_le,
            bureau=une.compte,
            posee=False,
        )


@dataclass
class Matins:
    """Counts what each morning mail of a future would hold."""

    chantier: Chantier
    lignes: Mapping[str, LigneDossier]
    fin: datetime

    def __post_init__(self) -> None:
        """The mornings, who is served, and who stands in for whom."""
        self._instants = list(self._matins())
        self._jours = [self._temps.jour_civil(un) for un in self._instants]
        self._adresses = digests.destinataires(self.chantier.connexion)
        jour = self.chantier.entourage.jour
        self._absences = absences.toutes(self.chantier.connexion, depuis=jour)
        self._titulaires: dict[tuple[str, str], int | None] = {}

    @property
    def _temps(self) -> Any:
        bureau = self.chantier.bureau
        return bureau.calendriers(bureau.reglages.zone)

    def dire(
        self,
        constats: Sequence[Constat],
        taches: Iterable[TacheSimulee],
        nues: Iterable[TacheSimulee],
    ) -> Iterator[Rangee]:
        """One row for each person and morning on which something waits.

        ``nues`` are the deadlines that no task tells, each as long as it stands by itself.
        """
        attendent = self._par_bureau(self._des_taches(taches))
        viennent = self._par_bureau(self._des_taches(nues))
        gardes = self._par_bureau(self._des_messages(constats))
        self._deja_gardes(gardes)
        for rang, instant in enumerate(self._instants):
            for compte in sorted(self._adresses):
                nombre, recus = attendent[rang, compte], gardes[rang, compte]
                dues = viennent[rang, compte]
                if nombre or dues or recus:
                    yield {
                        "le": a_paris(instant),
                        "dossier": None,
                        "effet": COURRIEL,
                        "destinataire": self._adresses[compte],
                        "message": DU_MATIN,
                        "pourquoi": f"{denombre(nombre, 'tâche ouverte', 'tâches ouvertes')}, "
                        f"{denombre(dues, 'échéance')}, "
                        f"{denombre(recus, 'message gardé', 'messages gardés')}",
                    }

    def _matins(self) -> Iterator[datetime]:
        """When the morning mail is written: at each opening, and today unless it has left."""
        now, connexion = self.chantier.now, self.chantier.connexion
        jour = self.chantier.entourage.jour.isoformat()
        if self._temps.ouvert(now) and clock.detail(connexion, BATTEMENT) != jour:
            yield now
        instant = self._temps.prochaine_ouverture(now + timedelta(seconds=1))
        while instant <= self.fin:
            yield instant
            instant = self._temps.prochaine_ouverture(instant + timedelta(seconds=1))

    def _des_taches(self, taches: Iterable[TacheSimulee]) -> Comptes:
        """A task waits from the week before its term, or at once, until an act finishes it."""
        sauts: Comptes = defaultdict(lambda: [0] * (len(self._instants) + 1))
        for une in taches:
            compte = une.bureau
            if une.du_dossier:
                compte = self.lignes[une.origine].assigned
            elif une.posee:
                compte = self._titulaire(une.origine, une.pour)
            debut = bisect_left(self._instants, une.depuis)
            if une.echeance is not None:
                debut = max(debut, bisect_left(self._jours, une.echeance - SEMAINE))
            fin = len(self._instants)
            if une.finie is not None:
                fin = bisect_left(self._instants, une.finie)
            if compte is not None and debut < fin:
                sauts[compte][debut] += 1
                sauts[compte][fin] -= 1
        return {compte: list(accumulate(siens)) for compte, siens in sauts.items()}

    def _des_messages(self, constats: Sequence[Constat]) -> Comptes:
        """A message is told on the next morning, unless its state was left since."""
        etats: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
        for un in constats:
            if un.effet == ETAT:
                etats[un.dossier].append((un.le, un.nom))
        comptes: Comptes = defaultdict(lambda: [0] * (len(self._instants) + 1))
        for un in constats:
            if un.effet != COURRIEL or MESSAGES[un.nom].envoi is not Envoi.DIGEST:
                continue
            rang = bisect_left(self._instants, un.le)
            compte = self._titulaire(un.origine, MESSAGES[un.nom].audience)
            if rang == len(self._instants) or compte is None:
                continue
            vecus = [nom for le, nom in etats[un.dossier] if un.le <= le <= self._instants[rang]]
            if not vecus or not MESSAGES[un.nom].perime_dans(vecus[-1]):
                comptes[compte][rang] += 1
        return comptes

    def _deja_gardes(self, gardes: Counter[tuple[int, int]]) -> None:
        """What was kept before the simulation began is told on its first morning."""
        for compte in self._adresses if self._instants else ():
            lues = digests.lignes(self.chantier.connexion, compte, self._jours[0])
            gardes[0, compte] += sum(not perimee(une) for une in lues)

    def _par_bureau(self, comptes: Comptes) -> Counter[tuple[int, int]]:
        """(morning, account) → how many things, on the desk of whoever stands in that day."""
        tous: Counter[tuple[int, int]] = Counter()
        for compte, nombres in comptes.items():
            for rang, jour in enumerate(self._jours):
                absent = (un for un in self._absences if un.compte == compte)
                qui = next((un.delegue for un in absent if un.du <= jour <= un.au), None) or compte
                tous[rang, qui] += nombres[rang]
        return tous

    def _titulaire(self, numero: str, role: str) -> int | None:
        cle = (numero, role)
        if cle not in self._titulaires:
            entourage = self.chantier.entourage
            self._titulaires[cle] = entourage.compte_de_la_tache(self.lignes[numero], role)
        return self._titulaires[cle]
