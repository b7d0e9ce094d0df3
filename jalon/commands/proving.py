"""Proofs: the machines on the files, the journal on its chain, the installation on its beats."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jalon import output_office as sortie
from jalon.commands import arguments as lus
from jalon.commands.session import Session
from jalon.output import Reponse


def check(
    ctx: typer.Context,
    fichiers: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FICHIER…]", help="À la place de la machine du même nom."),
    ] = None,
    *,
    relu: Annotated[
        bool, typer.Option("--relu", help="Règles, libellés et gabarits ont été relus.")
    ] = False,
) -> Reponse:
    """Vérifie les définitions, et les paramètres des réglages ; sans base."""
    from jalon.commands.definition_check import controler_fichiers, relire
    from jalon.settings import chemin_config
    from workflow.errors import ValeurInvalide

    if relu and fichiers:
        raise ValeurInvalide(
            "--relu",
            "--relu vaut pour ce qui est en place, pas pour un fichier.",
            "Mettez le fichier en place, puis lancez « jalon check --relu ».",
        )
    session = ctx.ensure_object(Session)
    reglages, config = session.reglages(), chemin_config(session.config)
    gabarits = reglages.courriel.gabarits
    if relu:
        relire(gabarits)
    edites = [lus.lisible(un) for un in fichiers or []]
    fautes = controler_fichiers(edites, reglages.parametres, config, gabarits)
    erreur = any(une["niveau"] == "erreur" for une in fautes)
    return Reponse(fautes, lambda ecran: sortie.fautes(ecran, fautes), 1 if erreur else 0)


def verify(ctx: typer.Context) -> Reponse:
    """Vérifie la chaîne du journal, ligne à ligne."""
    from services.evidence.verifying import verifier

    with ctx.ensure_object(Session).bureau() as bureau:
        dite = verifier(bureau)
    return Reponse(dite, lambda ecran: sortie.preuve(ecran, dite), 0 if dite["intact"] else 1)


def sceller(ctx: typer.Context) -> Reponse:
    """Pose le sceau du jour sur le journal."""
    from services.evidence.verifying import sceller as poser

    with ctx.ensure_object(Session).bureau() as bureau:
        dite = poser(bureau)
    return Reponse(dite, lambda ecran: sortie.sceau(ecran, dite))


def health(ctx: typer.Context) -> Reponse:
    """Dit si l’horloge tourne, si les courriels partent, si le journal est protégé."""
    from services.reading.looking_health import Allure, sante

    session = ctx.ensure_object(Session)
    reglages = session.reglages()
    allure = Allure(tick_s=reglages.horloge.tick_s, livraison_s=reglages.horloge.livraison_s)
    with session.bureau_de(reglages) as bureau:
        dite = sante(bureau, allure)
    return Reponse(dite, lambda ecran: sortie.sante(ecran, dite), 0 if dite["sain"] else 1)
