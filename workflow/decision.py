"""What enters the kernel and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from workflow.fields import en_texte
from workflow.frozen import d_un_trait
from workflow.process import Definition, Effet
from workflow.sentences import en_francais
from workflow.values import Donnees, Echeance, Historique, Lien, Ligne

VIDE = Historique()
PAS_EN_PAUSE = "pas_en_pause"
"""Condition of a resumption: the dossier is on hold."""
DEJA_EN_PAUSE = "deja_en_pause"
"""Condition of a hold: the dossier runs."""
PAUSE_D_UNE_PERSONNE = "pause_d_une_personne"
"""Condition of a resumption that another dossier asks for: the hold is not a person's to end."""
PAUSE_D_UN_AUTRE = "pause_d_un_autre"
"""Condition of a resumption that a person asks for: the hold ends with another dossier's stop."""
_SANS_EFFET = frozenset({PAS_EN_PAUSE, DEJA_EN_PAUSE, PAUSE_D_UNE_PERSONNE})
TEMPS_RESTANT = "temps_restant"
"""Mode of the hold that gives its days back."""
A_DECIDER = "decision"
"""Mode of the hold that a correction puts: it ends with what somebody decides."""


class Arret(NamedTuple):
    """Days that a stop gives back: from its order until that of the resumption, once there is one.

    ``sienne``: a hold of the dossier's own, that no order given elsewhere takes back.
    """

    debut: date
    fin: date | None
    sienne: bool = False


@dataclass(frozen=True, kw_only=True)
class Attente:
    """A hold: since when, until when, and what happens to the time that was running.

    ``contestees`` names the moves that a correction contests, until somebody decides: to resume
    is to keep them, to go back is to undo them. ``personne``: somebody has put it by hand.
    ``arret``: since when the stop of another dossier holds this one too. Each ends by itself; the
    dossier runs again after the last.
    """

    depuis: datetime
    jusqu_au: date | None
    mode: str
    contestees: tuple[str, ...] = ()
    personne: bool = False
    arret: datetime | None = None

    @property
    def suit_un_arret(self) -> bool:
        """Whether nothing but the stop of another dossier holds this one."""
        return not self.personne and self.mode != A_DECIDER

    @property
    def sienne(self) -> str:
        """Why the dossier, on hold by itself, stays so when another one's stop ends."""
        if self.contestees:
            return "Une correction attend qu’on décide de ses suites : le dossier reste en pause."
        return "Une personne a mis le dossier en pause : il y reste jusqu’à ce qu’on le reprenne."

    def arret_seul(self) -> Attente | None:
        """What still holds the dossier once its own hold is over; nothing when no other stops it.

        The days of its own hold are given back with those of the stop where they were to be.
        """
        if self.arret is None:
            return None
        depuis = min(self.depuis, self.arret) if self.mode == TEMPS_RESTANT else self.arret
        return Attente(depuis=depuis, jusqu_au=None, mode=TEMPS_RESTANT, arret=self.arret)


@d_un_trait
@dataclass(frozen=True, kw_only=True)
class Timer:
    """An armed deadline: its anchor, its rule with the value then in force, its due instant.

    ``rang`` 0 is the verification that precedes a move, 1 the deadline, 2… its reminders.
    """

    nom: str
    rang: int
    regle: Mapping[str, Any]
    ancre: date
    du_le: datetime
    echeance: Echeance | None = None
    generation: int = 0


@dataclass(frozen=True, kw_only=True)
class Fin:
    """An act of a dossier above that stands, and the event by which it ended what is below.

    ``entiere``: it ended the dossier above as well, not that event alone.
    """

    evenement: str
    acte: str
    numero: str
    le: date
    entiere: bool

    @property
    def phrase(self) -> str:
        """Why what is below is not put back, and what to put back first."""
        return (
            f"{self.numero} a pris fin (« {self.acte} », le {en_francais(self.le)}), et ce dossier "
            f"avec lui : revenez d’abord à l’état antérieur de {self.numero} (retablir)."
        )


@d_un_trait
@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """A dossier as the kernel sees it."""

    numero: str
    etat: str
    rev: int = 0
    seq: int = 0
    donnees: Donnees = field(default_factory=dict)
    parametres: Donnees = field(default_factory=dict)
    attente: Attente | None = None
    timers: tuple[Timer, ...] = ()
    liens: Mapping[str, tuple[Lien, ...]] = field(default_factory=dict)
    historique: Historique = VIDE
    dernier_mouvement: datetime | None = None
    ouvert_le: datetime | None = None
    registre: Mapping[str, Any] = field(default_factory=dict)
    arrets: tuple[Arret, ...] = ()
    """Stops that it has seen, its own and those above it: read when one may end, or come back."""
    arrete_depuis: date | None = None
    """Since when a stop above it goes on: read for a return to an earlier state."""
    fins: tuple[Fin, ...] = ()
    """What has ended the dossiers above it, and stands: read for a return to an earlier state."""


@d_un_trait
@dataclass(frozen=True, kw_only=True)
class Demande:
    """An event that somebody asks for.

    ``at`` is the instant of the fact; ``constats`` is what the clock adds to the line it writes:
    the rule, the anchor and the last day of the deadline that it fires.
    """

    evenement: str
    role: str
    at: datetime
    saisies: Mapping[str, Any] = field(default_factory=dict)
    constats: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Condition:
    """One unmet condition, with the sentence that explains it and its values."""

    garde: str
    phrase: str
    valeurs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Refus:
    """The process says no, and why; nothing is written."""

    evenement: str
    conditions: tuple[Condition, ...] = ()
    saisies_manquantes: tuple[str, ...] = ()

    @property
    def court_deja(self) -> bool:
        """Whether a follow-on leaves the dossier as it is, and rightly so.

        Told to go on, it never stopped, or it waits for a person; told to stop, it has stopped.
        """
        gardes = {une.garde for une in self.conditions}
        return len(gardes) == 1 and gardes <= _SANS_EFFET

    def tenu(self, definition: Definition) -> bool:
        """Whether the machine's own guards refuse, and nothing else: somebody has to act first."""
        gardes = definition.gardes
        return not self.saisies_manquantes and all(un.garde in gardes for un in self.conditions)


@d_un_trait
@dataclass(frozen=True, kw_only=True)
class Decision:
    """The process says yes: everything the services must write, as values."""

    ligne: Ligne
    de: str
    vers: str
    donnees: Donnees
    changes: frozenset[str]
    attente: Attente | None
    annules: tuple[Timer, ...] = ()
    armes: tuple[Timer, ...] = ()
    effets: tuple[Effet, ...] = ()
    faits: Mapping[str, Any] = field(default_factory=dict)
    explication: tuple[str, ...] = ()
    remplace: tuple[int, ...] = ()
    annule_lignes: tuple[int, ...] = ()
    contestees: tuple[Ligne, ...] = ()

    @property
    def bouge(self) -> bool:
        """Whether what ``rev`` counts has changed."""
        return self.de != self.vers or bool(self.changes)

    def transmis(self, effet: Effet, definition: Definition) -> dict[str, Any]:
        """What an effect hands on: the value of a field of the act, or a constant as written.

        An empty field hands on nothing: it is no value that another dossier could hold.
        """
        connues = (self.ligne.donnees, self.donnees, self.faits)
        transmis = {
            nom: en_texte(next((une[source] for une in connues if source in une), None))
            if source in definition.contexte
            else source
            for nom, source in effet.avec.items()
        }
        return {nom: valeur for nom, valeur in transmis.items() if valeur is not None}
