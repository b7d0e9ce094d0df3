"""One line of a property's table: the element that it names, and what it must have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workflow.process import Definition, Effet, Evenement
from workflow.property_names import Designe

Manque = tuple[str, Evenement | None]
"""What is wrong, and the event whose path shows it."""


@dataclass(frozen=True, kw_only=True)
class Terme:
    """A named element and what the property asks of it, beside all the machines.

    ``audiences`` gives the role that each message is written to.
    """

    forme: str
    designe: Designe
    attendus: Mapping[str, str]
    effets: tuple[Effet, ...]
    definitions: Mapping[str, Definition]
    audiences: Mapping[str, str]
