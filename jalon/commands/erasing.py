"""``jalon effacer``: personal values of a dossier, erased on request (RGPD, article 17)."""

from __future__ import annotations

from typing import Annotated

import typer

from jalon.commands import arguments as lus
from jalon.commands.session import Session
from jalon.output import Reponse, phrase
from workflow.errors import ValeurInvalide


def effacer(
    ctx: typer.Context,
    dossier: Annotated[str, typer.Argument(metavar="DOSSIER", help="Numéro du dossier.")],
    champ: Annotated[
        list[str] | None,
        typer.Option("--champ", metavar="CHAMP", help="note, message, motif… ; se répète."),
    ] = None,
    ligne: Annotated[
        list[int] | None,
        typer.Option("--ligne", metavar="N°", help="Ligne du journal ; se répète."),
    ] = None,
    tout: Annotated[
        bool, typer.Option("--tout", help="Toutes les valeurs personnelles du dossier.")
    ] = lus.ETEINT,
    en_cours: Annotated[
        bool,
        typer.Option(
            "--en-cours",
            help="Même si le dossier est en cours : il continue sans ce qui est effacé.",
        ),
    ] = lus.ETEINT,
) -> Reponse:
    """Efface pour toujours des valeurs personnelles ; le journal garde leur empreinte."""
    from services.evidence.erasing import effacer_personnelle
    from states.french import denombre

    if bool(champ or ligne) == tout:
        raise ValeurInvalide(
            "champ",
            "Dites ce qui doit être effacé : cela ne se défait pas.",
            "Ajoutez --champ CHAMP, --ligne N°, ou --tout.",
        )
    with ctx.ensure_object(Session).bureau() as bureau:
        dite = effacer_personnelle(
            bureau, dossier, champ or (), seqs=ligne or (), en_cours=en_cours
        )
    faites = denombre(dite["effacees"], "valeur effacée", "valeurs effacées")
    return Reponse(dite, phrase(f"{dite['dossier']} : {faites}."))
