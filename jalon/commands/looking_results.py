"""Looking at what a year adds up: the chiffrage of a marché, the training needs of a convention."""

from __future__ import annotations

from typing import Annotated

import typer

from jalon import output_results as sortie
from jalon.commands import arguments as lus
from jalon.commands.looking import Cle
from jalon.commands.session import Session
from jalon.output import Reponse


def chiffrage(ctx: typer.Context, dossier: Cle) -> Reponse:
    """Montre l’historique du chiffrage d’un marché : calculé et décidé."""
    from services.reading.looking_calibration import chiffrage as chercher

    with ctx.ensure_object(Session).bureau() as bureau:
        dite = chercher(bureau, dossier)
    return Reponse(dite, lambda ecran: sortie.chiffrage(ecran, dite))


def besoins(
    ctx: typer.Context,
    convention: Annotated[str, typer.Argument(metavar="CONVENTION", help="Référence.")],
    annee: Annotated[
        str | None, typer.Option("--annee", metavar="ANNÉE", help="Année civile ; la présente.")
    ] = None,
) -> Reponse:
    """Liste les besoins de formation notés dans l’année, les plus fréquents d’abord."""
    from services.reading.looking_needs import besoins_de_formation

    voulue = lus.entier("--annee", annee) if annee else None
    with ctx.ensure_object(Session).bureau() as bureau:
        present = bureau.horloge.maintenant().year
        dits = besoins_de_formation(bureau, convention, voulue or present)
    return Reponse(dits, lambda ecran: sortie.besoins(ecran, dits))
