"""``jalon deadline``: a date and its working, without database nor settings."""

from __future__ import annotations

from typing import Annotated

import typer

from jalon.commands import arguments as lus
from jalon.output import Reponse
from workflow.errors import ValeurInvalide

DEPART = "--from"
OPTIONS = {
    "depart": DEPART,
    "delai": "--delay",
    "calendrier": "--calendar",
    "zone": "--zone",
}
"""What the calendars call a value → the option that gives it."""


def deadline(
    depart: Annotated[str, typer.Option(DEPART, metavar="DATE", help="Jour du fait.")],
    delai: Annotated[
        str, typer.Option("--delay", metavar="DÉLAI", help="15 j, 5 jo, 2 sem, 3 mois, 4 ans.")
    ],
    calendrier: Annotated[
        str | None,
        typer.Option(
            "--calendar",
            metavar="NOM",
            help="delai_contractuel, bureau, duree, preavis ou jour_dit ; d’après l’unité, sinon.",
        ),
    ] = None,
    zone: Annotated[
        str, typer.Option("--zone", metavar="ZONE", help="Jours fériés : metropole, la_reunion…")
    ] = "metropole",
) -> Reponse:
    """Calcule la fin d’un délai et montre le calcul ; sans base ni réglages."""
    from states.calendars import calculer

    fait = lus.jour(DEPART, depart)
    try:
        echeance = calculer(fait, delai, calendrier, zone)
    except ValeurInvalide as erreur:
        option = OPTIONS[erreur.champ]
        phrase = f"{option} : {erreur.message}"
        raise ValeurInvalide(option, phrase, erreur.remede) from erreur
    dite = {
        "dernier_jour": echeance.dernier_jour.isoformat(),
        "expire_le": echeance.expire_le.isoformat(),
        "verification_le": echeance.verification_le.isoformat(),
        "declenche_le": echeance.declenche_le.isoformat(),
        "calcul": list(echeance.calcul),
    }
    return Reponse(dite, lambda ecran: ecran.print("\n".join(dite["calcul"])))
