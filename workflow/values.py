"""What the engine and the trade both speak: values that travel between rooms, all frozen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol

from workflow.frozen import UneFois, d_un_trait

Valeur = str | int | bool | Decimal | date | datetime | None
Donnees = Mapping[str, Any]
Pauses = tuple[tuple[date, date], ...]
"""Holds of which a délai gives the days back: day of the hold, day of the resumption."""

JOUR_DIT = "jour_dit"
"""The calendar of what begins on a day, and does not end with it: the office acts on that day."""
OUVRIR = "ouvrir"
"""Name of the line that opens a dossier; no event of any machine."""
HORLOGE = "horloge"
SYSTEME = "systeme"
ROLES_DU_MOTEUR = frozenset({HORLOGE, SYSTEME})
"""Roles that no person holds: the clock, and the follow-on events that a machine emits."""


class Unite(StrEnum):
    """Unit of a delay, as it is written in the definitions."""

    JOURS = "j"
    JOURS_OUVRES = "jo"
    SEMAINES = "sem"
    MOIS = "mois"
    ANS = "ans"


_DELAI = re.compile(r"^\s*([0-9]{1,4})\s*(j|jo|sem|mois|an|ans)\s*$")


@dataclass(frozen=True)
class Delai:
    """A delay such as ``15 j``, ``5 jo``, ``2 sem``, ``3 mois``, ``4 ans``."""

    nombre: int
    unite: Unite

    @classmethod
    def lire(cls, texte: str) -> Delai:
        """Read a delay.

        Raises:
            ValueError: the text is no delay; the message is French and says what is accepted.
        """
        trouve = _DELAI.match(texte)
        if trouve is None:
            raise ValueError(
                f"« {texte} » n’est pas un délai ; écrivez par exemple 15 j, 5 jo, 2 sem, "
                "3 mois ou 4 ans (un nombre de quatre chiffres au plus)."
            )
        unite = "ans" if trouve[2] == "an" else trouve[2]
        return cls(int(trouve[1]), Unite(unite))

    def __str__(self) -> str:
        """Write the delay as the definitions do."""
        return f"{self.nombre} {self.unite}"


@dataclass(frozen=True, kw_only=True)
class Echeance:
    """A computed deadline and its working (design §4).

    ``expire_le`` is exclusive: 00:00 of the day after ``dernier_jour``. ``verification_le`` is the
    first office opening from then on, ``declenche_le`` the hour of that office day at which a
    délai moves its dossier. All instants carry the Europe/Paris offset.
    """

    dernier_jour: date
    expire_le: datetime
    verification_le: datetime
    declenche_le: datetime
    calcul: tuple[str, ...]


class TempsLegal(Protocol):
    """Legal time, as the engine needs it; implemented by ``states.calendars``."""

    @property
    def zone(self) -> str:
        """Holiday zone in force, kept in the rule of each timer."""

    def dans(self, zone: str) -> TempsLegal:
        """The same office under the holidays of another zone: the one a timer was armed in."""

    def apres(
        self,
        depart: date,
        delai: Delai,
        calendrier: str,
        pauses: Pauses = (),
        pas_avant: date | None = None,
    ) -> Echeance:
        """Deadline ``delai`` after the fact of ``depart`` in the named calendar.

        The days of ``pauses`` that the délai has seen do not count. The office looks, and the
        dossier moves, on an office day after ``pas_avant`` at the earliest: its last day stays.
        """

    def reprise(self, jour: date) -> Echeance:
        """End of a hold until ``jour``: the office opening of that day, or the next one."""

    def avant(self, terme: date, delai: Delai, calendrier: str) -> Echeance:
        """Office day at least ``delai`` before ``terme`` (design §4); fires at its opening."""

    def jour_civil(self, instant: datetime) -> date:
        """Civil day of an instant in Europe/Paris."""

    def calendriers(self) -> frozenset[str]:
        """Names a definition may use."""


@d_un_trait
@dataclass(frozen=True, kw_only=True)
class Ligne:
    """One effective line of a dossier's history, as facts read it."""

    seq: int
    evenement: str
    de: str
    vers: str
    role: str
    at: datetime
    recorded_at: datetime
    donnees: Donnees = field(default_factory=dict)
    kind: str = "evenement"

    @property
    def rang(self) -> tuple[datetime, int]:
        """Place in the history: by the instant of the fact, then by number."""
        return self.at, self.seq

    @property
    def bouge(self) -> bool:
        """Whether the line moved the dossier."""
        return self.de != self.vers

    def entre_dans(self, etat: str) -> bool:
        """Whether the line moved the dossier into ``etat``."""
        return self.vers == etat and self.de != etat


@dataclass(frozen=True)
class Historique:
    """The effective history: corrected lines replaced, cancelled ones absent, by ``at`` and seq."""

    lignes: tuple[Ligne, ...] = ()

    def __iter__(self) -> Iterator[Ligne]:
        """Walk the lines, oldest first."""
        return iter(self.lignes)

    @UneFois
    def _par_evenement(self) -> dict[str, tuple[Ligne, ...]]:
        """Lines by event, oldest first: most facts ask for events that have none."""
        rangees: dict[str, tuple[Ligne, ...]] = {}
        for ligne in self.lignes:
            rangees[ligne.evenement] = (*rangees.get(ligne.evenement, ()), ligne)
        return rangees

    @UneFois
    def ouvert_en(self) -> str:
        """State in which the dossier was opened, or taken over; empty when its line is not read."""
        ouverture = self.de(OUVRIR)
        return ouverture[0].vers if ouverture else ""

    def de(self, *evenements: str) -> tuple[Ligne, ...]:
        """Lines of the named events, oldest first."""
        if len(evenements) == 1:
            return self._par_evenement.get(evenements[0], ())
        if self._par_evenement.keys().isdisjoint(evenements):
            return ()
        return tuple([ligne for ligne in self.lignes if ligne.evenement in evenements])

    def avec(self, ligne: Ligne) -> Historique:
        """The history with one more line, in its place."""
        if not self.lignes or self.lignes[-1].rang <= ligne.rang:
            return Historique((*self.lignes, ligne))
        return Historique(tuple(sorted((*self.lignes, ligne), key=lambda une: une.rang)))


@dataclass(frozen=True, kw_only=True)
class Lien:
    """A linked dossier, as guards may see it."""

    numero: str
    machine: str
    etat: str
    final: bool
    cle: str = ""
    """Value of the field that a fact reads behind that link (``Fait.cles``)."""


@d_un_trait
@dataclass(frozen=True, kw_only=True)
class VueFaits:
    """All that a fact may look at."""

    etat: str
    donnees: Donnees
    parametres: Donnees
    historique: Historique
    liens: Mapping[str, tuple[Lien, ...]]
    maintenant: datetime
    temps: TempsLegal
    registre: Mapping[str, Any] = field(default_factory=dict)
    fins: Callable[[str], date | None] = lambda _: None
    """Last day of a live deadline, by the rule and the anchor it was armed with."""

    @property
    def aujourd_hui(self) -> date:
        """The civil day."""
        return self.temps.jour_civil(self.maintenant)


@dataclass(frozen=True, kw_only=True)
class Fait:
    """A fact of the trade: a pure, typed function of a dossier's history and records.

    ``lit`` names the events whose lines it reads, ``liens`` the links it looks at, ``cles`` the
    field of theirs that it reads too, ``registre`` the record it needs (the service looks it up
    when a guard reads the fact), ``suit_le_temps`` whether its value changes with the day alone,
    ``parametres`` those it reads, ``delais`` the live deadlines whose end it tells, ``personnel``
    whether it reads values that the journal does not hold: it has no copy then. ``demontre`` gives
    the working of a date that is counted, nothing where it was entered.
    """

    nom: str
    type: str
    lit: frozenset[str]
    calcul: Callable[[VueFaits], Valeur]
    liens: frozenset[str] = frozenset()
    cles: Mapping[str, str] = field(default_factory=dict, hash=False)
    registre: str | None = None
    suit_le_temps: bool = False
    parametres: frozenset[str] = frozenset()
    personnel: bool = False
    delais: frozenset[str] = frozenset()
    demontre: Callable[[VueFaits], str | None] | None = None

    @cached_property
    def connu(self) -> bool:
        """Whether the dossier alone, its timers included, gives its value whatever the day."""
        return not self.suit_le_temps and self.registre is None

    @property
    def stable(self) -> bool:
        """Whether a copy of its value stays right until the next line of the journal."""
        return self.connu and not self.personnel and not self.delais
