"""What a machine declares beside its states: parameters, tasks, reminders, years of its dates."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.values import Delai, Valeur


@dataclass(frozen=True, kw_only=True)
class Parametre:
    """A parameter of the agreement, with its default and where it comes from."""

    nom: str
    type: str
    defaut: Valeur | Delai
    source: str
    valeurs: tuple[str, ...] = ()
    min: int | None = None
    max: int | None = None
    libelle: str = ""


@dataclass(frozen=True, kw_only=True)
class Repetition:
    """A reminder ladder: every ``tous``, at most ``max`` times in all.

    ``periodique``: each time is a date of its own (a point to make every three months), not a
    reminder of a day that was missed.
    """

    tous: Delai | str
    max: int
    periodique: bool = False


@dataclass(frozen=True, kw_only=True)
class Annees:
    """How far from the day it is entered a date may stand, in whole years."""

    passees: int
    a_venir: int


@dataclass(frozen=True, kw_only=True)
class Tache:
    """A task of a desk; one that ``survit`` stays open when its dossier ends.

    One that is ``sans_arret`` stays on the desk while time stands still: a mail that was refused.

    Its link asks the ``question``; it is due on the date that its act enters as ``jusqu_a``, or the
    last day of that deadline, armed by it. An act alone finishes a ``decision`` or a ``question``;
    said neither way (None), the state and the acts of ``faite_par`` tell (services/task_answers).
    """

    nom: str
    libelle: str
    pour: str
    dans: Delai | None = None
    faite_par: tuple[str, ...] = ()
    survit: bool = False
    question: str = ""
    jusqu_a: str = ""
    decision: bool | None = None
    sans_arret: bool = False
