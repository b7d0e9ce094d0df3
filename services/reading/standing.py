"""What lines of a journal still say: corrections applied, what was undone left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from workflow.history import ANNULATION, CORRECTION, RETABLISSEMENT, cibles

RETOUCHES = (CORRECTION, RETABLISSEMENT, ANNULATION)
_DITE = "valeur"


def tenues(lignes: Iterable[tuple[int, str, Mapping[str, Any]]]) -> dict[int, dict[str, Any]]:
    """Number of each line that stands → its entries as they are now.

    Lines are ``seq, kind, entries``, told as ``workflow.history.effectif`` takes them.
    """
    debout: dict[int, dict[str, Any]] = {}
    for seq, genre, donnees in sorted(lignes, key=lambda une: une[0]):
        debout[seq] = {
            nom: val for nom, val in donnees.items() if genre != CORRECTION or nom != _DITE
        }
        if genre == CORRECTION:
            for visee, champ in cibles(donnees):
                if visee in debout:
                    debout[visee][champ] = donnees[_DITE]
        elif genre in RETOUCHES:
            for un in donnees["annule"]:
                debout.pop(int(un), None)
    return debout
