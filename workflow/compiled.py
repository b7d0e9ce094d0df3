"""A definition made ready to run: its table of moves, its facts and what they read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from workflow.expressions import noms
from workflow.machine import Automate
from workflow.process import Champ, Definition
from workflow.values import Fait

CHAMP_MOTIF = Champ(nom="motif", type="texte", libelle="Motif", saisi=True, personnel=True)


class Compilee:
    """One definition version, compiled once and shared by every dossier and thread."""

    def __init__(self, definition: Definition, faits: Mapping[str, Fait]) -> None:
        """Keep the definition and the table of facts it draws from."""
        self.definition = definition
        self.faits = faits
        self.automate = Automate(definition)

    @cached_property
    def _faits_de_la_machine(self) -> tuple[Fait, ...]:
        champs = self.definition.contexte.values()
        return tuple(self.faits[champ.fait] for champ in champs if champ.fait is not None)

    @cached_property
    def evenements_lus(self) -> tuple[str, ...]:
        """Events whose lines some fact of the machine reads: all that a history must carry."""
        return tuple(sorted({nom for fait in self._faits_de_la_machine for nom in fait.lit}))

    @cached_property
    def lit_les_liens(self) -> bool:
        """Whether some fact looks at linked dossiers."""
        return any(fait.liens for fait in self._faits_de_la_machine)

    @cached_property
    def invariants(self) -> tuple[tuple[Champ, frozenset[str]], ...]:
        """Fields that carry an invariant, and the names it reads."""
        return tuple(
            (champ, noms(champ.invariant) | {champ.nom})
            for champ in self.definition.contexte.values()
            if champ.invariant is not None
        )

    def champ(self, nom: str) -> Champ:
        """The declared field; the reason is one that every event may take."""
        return CHAMP_MOTIF if nom == CHAMP_MOTIF.nom else self.definition.contexte[nom]
