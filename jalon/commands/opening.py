"""Opening a dossier by hand: a candidature, a devis, an action collective."""

from __future__ import annotations

from typing import Annotated

import typer

from jalon import output_acts as sortie
from jalon.commands import arguments as lus
from jalon.commands.session import Session, acteur
from jalon.output import Reponse


def ouvrir(  # noqa: PLR0913, PLR0917 # the options of the command
    ctx: typer.Context,
    machine: Annotated[
        str, typer.Argument(metavar="GENRE", help="candidature, devis, action_collective…")
    ],
    dans: Annotated[
        str | None, typer.Option("--dans", metavar="DOSSIER", help="Dossier qui le porte.")
    ] = None,
    convention: Annotated[
        str | None,
        typer.Option(metavar="RÉFÉRENCE", help="Convention, pour un dossier que rien ne porte."),
    ] = None,
    par: lus.Par = None,
    champs: lus.Champs = None,
    at: Annotated[
        str | None,
        typer.Option(
            "--at", metavar="INSTANT", help="Depuis quand : un jour, ou 2026-10-17T09:30+02:00."
        ),
    ] = None,
    cle: lus.Cle = None,
) -> Reponse:
    """Ouvre un dossier dans un autre, ou sous une convention."""
    from services.counter.opening_by_hand import Ouverture, ouvrir_a_la_main
    from services.reading.looking import libelles_des_etats

    lues = lus.saisies(champs or [])
    with ctx.ensure_object(Session).bureau() as bureau:
        demande = Ouverture(
            machine=machine.strip(),
            acteur=acteur(),
            compte=par,
            dans=dans.strip() if dans else None,
            convention=convention,
            saisies=lues.valeurs,
            pieces=lues.pieces,
            at=lus.instant("--at", at, bureau.horloge.maintenant()) if at else None,
            cle=cle,
        )
        dite, libelles = ouvrir_a_la_main(bureau, demande), libelles_des_etats(bureau)
    return Reponse(dite, lambda ecran: sortie.ouverture(ecran, dite, libelles))
