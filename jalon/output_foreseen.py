"""How people read what would happen, and what a migration would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from jalon.output import tableau
from jalon.output_dates import quand

if TYPE_CHECKING:  # rich is loaded by the console that is handed in
    from rich.console import Console

MONTREES = 60
"""Rows that a screen takes; the JSON answer has them all."""
_SIGNES = {"ajoute": "+", "supprime": "−"}


def avenir(ecran: Console, rangees: Sequence[Mapping[str, Any]]) -> None:
    """What would happen: how much of each kind, the first rows, the storms, the sum."""
    faits = [une for une in rangees if une["effet"] not in {"tempete", "bilan"}]
    if faits:
        _faits(ecran, faits)
    elif not any(une["effet"] == "bilan" for une in rangees):  # no change is not no future
        ecran.print("Rien n’arriverait d’ici là.")
    for une in rangees:
        if une["effet"] == "tempete":
            ecran.print(f"\nTempête le {une['le']} pour {une['destinataire']} : {une['message']}.")
            ecran.print(str(une["pourquoi"]))
        elif une["effet"] == "bilan":
            ecran.print(f"\n{une['message']}", style="bold")


def _faits(ecran: Console, faits: Sequence[Mapping[str, Any]]) -> None:
    from states.french import denombre

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
        autres = denombre(len(faits) - MONTREES, "autre")
        ecran.print(f"… et {autres} (tout est dans --json).")


_SORTS = {
    "garde": "gardée",
    "recalcule": "recalculée",
    "annule": "annulée",
    "arme": "armée",
    "retenu": "retenue",
}


def migration(ecran: Console, rangees: Sequence[Mapping[str, Any]], *, essai: bool) -> None:
    """What becomes, or became, of each dossier: state, deadlines with both dates, refusals."""
    from states.french import denombre, pluriel

    if not rangees:
        ecran.print("Aucun dossier ne suit cette version.")
        return
    for une in rangees:
        etat = une["vers"]["etat"] or "—"
        ecran.print(f"{une['dossier']} : {une['de']['etat']} → {etat}", style="bold")
        for phrase in une["refus"]:
            ecran.print(f"  refusé : {phrase}")
        for sort in une["echeances"]:
            ecran.print(f"  {_sort(sort)}")
        for nom, courriels in une["retenus"].items():
            partis = f" (courriels : {', '.join(courriels)})" if courriels else ""
            ecran.print(f"  « {nom} » serait due tout de suite{partis} : à décider.")
    refuses = sum(1 for une in rangees if une["refus"])
    migres = len(rangees) - refuses
    faits = "à migrer" if essai else pluriel(migres, "migré")
    ecran.print(f"\n{denombre(migres, 'dossier')} {faits}, {denombre(refuses, 'refusé')}.")


def _sort(sort: Mapping[str, Any]) -> str:
    dates = " → ".join(quand(sort[cle]) for cle in ("avant", "apres") if sort[cle])
    raison = f" ({sort['raison']})" if sort["raison"] else ""
    return f"« {sort['nom']} » {_SORTS[sort['sort']]} : {dates}{raison}"
