"""Walks a product breadth first, with what a property remembers of the past."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from workflow.configurations import Configuration, Fait, Pas
from workflow.product import Produit

TROP = 60_000
"""Most nodes that one proof walks through."""


class TropGrand(Exception):
    """The product has more configurations than a proof may walk through."""


@dataclass(frozen=True)
class Noeud:
    """A configuration with what a property remembers of the past."""

    configuration: Configuration
    memoire: frozenset[str]


Memoire = Callable[[frozenset[str], Fait], frozenset[str]]


@dataclass
class Parcours:
    """What a walk has seen: how each node was first reached, and what follows each."""

    venus: dict[Noeud, tuple[Noeud, Pas]] = field(default_factory=dict)
    suites: dict[Noeud, list[tuple[Pas, Noeud]]] = field(default_factory=dict)

    def chemin(self, noeud: Noeud, dernier: Pas | None = None) -> list[Fait]:
        """The shortest way to a node, and one step more."""
        pas = [dernier] if dernier else []
        while noeud in self.venus:  # nothing leads to the node where nothing is open
            noeud, venu = self.venus[noeud]
            pas.append(venu)
        return [fait for un in reversed(pas) for fait in un.faits]


def parcourir(
    produit: Produit,
    memoire: Memoire,
    *,
    voir: Callable[[Noeud, Pas, frozenset[str]], bool] = lambda _noeud, _pas, _memoire: False,
    garder: bool = False,
) -> tuple[Parcours, list[Fait] | None]:
    """Walk breadth first; stop with the shortest path at the first step that ``voir`` denounces.

    Parameters:
        memoire: what is remembered once a fact has happened.
        voir: told of each step with what was remembered before it.
        garder: keep what follows each node, to walk backwards afterwards.

    Raises:
        TropGrand: there are more than ``TROP`` nodes.
        SansFin: follow-on events call each other for ever.
    """
    parcours = Parcours()
    vide = Noeud(produit.vide, frozenset())
    file = deque([vide])
    while file:
        noeud = file.popleft()
        for pas in produit.depart() if noeud is vide else produit.pas(noeud.configuration):
            if voir(noeud, pas, noeud.memoire):
                return parcours, parcours.chemin(noeud, pas)
            suivant = Noeud(pas.vers, _souvenirs(memoire, noeud.memoire, pas.faits))
            if garder:
                parcours.suites.setdefault(noeud, []).append((pas, suivant))
            if suivant not in parcours.venus:
                if len(parcours.venus) >= TROP:
                    raise TropGrand
                parcours.venus[suivant] = (noeud, pas)
                file.append(suivant)
    return parcours, None


def _souvenirs(memoire: Memoire, avant: frozenset[str], faits: Iterable[Fait]) -> frozenset[str]:
    for fait in faits:
        avant = memoire(avant, fait)
    return avant
