"""A held mail: the human click that it waits for, and its text put right before it leaves."""

from __future__ import annotations

from pathlib import Path
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
    from services.mail import releasing

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


def modifier(
    ctx: typer.Context,
    courriel: Annotated[str, typer.Argument(metavar="COURRIEL", help="Numéro du courriel.")],
    par: Annotated[str, typer.Option("--by", metavar="COMPTE", help="Personne qui corrige.")],
    sujet: Annotated[str | None, typer.Option(metavar="TEXTE", help="Le nouvel objet.")] = None,
    texte: Annotated[
        Path | None, typer.Option(metavar="FICHIER", help="Le nouveau texte, dans un fichier.")
    ] = None,
    mots_relus: Annotated[  # noqa: FBT002 # a switch of the command line
        bool, typer.Option("--mots-relus", help="Ces mots ne disent la santé de personne.")
    ] = False,
) -> Reponse:
    """Corrige un courriel qui attend, avant qu’il parte ; les deux versions sont gardées."""
    from services.mail import releasing

    textes = {} if sujet is None else {"sujet": sujet}
    if texte is not None:
        textes["texte"] = lus.texte(texte)
    if not textes:
        raise ValeurInvalide(
            "courriel",
            "Il faut un nouvel objet, un nouveau texte, ou les deux.",
            "Écrivez --sujet TEXTE, --texte FICHIER.",
        )
    numero = lus.entier("courriel", courriel, minimum=1)
    with ctx.ensure_object(Session).bureau() as bureau:
        dite = releasing.modifier(bureau, numero, par, acteur(), textes, mots_relus=mots_relus)
    return Reponse(dite, lambda ecran: sortie.modifie(ecran, dite))


def ecarter(
    ctx: typer.Context,
    courriel: Annotated[str, typer.Argument(metavar="COURRIEL", help="Numéro du courriel.")],
    par: Annotated[str, typer.Option("--by", metavar="COMPTE", help="Personne qui décide.")],
    motif: Annotated[
        str | None, typer.Option(metavar="TEXTE", help="Pourquoi il ne part pas.")
    ] = None,
    remettre: Annotated[  # noqa: FBT002 # a switch of the command line
        bool, typer.Option("--remettre", help="Remet en attente un courriel écarté.")
    ] = False,
) -> Reponse:
    """Décide qu’un courriel qui attend ne part pas, avec un motif ; ou le remet en attente."""
    from services.mail import setting_aside

    if (motif is None) is not remettre:
        raise ValeurInvalide(
            "motif",
            "Il faut un motif, ou --remettre : l’un des deux.",
            "Écrivez --motif TEXTE.",
        )
    numero = lus.entier("courriel", courriel, minimum=1)
    with ctx.ensure_object(Session).bureau() as bureau:
        if motif is None:
            dite = setting_aside.remettre(bureau, numero, par, acteur())
        else:
            dite = setting_aside.ecarter(bureau, numero, par, acteur(), motif=motif)
    return Reponse(dite, lambda ecran: sortie.ecarte(ecran, dite))
