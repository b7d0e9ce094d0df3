"""Absences: who is away, who stands in, what falls meanwhile."""

from __future__ import annotations

from typing import Annotated

import typer

from jalon import output_absences as sortie
from jalon.commands import arguments as lus
from jalon.commands.session import Session
from jalon.output import Reponse

Compte = Annotated[str, typer.Argument(metavar="COMPTE", help="Personne absente.")]


def ajouter(
    ctx: typer.Context,
    compte: Compte,
    du: Annotated[str, typer.Option(metavar="DATE", help="Premier jour d’absence.")],
    au: Annotated[str, typer.Option(metavar="DATE", help="Dernier jour d’absence, compris.")],
    delegue: Annotated[
        str | None,
        typer.Option(
            "--delegue",
            metavar="COMPTE",
            help="Personne qui la remplace ; sans elle, tout attend son retour.",
        ),
    ] = None,
) -> Reponse:
    """Déclare une absence : tâches et courriels vont à la personne déléguée, puis reviennent."""
    from services.accounts.absences import declarer

    with ctx.ensure_object(Session).bureau() as bureau:
        dite = declarer(
            bureau,
            login=compte,
            delegue=delegue,
            du=lus.jour("--du", du),
            au=lus.jour("--au", au),
        )
    return Reponse(dite, lambda ecran: sortie.declaree(ecran, dite))


def lister(ctx: typer.Context) -> Reponse:
    """Liste les absences en cours et à venir, avec ce qui y tombe."""
    from services.accounts.absences import lister as lire

    with ctx.ensure_object(Session).bureau() as bureau:
        toutes = lire(bureau)
    return Reponse(toutes, lambda ecran: sortie.toutes(ecran, toutes))


def finir(ctx: typer.Context, compte: Compte) -> Reponse:
    """La personne est de retour aujourd’hui, ou son absence à venir n’a pas lieu."""
    from services.accounts.absences import finir as terminer

    with ctx.ensure_object(Session).bureau() as bureau:
        dite = terminer(bureau, compte)
    return Reponse(dite, lambda ecran: ecran.print(f"« {dite['compte']} » est de retour."))
