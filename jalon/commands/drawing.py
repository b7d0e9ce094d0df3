"""``jalon diagram``: the picture of a machine, or of a dossier's life."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jalon.commands import arguments as lus
from jalon.commands.session import Session
from jalon.output import Reponse, phrase
from workflow.errors import ValeurInvalide

if TYPE_CHECKING:  # each room is loaded when the command runs (design §2)
    from workflow.process import Definition


def diagram(
    ctx: typer.Context,
    machine: Annotated[str, typer.Argument(metavar="MACHINE", help="Nom de la machine.")],
    dossier: Annotated[
        str | None, typer.Option("--dossier", metavar="ID", help="Son état et son chemin.")
    ] = None,
    sortie: Annotated[
        Path | None, typer.Option("--sortie", metavar="FICHIER", help="Fichier SVG à écrire.")
    ] = None,
) -> Reponse:
    """Dessine une machine en SVG : états, échéances, rôles ; et la vie d’un dossier."""
    from services.reading.drawing import dessin_de_dossier, dessin_de_machine

    if sortie is not None:
        lus.refuser_d_ecraser(sortie)
    if dossier is None:
        definition = _machine(machine)
        svg = dessin_de_machine(definition)
    else:
        with ctx.ensure_object(Session).bureau() as bureau:
            definition, svg = dessin_de_dossier(bureau, dossier)
        _exiger_la_meme(machine, definition, dossier)
    if sortie is not None:
        sortie.write_text(svg, "utf-8")
    dite = {
        "machine": definition.machine,
        "version": definition.version,
        "dossier": dossier,
        "fichier": str(sortie) if sortie else None,
        "svg": svg,
    }
    return Reponse(dite, phrase(f"Dessin écrit dans {sortie}." if sortie else svg))


def _machine(nom: str) -> Definition:
    from jalon.assembly import charger_machines

    connues = charger_machines().exiger()
    if nom not in connues:
        raise ValeurInvalide(
            "machine", f"La machine « {nom} » n’existe pas.", f"Connues : {', '.join(connues)}."
        )
    return connues[nom]


def _exiger_la_meme(machine: str, definition: Definition, dossier: str) -> None:
    if definition.machine != machine:
        raise ValeurInvalide(
            "machine",
            f"{dossier} suit la machine « {definition.machine} », pas « {machine} ».",
            f"Écrivez jalon diagram {definition.machine} --dossier {dossier}.",
        )
