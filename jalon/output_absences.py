"""How people read absences and what falls in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from jalon.output import tableau
from jalon.output_dates import jour

if TYPE_CHECKING:  # rich is loaded by the console that is handed in
    from rich.console import Console


def declaree(ecran: Console, dite: Mapping[str, Any]) -> None:
    """An absence just declared."""
    ecran.print(
        f"« {dite['compte']} » est absent·e du {jour(dite['du'])} au {jour(dite['au'])} ; "
        + (
            f"« {dite['delegue']} » reçoit ses tâches et ses courriels."
            if dite["delegue"]
            else "personne ne la remplace : tout reste sur son bureau."
        )
    )
    _tombe_dedans(ecran, dite["tombe_dedans"])


def toutes(ecran: Console, lues: Sequence[Mapping[str, Any]]) -> None:
    """Absences that run or come."""
    if not lues:
        ecran.print("Aucune absence en cours ou à venir.")
    for une in lues:
        ecran.print(
            f"{une['nom']} : du {jour(une['du'])} au {jour(une['au'])}, "
            + (f"remplacé·e par {une['delegue']}." if une["delegue"] else "sans remplaçant·e."),
            style="bold",
        )
        _tombe_dedans(ecran, une["tombe_dedans"])


def _tombe_dedans(ecran: Console, lignes: Sequence[Mapping[str, Any]]) -> None:
    if not lignes:
        ecran.print("Rien n’y tombe.")
        return
    table = tableau("Le", "Dossier", "Quoi", "Sujet", titre="Ce qui y tombe")
    for une in lignes:
        table.add_row(jour(une["le"]) or "sans date", une["dossier"], une["quoi"], une["sujet"])
    ecran.print(table)
