"""Looking: marchés, dossiers, one dossier, its journal and its mails, the open tasks."""

from __future__ import annotations

from typing import Annotated

import typer

from jalon import output_desk as bureau_dit
from jalon import output_dossiers as sortie
from jalon.commands import arguments as lus
from jalon.commands.session import Session, acteur
from jalon.output import Reponse

Cle = Annotated[str, typer.Argument(metavar="DOSSIER", help="Numéro, comme REL-2026-00042.")]


def marches(  # noqa: PLR0913, PLR0917 # the options of the command
    ctx: typer.Context,
    titulaire: Annotated[
        str | None, typer.Option(metavar="SIRET", help="Marchés tenus par cette entreprise.")
    ] = None,
    acheteur: Annotated[
        str | None, typer.Option(metavar="SIRET", help="Marchés de ce donneur d’ordre.")
    ] = None,
    texte: Annotated[
        str | None, typer.Option(metavar="MOTS", help="Mots du numéro ou de l’objet.")
    ] = None,
    depuis: Annotated[
        str | None, typer.Option(metavar="DATE", help="Notifiés à partir de ce jour.")
    ] = None,
    limite: lus.Limite = lus.LIMITE,
    apres: lus.Apres = None,
) -> Reponse:
    """Liste les marchés du registre, suivis ou non."""
    from services.reading.looking_marches import marches as chercher
    from storage.register_values import FiltreMarches

    session = ctx.ensure_object(Session)
    filtre = FiltreMarches(
        titulaire=titulaire,
        texte=texte,
        notifies_depuis=lus.jour("--depuis", depuis) if depuis else None,
    )
    nombre = lus.limite(limite)
    with session.bureau() as bureau:
        page = chercher(bureau, filtre, acheteur=acheteur, apres=apres, limite=nombre)
    return Reponse(page["marches"], lambda ecran: sortie.marches(ecran, page))


def dossiers(  # noqa: PLR0913, PLR0917 # the options of the command
    ctx: typer.Context,
    machine: Annotated[
        str | None,
        typer.Option(metavar="GENRE", help="marche, relation_entreprise…"),
    ] = None,
    etat: Annotated[str | None, typer.Option(metavar="ÉTAT", help="État du dossier.")] = None,
    titulaire: Annotated[
        str | None, typer.Option(metavar="NOM", help="Nom ou SIRET de l’entreprise.")
    ] = None,
    facilitateur: Annotated[
        str | None, typer.Option(metavar="COMPTE", help="Dossiers confiés à cette personne.")
    ] = None,
    en_retard: Annotated[
        bool, typer.Option("--en-retard", help="Une échéance ou une tâche est passée.")
    ] = lus.ETEINT,
    limite: lus.Limite = lus.LIMITE,
    apres: lus.Apres = None,
) -> Reponse:
    """Liste les dossiers : qui a la main, depuis quand, jusqu’à quand."""
    from services.reading.looking import Recherche
    from services.reading.looking import dossiers as chercher

    session = ctx.ensure_object(Session)
    recherche = Recherche(
        machine=machine,
        etat=etat,
        titulaire=titulaire,
        facilitateur=facilitateur,
        en_retard=en_retard,
        apres=apres,
        limite=lus.limite(limite),
    )
    with session.bureau() as bureau:
        page = chercher(bureau, recherche)
    return Reponse(page["dossiers"], lambda ecran: sortie.dossiers(ecran, page))


def dossier(ctx: typer.Context, cle: Cle) -> Reponse:
    """Montre un dossier : la main, les échéances et leur calcul, les tâches, les courriels."""
    from services.reading.looking_dossier import dossier as lire

    with ctx.ensure_object(Session).bureau() as bureau:
        lu = lire(bureau, cle)
    return Reponse(lu, lambda ecran: sortie.dossier(ecran, lu))


def journal(
    ctx: typer.Context,
    cle: Cle,
    limite: lus.Limite = "500",
    apres: Annotated[
        str, typer.Option("--apres", metavar="LIGNE", help="Suite : après cette ligne.")
    ] = "0",
) -> Reponse:
    """Montre le journal d’un dossier : qui a fait quoi, quand, et ce qui est parti."""
    from services.reading.looking_journal import journal as lire

    depart, nombre = lus.entier("--apres", apres), lus.limite(limite)
    with ctx.ensure_object(Session).bureau() as bureau:
        lignes = lire(bureau, cle, apres=depart, limite=nombre)
    return Reponse(lignes, lambda ecran: sortie.journal(ecran, lignes))


def courriels(ctx: typer.Context, cle: Cle) -> Reponse:
    """Liste les courriels d’un dossier et leur sort."""
    from services.reading.looking_mails import courriels as lire

    with ctx.ensure_object(Session).bureau() as bureau:
        lus_ = lire(bureau, cle)
    return Reponse(lus_, lambda ecran: bureau_dit.courriels(ecran, lus_))


def courriel(
    ctx: typer.Context,
    numero: Annotated[str, typer.Argument(metavar="COURRIEL", help="Numéro du courriel.")],
) -> Reponse:
    """Montre un courriel tel qu’il est parti."""
    from services.reading.looking_mails import courriel as lire

    identifiant = lus.entier("courriel", numero, minimum=1)
    with ctx.ensure_object(Session).bureau() as bureau:
        lu = lire(bureau, identifiant)
    return Reponse(lu, lambda ecran: bureau_dit.courriel(ecran, lu))


def taches(
    ctx: typer.Context,
    compte: Annotated[
        str | None, typer.Option(metavar="COMPTE", help="Tâches de cette personne.")
    ] = None,
    limite: lus.Limite = lus.LIMITE,
) -> Reponse:
    """Liste les tâches ouvertes, la plus pressée d’abord."""
    from services.reading.looking_tasks import taches as lire

    nombre = lus.limite(limite)
    with ctx.ensure_object(Session).bureau() as bureau:
        lues = lire(bureau, compte=compte, limite=nombre)
    return Reponse(lues, lambda ecran: bureau_dit.taches(ecran, lues))


def tache(
    ctx: typer.Context,
    numero: Annotated[str, typer.Argument(metavar="TÂCHE", help="Numéro de la tâche.")],
    repondre: Annotated[
        str, typer.Option("--repondre", metavar="RÉPONSE", help="rien_recu ou fait.")
    ],
    par: Annotated[str, typer.Option("--by", metavar="COMPTE", help="Personne qui répond.")],
) -> Reponse:
    """Répond à une tâche ; « rien_recu » fait avancer le dossier dont le délai est passé."""
    from services.counter.tasks import repondre as enregistrer

    identifiant = lus.entier("tache", numero, minimum=1)
    with ctx.ensure_object(Session).bureau() as bureau:
        dite = enregistrer(bureau, identifiant, repondre, par, acteur())
    return Reponse(dite, lambda ecran: bureau_dit.tache_faite(ecran, dite))
