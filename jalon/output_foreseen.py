"""How people read what would happen, and what a migration would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from jalon.output import tableau
from jalon.output_dossiers import quand

if TYPE_CHECKING:  # rich is loaded by the console that is handed in
    from rich.console import Console

MONTREES = 60
"""Rows that a screen takes; the JSON answer has them all."""
_SIGNES = {"ajoute": "+", "supprime": "−"}


def avenir(ecran: Console, rangees: Sequence[Mapping[str, Any]]) -> None:
    """What would happen: how much of each kind, the first rows, the storms, the sum."""
    faits = [une for une in rangees if une["effet"] not in {"tempete", "bilan"}]
    if not faits:
        ecran.print("Rien n’arriverait d’ici là.")
    else:
        _faits(ecran, faits)
    for une in rangees:
        if une["effet"] == "tempete":
            ecran.print(f"\nTempête le {une['le']} pour {une['destinataire']} : {une['message']}.")
            ecran.print(str(une["pourquoi"]))
        elif une["effet"] == "bilan":
            ecran.print(f"\n{une['message']}", style="bold")


def _faits(ecran: Console, faits: Sequence[Mapping[str, Any]]) -> None:
    comptes = Counter(une["effet"] for une in faits)
    ecran.print(" · ".join(f"{effet} : {nombre}" for effet, nombre in comptes.most_common()))
    table = tableau("", "Quand", "Dossier", "Effet", "Quoi", "Pour", "Pourquoi")
    for une in faits[:MONTREES]:
        table.add_row(
            _SIGNES.get(str(une.get("ecart")), ""),
            quand(une["le"]),
            une["dossier"],
            une["effet"],
            une["message"].replace("_", " "),
            une["destinataire"] or "",
            une["pourquoi"],
        )
    ecran.print(table)
    if len(faits) > MONTREES:
        ecran.print(f"… et {len(faits) - MONTREES} autres (tout est dans --json).")
