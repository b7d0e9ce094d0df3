"""A company's contact put right from a day on, or who answers no more."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from jalon import output_register as sortie
from jalon.commands import arguments as lus
from jalon.commands.session import Session, acteur
from jalon.output import Reponse
from workflow.errors import ValeurInvalide


def interlocuteur_corriger(  # noqa: PLR0913, PLR0917 # the options of the command
    ctx: typer.Context,
    entreprise: Annotated[str, typer.Option(metavar="SIRET", help="Entreprise titulaire.")],
    nom: Annotated[str, typer.Option(metavar="NOM", help="Prénom et nom, tels qu’au registre.")],
    du: Annotated[
        str | None, typer.Option(metavar="DATE", help="Premier jour ; aujourd’hui par défaut.")
    ] = None,
    jusqu_au: Annotated[
        str | None, typer.Option(metavar="DATE", help="Dernier jour : la personne ne répond plus.")
    ] = None,
    courriel: Annotated[str | None, typer.Option(metavar="ADRESSE", help="Le nouveau.")] = None,
    telephone: Annotated[str | None, typer.Option(metavar="N°", help="Le nouveau.")] = None,
    fonction: Annotated[str | None, typer.Option(metavar="TEXTE", help="La nouvelle.")] = None,
    marche: Annotated[
        str | None, typer.Option(metavar="NUMÉRO", help="Celle de ce marché seulement.")
    ] = None,
) -> Reponse:
    """Corrige une personne interlocutrice à compter d’un jour, ou dit son dernier jour."""
    from services.act import Auteur
    from services.register.correcting_contacts import Correction, corriger, retrouver

    donnees = {"courriel": courriel, "telephone": telephone, "fonction": fonction}
    neuves = {cle: val for cle, val in donnees.items() if val is not None}
    premier, dernier = _jour("du", du), _jour("jusqu_au", jusqu_au)
    if dernier and (premier or neuves):
        raise ValeurInvalide(
            "jusqu_au",
            "Un dernier jour se dit seul : la personne ne répond plus ensuite.",
            "Corrigez d’abord la fiche, puis redonnez --jusqu-au seul.",
        )
    with ctx.ensure_object(Session).bureau() as bureau:
        correction = Correction(
            fiche=retrouver(bureau, entreprise, nom, marche, premier or dernier),
            du=premier,
            fin=dernier,
            coordonnees=neuves,
        )
        dite = corriger(bureau, correction, Auteur(acteur=acteur()))
    return Reponse(dite, lambda ecran: sortie.contact_corrige(ecran, dite))


def _jour(champ: str, texte: str | None) -> date | None:
    return lus.jour(champ, texte) if texte else None
