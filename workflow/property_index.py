"""What all the properties say together of each element of the machines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from workflow.process import Definition, Effet
from workflow.properties import Propriete
from workflow.property_names import designer, par_machine


@dataclass
class Tables:
    """Rows of every property, by form, machine and name."""

    cles: dict[tuple[str, str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    connus: set[tuple[str, str, str]] = field(default_factory=set)
    """Genre, machine and name of what some property speaks of."""
    effets: dict[tuple[str, str], list[Effet]] = field(default_factory=lambda: defaultdict(list))
    sources: dict[tuple[str, str, str], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """Where it stands in the agreement, for the same keys as ``connus``."""

    def dit(self, forme: str, definition: Definition, nom: str) -> Collection[str] | None:
        """What is said in that form; ``None`` when nothing is."""
        return self.cles.get((forme, definition.machine, nom))

    def connait(self, genre: str, definition: Definition, nom: str) -> bool:
        """Whether the agreement speaks of the element: then it says all of it."""
        return (genre, definition.machine, nom) in self.connus

    def sources_de(self, genre: str, definition: Definition, nom: str) -> Collection[str]:
        """Sources of the properties that speak of the element."""
        return self.sources.get((genre, definition.machine, nom), ())


def lire_tables(proprietes: Iterable[Propriete], definitions: Mapping[str, Definition]) -> Tables:
    """Read the rows; what a property names and does not exist is left out, it is told of itself."""
    tables = Tables()
    for propriete in par_machine(proprietes, definitions):
        for nom in propriete.effets or propriete.table:
            try:
                designe = designer(propriete, nom, definitions)
            except KeyError:
                continue
            cle = designe.definition.machine, designe.nom
            tables.connus.add((designe.genre, *cle))
            tables.sources[designe.genre, *cle].append(propriete.source)
            tables.cles[propriete.forme, *cle] |= set(propriete.table.get(nom, ()))
            tables.effets[cle].extend(propriete.effets.get(nom, ()))
    return tables
