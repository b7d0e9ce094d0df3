"""The words of one installation that its machines may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflow.values import ROLES_DU_MOTEUR, Fait


@dataclass(frozen=True)
class Vocabulaire:
    """Roles, messages, documents, facts, calendars and lists.

    ``roles`` says how a sentence names each; ``messages``, the role of each audience.

    ``equipe`` are the roles of the structure itself; the others are told what it does.
    ``listes`` are the names that ``ouvre.pour_chaque`` may walk, ``titulaires`` for instance;
    ``inscriptions`` what ``inscrit`` may write in the register.
    """

    roles: Mapping[str, str]
    messages: Mapping[str, str] = field(default_factory=dict)
    documents: frozenset[str] = frozenset()
    faits: Mapping[str, Fait] = field(default_factory=dict)
    calendriers: frozenset[str] = frozenset()
    listes: frozenset[str] = frozenset()
    inscriptions: frozenset[str] = frozenset()
    equipe: frozenset[str] = frozenset()

    @property
    def personnes(self) -> frozenset[str]:
        """Roles that people or organisations hold."""
        return frozenset(self.roles) - ROLES_DU_MOTEUR
