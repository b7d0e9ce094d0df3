"""The installation: its database, its settings, its copies, a mail to try the post."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from jalon import output_office as sortie
from jalon.commands import arguments as lus
from jalon.commands.session import Session
from jalon.output import Reponse

Fichier = Annotated[Path, typer.Argument(metavar="FICHIER", help="La copie.")]


def init(ctx: typer.Context) -> Reponse:
    """Prépare la base ; écrit un config.yaml commenté et un secret, quand il n’y en a pas."""
    from jalon.assembly import horloge
    from jalon.commands.config_template import ecrire_modele
    from jalon.secret_file import ecrire_s_il_manque
    from services.installing import installer

    session = ctx.ensure_object(Session)
    reglages = _reglages_d_init(session)
    reel = horloge(reglages, court=True).reelle()  # a false hour is refused before all else
    session.preuve(reglages).exiger()
    fait = installer(reglages.database.url, reglages.environnement, reel)
    with session.bureau_de(reglages) as bureau:
        bureau.travail.prouver()  # the base remembers it: the next command does not pay again
    config, secret = ecrire_modele(session.config, reglages), ecrire_s_il_manque(reglages)
    dite = {
        **fait,
        "config": str(config) if config else None,
        "secret": str(secret) if secret else None,
    }
    return Reponse(dite, lambda ecran: sortie.installation(ecran, dite))


def _reglages_d_init(session: Session) -> Any:
    """A ``--config`` that is not there yet is the file that init will write."""
    from jalon.settings import lire_reglages

    if session.config is not None and not session.config.exists():
        lus.refuser_d_ecraser(session.config)
        return lire_reglages(None)
    return session.reglages()


def config_verifier(ctx: typer.Context) -> Reponse:
    """Vérifie les réglages, les définitions et la base."""
    from jalon.commands.config_check import verifier

    session = ctx.ensure_object(Session)
    dite = verifier(session.reglages(), session.config)
    code = 1 if dite["soucis"] else 0
    return Reponse(dite, lambda ecran: sortie.reglages(ecran, dite), code)


def courriel_test(
    ctx: typer.Context,
    adresse: Annotated[str, typer.Argument(metavar="ADRESSE", help="À qui écrire.")],
) -> Reponse:
    """Envoie un courriel d’essai par le serveur des réglages."""
    from jalon.commands.mail_test import essayer

    dite = essayer(ctx.ensure_object(Session).reglages(), adresse)
    return Reponse(
        dite, lambda ecran: sortie.essai(ecran, dite), 0 if dite["statut"] == "envoye" else 1
    )


def backup(ctx: typer.Context, fichier: Fichier) -> Reponse:
    """Copie la base entière dans un fichier neuf, sans arrêter Jalon."""
    from storage.backup import sauvegarder

    lus.refuser_d_ecraser(fichier)
    session = ctx.ensure_object(Session)
    reglages = session.reglages()
    with session.bureau_de(reglages):
        octets = sauvegarder(reglages.database.url, fichier)
    dite = {"fichier": str(fichier), "octets": octets}
    return Reponse(dite, lambda ecran: ecran.print(f"Copie faite : {fichier} ({octets} octets)."))


def restore(ctx: typer.Context, fichier: Fichier) -> Reponse:
    """Remet une copie en place, dans une base qui n’existe pas encore."""
    from storage.backup import restaurer

    session = ctx.ensure_object(Session)
    reglages = session.reglages()
    restaurer(reglages.database.url, lus.lisible(fichier))
    with session.bureau_de(reglages) as bureau:
        from services.clock.restored import noter_une_restauration
        from states.french import denombre
        from storage.dossiers import compter

        noter_une_restauration(bureau)
        with bureau.travail.lire() as connexion:
            nombre = compter(connexion)
    dite = {"fichier": str(fichier), "dossiers": nombre}
    return Reponse(
        dite,
        lambda ecran: ecran.print(
            f"Base remise en place, {denombre(nombre, 'dossier')}. Lancez « jalon verify ».\n"
            "Des courriels ont pu partir après cette copie : ceux qui étaient dus à des tiers "
            "attendront votre accord (« jalon liberer »)."
        ),
    )
