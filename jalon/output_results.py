"""How people read the chiffrage of a marché, and the training needs of a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from jalon.output_dossiers import jour

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
