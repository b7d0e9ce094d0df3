"""The records of a CSV file with the physical line where each starts, whatever the separator."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from services.importing.fields import Constats, montrer

LIGNE_MAX = 1 << 20
"""Characters of one record: beyond, it is damage, and memory is not for it."""
csv.field_size_limit(2 * LIGNE_MAX)  # a long text is cut by who reads it, its record is kept
LIGNES_PAR_ENREGISTREMENT = 100
"""A quoted text longer than that is an unclosed quote, which would swallow the rest of the file."""
SEPARATEURS = ",;\t|"
OUVERT = "guillemet ouvert et jamais refermé"
DEMESURE = "enregistrement de plus d’un million de caractères"
_ANNONCE = re.compile(r'"?sep=(?P<signe>[,;\t|])"?\s*', re.IGNORECASE)


@dataclass(frozen=True)
class Rangee:
    """One record: its first physical line and its cells, or why it cannot be cut in cells."""

    ligne: int
    cellules: tuple[str, ...] = ()
    motif: str = ""


@dataclass(frozen=True)
class _Ligne:
    """One physical line; ``entiere`` is false when it was too long to be kept."""

    texte: str
    entiere: bool = True

    @property
    def guillemets(self) -> int:
        return self.texte.count('"')


def annonce(ligne: str) -> str | None:
    """The separator that Excel announces on a first line « sep=; », which is no record."""
    trouve = _ANNONCE.fullmatch(ligne)
    return trouve["signe"] if trouve else None


def choisir_separateur(entete: str, connues: Callable[[list[str]], int]) -> str:
    """The separator that gives the most known columns."""
    return max(SEPARATEURS, key=lambda signe: connues(couper(entete, signe)))


def parcourir(texte: TextIO, separateur: str, *, ligne: int) -> Iterator[Rangee]:
    """Give the records in order, from the physical line ``ligne`` on; blank ones are passed."""
    for debut, brut, motif in _assembler(texte, ligne):
        if motif:
            yield Rangee(debut, motif=motif)
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


def nommees(rangee: Rangee, colonnes: Sequence[str], constats: Constats) -> dict[str, str]:
    """The cells of a record by our name of their column; of two columns of one name, the first."""
    cellules: dict[str, str] = {}
    for nom, cellule in zip(colonnes, rangee.cellules, strict=False):
        if not nom:
            continue
        gardee, autre = cellules.get(nom, "").strip(), cellule.strip()
        if not gardee:
            cellules[nom] = cellule
        elif autre and autre != gardee:
            motif = f"colonne en double : {montrer(gardee)} est retenu, {montrer(cellule)} écarté"
            constats.avertir(nom, motif)
    return cellules


def _assembler(texte: TextIO, ligne: int) -> Iterator[tuple[int, str, str]]:
    """Join the physical lines of one record: first line, text, why it is none.

    A record that never ends costs its first line only: the others are looked at again.
    """
    attente: deque[_Ligne] = deque()
    while premiere := _suivante(texte, attente):
        lignes = [premiere]
        motif = _completer(texte, attente, lignes)
        if motif:
            attente.extendleft(reversed(lignes[1:]))
            del lignes[1:]
        yield ligne, "".join(une.texte for une in lignes), motif
        ligne += len(lignes)


def _completer(texte: TextIO, attente: deque[_Ligne], lignes: list[_Ligne]) -> str:
    """Add lines until the quotes close; why they do not."""
    if not lignes[0].entiere:
        return DEMESURE
    ouverts, taille = lignes[0].guillemets, len(lignes[0].texte)
    while ouverts % 2:
        if len(lignes) == LIGNES_PAR_ENREGISTREMENT or taille > LIGNE_MAX:
            return OUVERT
        suivante = _suivante(texte, attente)
        if suivante is None:
            return OUVERT
        lignes.append(suivante)
        ouverts += suivante.guillemets
        taille += len(suivante.texte)
        if not suivante.entiere:
            return OUVERT
    return ""


def _suivante(texte: TextIO, attente: deque[_Ligne]) -> _Ligne | None:
    """The next physical line; of one that is too long, its beginning, the rest passed over."""
    if attente:
        return attente.popleft()
    brut = texte.readline(LIGNE_MAX)
    if not brut:
        return None
    entiere = len(brut) < LIGNE_MAX or _finie(brut)
    if not entiere:
        reste = brut
        while reste and not _finie(reste):
            reste = texte.readline(LIGNE_MAX)
    return _Ligne(brut if entiere else "", entiere)


def _finie(ligne: str) -> bool:
    return ligne.endswith(("\n", "\r"))
