"""A definition made ready to run: its table of moves, its facts and what they read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from workflow.decision import Snapshot
from workflow.engine_fields import CHAMPS_DU_MOTEUR
from workflow.expressions import Expression, noms, parties
from workflow.machine import Automate
from workflow.process import (
    ETAT,
    MOTIF,
    PARENT,
    Champ,
    Definition,
    Evenement,
    Garde,
    LienDeclare,
)
from workflow.scope import Portee
from workflow.values import OUVRIR, Fait, TempsLegal, Valeur, VueFaits
from workflow.vocabulary import Vocabulaire

_TOUT_L_HISTORIQUE = frozenset({"correction", "retablissement"})


@dataclass(frozen=True, kw_only=True)
class Acte:
    """A declared event with all that is static about it."""

    declare: Evenement
    champs: Mapping[str, Champ]
    obligatoires: tuple[str, ...]
    gardes: tuple[Garde, ...]
    branches: tuple[Garde | None, ...]
    registres: frozenset[str]
    """Records that it looks at: its guards, those of its ways and effects, what it copies."""

    @property
    def nom(self) -> str:
        """Name of the event."""
        return self.declare.nom

    def durables(self, saisies: Mapping[str, Any]) -> dict[str, Any]:
        """Entries that the dossier keeps: the others stay on their line of the journal."""
        return {nom: val for nom, val in saisies.items() if not self.champs[nom].passager}


@dataclass(frozen=True, kw_only=True)
class Invariant:
    """A rule on a field, the names it reads and the sentence shown when it is broken."""

    nom: str
    si: Expression
    sinon: str
    lus: frozenset[str]
    attend_la_ligne: bool
    """Whether it reads the state or a fact: what the line of the event may change."""


Calcul = Callable[[VueFaits], Valeur]


class FaitsLus(Mapping[str, Any]):
    """Facts at one moment of a dossier, each computed when read: a simulation reads few of them."""

    __slots__ = ("_calculs", "_portee", "_tous")

    def __init__(self, portee: Portee, calculs: Mapping[str, Calcul]) -> None:
        """Look at a dossier as it stands in ``portee``."""
        self._portee = portee
        self._calculs = calculs
        self._tous: dict[str, Any] | None = None

    def tous(self) -> dict[str, Any]:
        """All of them, computed at one go: what an act writes."""
        if self._tous is None:
            portee, vue = self._portee, self._portee.vue_des_faits()
            self._tous = {
                nom: portee[nom] if nom in portee else calcul(vue)
                for nom, calcul in self._calculs.items()
            }
        return self._tous

    def __getitem__(self, nom: str) -> Any:
        """Value of a fact; a ``KeyError`` for any other name."""
        if self._tous is not None:
            return self._tous[nom]
        calcul = self._calculs[nom]
        if nom not in self._portee:
            self._portee[nom] = calcul(self._portee.vue_des_faits())
        return self._portee[nom]

    def __iter__(self) -> Iterator[str]:
        """Their names, as the machine declares them."""
        return iter(self._calculs)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._calculs)


def tous_les_faits(faits: Mapping[str, Any]) -> Mapping[str, Any]:
    """The facts of a decision, for whoever needs them all."""
    return faits.tous() if isinstance(faits, FaitsLus) else faits


class Compilee:
    """One definition version, compiled once and shared by every dossier and thread."""

    def __init__(self, definition: Definition, vocabulaire: Vocabulaire) -> None:
        """Keep the definition, the table of facts it draws from and the words for its roles."""
        self.definition = definition
        self.faits = vocabulaire.faits
        self.roles = vocabulaire.roles
        self.automate = Automate(definition)
        self.actes = {nom: self._acte(un) for nom, un in definition.evenements.items()}

    def _acte(self, evenement: Evenement) -> Acte:
        saisis = (saisie.champ for saisie in evenement.saisies)
        noms_admis = dict.fromkeys((*saisis, MOTIF))
        gardes = self.definition.gardes
        obligatoires = [saisie.champ for saisie in evenement.saisies if saisie.obligatoire]
        return Acte(
            declare=evenement,
            champs={nom: self._champ_de(evenement, nom) for nom in noms_admis},
            obligatoires=(*obligatoires, *((MOTIF,) if evenement.motif else ())),
            gardes=tuple(gardes[nom] for nom in evenement.gardes),
            branches=tuple(gardes[une.si] if une.si else None for une in evenement.selon),
            registres=self._registres_lus(evenement),
        )

    def _registres_lus(self, evenement: Evenement) -> frozenset[str]:
        gardes, contexte = self.definition.gardes, self.definition.contexte
        voies = (une.si for une in evenement.selon if une.si)
        effets = (un.si for un in evenement.effets if un.si)
        lues = (gardes[nom] for nom in (*evenement.gardes, *voies, *effets))
        variables = {nom for garde in lues for nom in noms(garde.si)}
        champs = (
            contexte[nom] for nom in (variables | {*evenement.pose.values()}) & contexte.keys()
        )
        lus = (self.faits[champ.fait].registre for champ in champs if champ.fait is not None)
        return frozenset(nom for nom in lus if nom is not None)

    def _champ_de(self, evenement: Evenement, nom: str) -> Champ:
        """The declared field; the engine's own, when an operation needs it and ours is another."""
        champ = self.champ(nom)
        du_moteur = CHAMPS_DU_MOTEUR.get(nom, champ)
        autre = not champ.passager or champ.type != du_moteur.type
        return du_moteur if evenement.operation and autre else champ

    def champ(self, nom: str) -> Champ:
        """The declared field; the reason is one that every event may take."""
        return self.definition.contexte.get(nom) or CHAMPS_DU_MOTEUR[nom]

    def portee(self, snapshot: Snapshot, maintenant: datetime, temps: TempsLegal) -> Portee:
        """What guards see of a dossier at one moment."""
        return Portee(self.definition, self.faits, snapshot, maintenant, temps)

    def veut_tout_l_historique(self, evenement: str) -> bool:
        """Whether an event needs every effective line, and not those alone that facts read."""
        declare = self.definition.evenements.get(evenement)
        return declare is not None and declare.operation in _TOUT_L_HISTORIQUE

    def peut_dater(self, evenement: str) -> bool:
        """Whether an event enters, or corrects, a date that stays: it may have stops behind it."""
        declare, contexte = self.definition.evenements.get(evenement), self.definition.contexte
        if declare is None:
            return False
        if declare.operation == "correction":
            return True
        saisis = (contexte.get(une.champ) for une in declare.saisies)
        return any(un is not None and un.type == "date" and not un.passager for un in saisis)

    def est_un_retour(self, evenement: str) -> bool:
        """Whether an event goes back to a state that the dossier has left."""
        declare = self.definition.evenements.get(evenement)
        return declare is not None and declare.operation == "retablissement"

    def registre_lu(self, evenement: str) -> frozenset[str]:
        """Records that an event looks at (``Acte.registres``)."""
        acte = self.actes.get(evenement)
        return acte.registres if acte else frozenset()

    def registres_de(self, etat: str) -> frozenset[str]:
        """Records that the events possible in a state look at."""
        possibles = (nom for nom, un in self.definition.evenements.items() if etat in un.de)
        return frozenset[str]().union(*(self.registre_lu(nom) for nom in possibles))

    @cached_property
    def _faits_de_la_machine(self) -> tuple[Fait, ...]:
        champs = self.definition.contexte.values()
        return tuple(self.faits[champ.fait] for champ in champs if champ.fait is not None)

    @cached_property
    def evenements_lus(self) -> tuple[str, ...]:
        """Events whose lines a history must carry: those that some fact of the machine reads, and
        those that enter a personal field, which stands on its line alone.
        """
        lus = {nom for fait in self._faits_de_la_machine for nom in fait.lit}
        personnels = self.definition.personnels_gardes
        if personnels:
            lus |= {OUVRIR}
        for evenement in self.definition.evenements.values():
            if personnels & {une.champ for une in evenement.saisies}:
                lus.add(evenement.nom)
        return tuple(sorted(lus))

    @cached_property
    def compte_les_arrets(self) -> bool:
        """Whether some fact counts the stops that the dossier has seen: those before it too."""
        pause = self.definition.evenement_de("attente")
        return pause is not None and pause.nom in self.evenements_lus

    @cached_property
    def _calculs(self) -> Mapping[str, Calcul]:
        connus = [(nom, self.faits[fait]) for nom, fait in self.definition.calcules]
        return {nom: fait.calcul for nom, fait in connus if fait.connu}

    def faits_de(self, portee: Portee) -> FaitsLus:
        """The facts of a dossier itself: those that neither the day nor a record moves."""
        return FaitsLus(portee, self._calculs)

    @cached_property
    def faits_sans_copie(self) -> frozenset[str]:
        """Facts of which the dossier keeps no copy for lists and filters."""
        calcules = self.definition.calcules
        return frozenset(nom for nom, fait in calcules if not self.faits[fait].stable)

    @cached_property
    def liens_lus(self) -> frozenset[str]:
        """Links that some fact looks at."""
        return frozenset(nom for fait in self._faits_de_la_machine for nom in fait.liens)

    @cached_property
    def cles_lues(self) -> Mapping[str, str]:
        """Links behind which some fact reads a field, each with that field."""
        lues = (paire for fait in self._faits_de_la_machine for paire in fait.cles.items())
        return {nom: champ for nom, champ in sorted(lues) if nom in self.definition.liens}

    @cached_property
    def liens_partages(self) -> tuple[LienDeclare, ...]:
        """Links read by facts, to dossiers that share a column of the register with this one."""
        liens = self.definition.liens.values()
        return tuple(un for un in liens if un.trouve_par != PARENT and un.nom in self.liens_lus)

    @cached_property
    def invariants(self) -> tuple[Invariant, ...]:
        """Rules on the fields; of one joined by ``and``, each part holds by itself.

        So a date is not in the future, even while the other date that it follows is empty.
        """
        changeants = {ETAT, *(nom for nom, _ in self.definition.calcules)}
        return tuple(
            Invariant(
                nom=f"invariant_{champ.nom}",
                si=partie,
                sinon=champ.sinon,
                lus=(lus := noms(partie) | {champ.nom}),
                attend_la_ligne=not lus.isdisjoint(changeants),
            )
            for champ in self.definition.contexte.values()
            if champ.invariant is not None
            for partie in parties(champ.invariant)
        )

    @cached_property
    def surveilles(self) -> frozenset[str]:
        """Names that the rules on the fields read: what is not among them breaks none."""
        return frozenset(nom for un in self.invariants for nom in un.lus)

    @cached_property
    def reprise(self) -> str:
        """Name of the event that ends a hold; empty when the machine has none."""
        evenement = self.definition.evenement_de("reprise")
        return evenement.nom if evenement else ""
