"""Letting a held mail go: the human click that a prepared or a doubtful mail waits for."""

from __future__ import annotations

from typing import Annotated

import typer

from jalon import output_office as sortie
from jalon.commands import arguments as lus
from jalon.commands.session import Session, acteur
from jalon.output import Reponse
from workflow.errors import ValeurInvalide


def liberer(
    ctx: typer.Context,
    par: Annotated[str, typer.Option("--by", metavar="COMPTE", help="Personne qui décide.")],
    courriel: Annotated[
        str | None, typer.Argument(metavar="COURRIEL", help="Numéro du courriel.")
    ] = None,
    retour_de_panne: Annotated[  # noqa: FBT002 # a switch of the command line
        bool, typer.Option("--retour-de-panne", help="Tous ceux qu’une panne a retenus.")
    ] = False,
) -> Reponse:
    """Laisse partir un courriel préparé, refusé ou incertain, une fois relu."""
    from services import releasing

    if (courriel is None) is not retour_de_panne:
        raise ValeurInvalide(
            "courriel",
            "Il faut un numéro de courriel, ou --retour-de-panne : l’un des deux.",
            "« jalon courriels DOSSIER » donne les numéros.",
        )
    with ctx.ensure_object(Session).bureau() as bureau:
        if courriel is None:
            dites = releasing.liberer_retour_de_panne(bureau, par, acteur())
        else:
            numero = lus.entier("courriel", courriel, minimum=1)
            dites = [releasing.liberer(bureau, numero, par, acteur())]
    return Reponse(dites, lambda ecran: sortie.liberes(ecran, dites))
