"""How people read the chiffrage of a marché, the needs of a year, the letters of a dossier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from jalon.output import tableau
from jalon.output_dates import court, jour

if TYPE_CHECKING:  # rich is loaded by the console that is handed in
    from rich.console import Console


def chiffrage(ecran: Console, dite: Mapping[str, Any]) -> None:
    """Each step with its data: what was computed, what was decided."""
    ecran.print(f"{dite['dossier']} : {dite['sujet']}", style="bold")
    if not dite["etapes"]:
        ecran.print("Rien n’est encore chiffré.")
    for une in dite["etapes"]:
        ecran.print(f"{jour(une['le'])} : {une['libelle']}")
        ecran.print(
            f"  calculé : {_heures(une['heures_calculees'])} ; "
            f"objectif : {_heures(une['objectif_heures'])}"
        )
        for un in une["champs"]:
            ecran.print(f"  {un['libelle']} : {un['texte'] or un['valeur']}", style="dim")


def _heures(valeur: str | None) -> str:
    from states.french import heures

    return heures(Decimal(valeur)) if valeur is not None else "non fixé"


def besoins(ecran: Console, dits: Sequence[Mapping[str, Any]]) -> None:
    """The most frequent first, with where each was noted."""
    if not dits:
        ecran.print("Aucun besoin de formation n’est noté cette année-là.")
    for un in dits:
        ecran.print(f"{un['fois']} × {un['besoin']} ({un['competence'].replace('_', '-')})")
        ecran.print(
            f"  du {jour(un['premier_le'])} au {jour(un['dernier_le'])} : "
            f"{', '.join(un['dossiers'])}",
            style="dim",
        )


def courriers(ecran: Console, dits: Mapping[str, Any]) -> None:
    """The letters of a dossier by their numbers, and how to have one."""
    if not dits["courriers"]:
        ecran.print(f"{dits['dossier']} n’a pas encore de courrier.")
        return
    table = tableau("N°", "Courrier", "Du")
    for un in dits["courriers"]:
        table.add_row(str(un["id"]), un["titre"], court(un["du"]))
    ecran.print(table)
    ecran.print(
        f"« jalon courrier {dits['dossier']} --sortie FICHIER.pdf » écrit le dernier ; --numero en "
        "choisit un autre."
    )


def courrier(ecran: Console, dit: Mapping[str, Any]) -> None:
    """Which letter was written, and where."""
    ecran.print(f"{dit['titre']} ({dit['dossier']}) : écrit dans {dit['fichier']}.")
