"""``jalon courrier``: the letters of a dossier, and the one to post as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jalon import output_results as dire
from jalon.commands import arguments as lus
from jalon.commands.looking import Cle
from jalon.commands.session import Session
from jalon.output import Reponse
from workflow.errors import ValeurInvalide


def courrier(
    ctx: typer.Context,
    dossier: Cle,
    sortie: Annotated[
        Path | None, typer.Option("--sortie", metavar="FICHIER.pdf", help="PDF à écrire.")
    ] = None,
    numero: Annotated[
        str | None,
        typer.Option("--numero", metavar="N", help="Un autre courrier que le dernier."),
    ] = None,
) -> Reponse:
    """Liste les courriers d’un dossier ; avec --sortie, écrit en PDF celui à poster.

    Le dernier courrier, ou celui de --numero : un projet se dit projet, celui qui est à envoyer
    porte la date du jour où il est fait, celui qui est parti garde la sienne.
    """
    from services.reading.letters_by_command import courrier as imprimer
    from services.reading.letters_by_command import courriers as lister

    voulu = lus.entier("--numero", numero, minimum=1) if numero else None
    if sortie is not None:
        lus.refuser_d_ecraser(sortie)
    elif voulu is not None:
        raise ValeurInvalide("--sortie", "Où écrire ce courrier ?", "Ajoutez --sortie FICHIER.pdf.")
    with ctx.ensure_object(Session).bureau() as bureau:
        if sortie is None:
            dits = lister(bureau, dossier)
            return Reponse(dits, lambda ecran: dire.courriers(ecran, dits))
        dit, pdf = imprimer(bureau, dossier, voulu)
    sortie.write_bytes(pdf)
    ecrit = {**dit, "fichier": str(sortie)}
    return Reponse(ecrit, lambda ecran: dire.courrier(ecran, ecrit))
