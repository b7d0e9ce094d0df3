"""Tells in French what a stretch of time has done: moves, mails and tasks, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.office import Bureau
from states.french import a_paris, date_longue, heure
from states.role_names import ROLES_COURTS
from storage import agenda
from storage.agenda import CourrielEnvoye, Mouvement, TachePosee


@dataclass(frozen=True)
class Fait:
    """One thing that happened: when, what sort, the sentence, its parts."""

    le: datetime
    genre: str
    phrase: str
    detail: dict[str, Any]

    @property
    def jour(self) -> date:
        """Its civil day."""
        return a_paris(self.le).date()

    def ligne(self) -> str:
        """The sentence under its hour."""
        return f"  {heure(self.le):>8}  {self.phrase}"


class Recit:
    """Watches the journal, the desks and the post from a moment on."""

    def __init__(self, bureau: Bureau) -> None:
        """Begin now."""
        self._bureau = bureau
        self._depuis = bureau.horloge.maintenant()
        with bureau.travail.lire() as connexion:
            self._repere = agenda.repere(connexion)
            self._vus = {un.id for un in agenda.envoyes(connexion, self._depuis)}

    def suite(self, le: datetime) -> list[Fait]:
        """What has happened since the last call, told as of the instant just lived."""
        with self._bureau.travail.lire() as connexion:
            avant, self._repere = self._repere, agenda.repere(connexion)
            mouvements = agenda.mouvements(connexion, avant)
            taches = agenda.taches(connexion, avant)
            envoyes = agenda.envoyes(connexion, self._depuis)
        courriels = [un for un in envoyes if un.id not in self._vus]
        self._vus.update(un.id for un in courriels)
        return [
            *(self._mouvement(un, le) for un in mouvements),
            *(_tache(une, le) for une in taches),
            *(_courriel(un, le) for un in courriels),
        ]

    def _mouvement(self, un: Mouvement, le: datetime) -> Fait:
        definition = self._bureau.machines.courantes[un.machine].definition
        vers = definition.etats[un.vers].libelle
        de = definition.etats[un.de].libelle if un.de else "ouverture"
        evenement = definition.evenements.get(un.evenement)
        quoi = f" ({evenement.libelle.lower()})" if evenement else ""
        phrase = f"{un.numero} passe de « {de} » à « {vers} »{quoi} — {un.sujet}"
        return Fait(
            le,
            "mouvement",
            phrase,
            {"dossier": un.numero, "de": un.de or None, "vers": un.vers, "acte": un.evenement},
        )


def _tache(une: TachePosee, le: datetime) -> Fait:
    pour = ROLES_COURTS.get(une.pour, une.pour)
    phrase = f"Tâche pour {pour} : {une.libelle} ({une.numero}, {une.sujet})"
    return Fait(
        le, "tache", phrase, {"dossier": une.numero, "pour": une.pour, "libelle": une.libelle}
    )


def _courriel(un: CourrielEnvoye, le: datetime) -> Fait:
    jointe = f" [joint : {un.piece}]" if un.piece else ""
    phrase = f"Courriel à {un.nom} <{un.adresse}> : {un.sujet}{jointe}"
    return Fait(le, "courriel", phrase, {"courriel": un.id, "a": un.adresse, "sujet": un.sujet})


def instant_long(instant: datetime) -> str:
    """« lundi 3 mars 2025, 8 h 30 »."""
    return f"{date_longue(a_paris(instant).date())}, {heure(instant)}"
