"""What brings a dossier of a machine about: the acts and the deadlines that open one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from workflow.process import Definition

MONTRES = 3


def ce_qui_ouvre(definitions: Collection[Definition], machine: str) -> list[tuple[str, str]]:
    """Kind of dossier and act that open one, in words; the first few."""
    return list(islice(dict.fromkeys(_tous(definitions, machine)), MONTRES))


def _tous(definitions: Collection[Definition], machine: str) -> Iterator[tuple[str, str]]:
    for une in definitions:
        for evenement in une.evenements.values():
            if any((un.genre, un.nom) == ("ouvre", machine) for un in evenement.effets):
                yield une.libelle, evenement.libelle
        for etat in une.etats.values():
            for regle in etat.echeances.values():
                if any((un.genre, un.nom) == ("ouvre", machine) for un in regle.effets):
                    yield une.libelle, regle.libelle
        for effet in (*une.ouverture.effets, *une.ouverture.en_cours):
            if (effet.genre, effet.nom) == ("ouvre", machine):
                yield une.libelle, "Ouvrir le dossier"
