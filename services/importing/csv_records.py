"""The records of a CSV file with the physical line where each starts, whatever the separator."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TextIO

LIGNE_MAX = 1 << 20
LIGNES_PAR_ENREGISTREMENT = 100
"""A quoted text longer than that is an unclosed quote, which would swallow the rest of the file."""
SEPARATEURS = ",;\t|"


@dataclass(frozen=True)
class Rangee:
    """One record: its first physical line and its cells, or why it cannot be cut in cells."""

    ligne: int
    cellules: tuple[str, ...] = ()
    motif: str = ""


def choisir_separateur(entete: str, connues: Callable[[list[str]], int]) -> str:
    """The separator that gives the most known columns."""
    return max(SEPARATEURS, key=lambda signe: connues(couper(entete, signe)))


def parcourir(texte: TextIO, separateur: str, *, ligne: int) -> Iterator[Rangee]:
    """Give the records in order, from the physical line ``ligne`` on; blank ones are passed."""
    for debut, brut, fermee in _assembler(texte, ligne):
        if not fermee:
            yield Rangee(debut, motif="guillemet ouvert et jamais refermé")
            continue
        if not brut.strip():
            continue
        try:
            yield Rangee(debut, tuple(couper(brut, separateur)))
        except csv.Error:
            yield Rangee(debut, motif="ligne qui ne se découpe pas en colonnes")


def couper(brut: str, separateur: str) -> list[str]:
    """Cut one record in cells."""
    return next(csv.reader([brut], delimiter=separateur), [])


def _assembler(texte: TextIO, ligne: int) -> Iterator[tuple[int, str, bool]]:
    """Join the physical lines of one record: first line, text, whether its quotes are closed."""
    attente: list[str] = []
    while True:
        brut = attente.pop(0) if attente else texte.readline(LIGNE_MAX)
        if not brut:
            return
        lignes = [brut]
        while sum(une.count('"') for une in lignes) % 2 and len(lignes) < LIGNES_PAR_ENREGISTREMENT:
            suite = attente.pop(0) if attente else texte.readline(LIGNE_MAX)
            if not suite:
                break
            lignes.append(suite)
        fermee = "".join(lignes).count('"') % 2 == 0
        if not fermee:  # give up the first line only, look again at the others
            attente, lignes = lignes[1:] + attente, lignes[:1]
        yield ligne, "".join(lignes), fermee
        ligne += len(lignes)
