"""How people read what joining two companies moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # rich is loaded by the console that is handed in
    from rich.console import Console


def fusion(ecran: Console, dite: Mapping[str, Any]) -> None:
    """What moved, or would move."""
    from states.french import denombre

    gardee, absorbee = dite["gardee"], dite["absorbee"]
    ecran.print(
        f"{absorbee['nom']} ({', '.join(absorbee['siret'])}) "
        f"{'serait' if dite['essai'] else 'est'} réunie avec "
        f"{gardee['nom']} ({', '.join(gardee['siret'])})."
    )
    nombres = [
        denombre(len(dite["dossiers"]), "dossier ouvert", "dossiers ouverts"),
        denombre(dite["clos"], "dossier clos", "dossiers clos"),
        denombre(dite["marches"], "marché"),
        denombre(dite["interlocuteurs"], "interlocuteur·rice", "interlocuteur·rices"),
        denombre(dite["liens"], "lien personnel ouvert", "liens personnels ouverts"),
    ]
    ecran.print(f"Suivent : {', '.join(nombres)}.")
    if dite["dossiers"]:
        ecran.print(f"Au journal de : {', '.join(dite['dossiers'])}.")
    if dite["communs"]:
        ecran.print(f"Un seul titulaire reste à : {', '.join(dite['communs'])}.")
    if dite["essai"]:
        ecran.print("Essai : rien n’est écrit. Sans --essai, cela ne se défait pas.")
