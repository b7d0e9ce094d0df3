"""The clock and the post, by hand or running; the demonstration."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from jalon import output_office as sortie
from jalon.commands import arguments as lus
from jalon.commands.logs import regler_les_journaux
from jalon.commands.session import Session, acteur
from jalon.output import Reponse, console, phrase

if TYPE_CHECKING:  # loaded when a command runs
    from jalon.settings import Reglages
    from scheduler.jobs import Travaux

Port = Annotated[str | None, typer.Option("--port", metavar="N", help="Port de la page web.")]


def tick(ctx: typer.Context) -> Reponse:
    """Traite les échéances arrivées ; écrit le courriel du matin, pose le sceau du jour."""
    from jalon.assembly import poste
    from scheduler.jobs import A_LA_MAIN, ECHEANCES, MATIN, SCEAU, jobs, tourner

    session = ctx.ensure_object(Session)
    reglages = session.reglages()
    with session.bureau_de(reglages) as bureau:
        dits = tourner(jobs(bureau, poste(reglages), _allure(reglages)), A_LA_MAIN)
    matin = {"courriels_du_matin": dits[MATIN]["digests"]}
    dite = {**dits[ECHEANCES], **matin, "sceau": dits[SCEAU]}
    return Reponse(dite, lambda ecran: sortie.tour(ecran, dite), 1 if dite["incidents"] else 0)


def deliver(ctx: typer.Context) -> Reponse:
    """Envoie les courriels prêts."""
    from jalon.assembly import poste
    from services.mail.delivering import livrer

    session = ctx.ensure_object(Session)
    reglages = session.reglages()
    with session.bureau_de(reglages) as bureau:
        dite = livrer(bureau, poste(reglages), a_la_main=True)
    vain = bool(dite.get("panne")) and not dite["envoyes"]
    return Reponse(dite, lambda ecran: sortie.envois(ecran, dite), 1 if vain else 0)


def recalculer(
    ctx: typer.Context,
    appliquer: Annotated[
        bool, typer.Option("--appliquer", help="Écrit les nouvelles dates.")
    ] = lus.ETEINT,
    motif: Annotated[
        str | None,
        typer.Option("--motif", metavar="TEXTE", help="Exigé pour allonger un délai annoncé."),
    ] = None,
) -> Reponse:
    """Compare les échéances en cours aux réglages d’aujourd’hui."""
    from services.clock.recalculating import recalculer as comparer

    with ctx.ensure_object(Session).bureau() as bureau:
        dites = comparer(bureau, appliquer=appliquer, motif=motif, acteur=acteur())
    return Reponse(dites, lambda ecran: sortie.ecarts(ecran, dites, applique=appliquer))


def worker(ctx: typer.Context) -> Reponse:
    """Fait tourner l’horloge et l’envoi des courriels, jusqu’à l’arrêt."""
    from jalon.assembly import poste
    from scheduler.embedded import travailler

    regler_les_journaux(logging.INFO)
    session = ctx.ensure_object(Session)
    reglages = session.reglages()
    with session.bureau_de(reglages, court=False) as bureau:
        travailler(bureau, poste(reglages), _allure(reglages), pret=_annoncer)
    return Reponse({"arrete": True}, phrase("Arrêté."))


def _allure(reglages: Reglages) -> Travaux:
    from scheduler.jobs import Travaux

    return Travaux(tick_s=reglages.horloge.tick_s, livraison_s=reglages.horloge.livraison_s)


def _annoncer() -> None:
    console(erreur=True).print("L’horloge et l’envoi tournent. Ctrl-C pour arrêter.")


def serve(ctx: typer.Context, port: Port = None) -> Reponse:
    """Ouvre les pages web, et fait tourner l’horloge et l’envoi des courriels."""
    from jalon.serving import adresse_de, servir

    regler_les_journaux(logging.INFO)
    session = ctx.ensure_object(Session)
    reglages = session.reglages()
    ecoute = lus.entier("--port", port, minimum=1, maximum=65535) if port else reglages.web.port
    adresse = adresse_de(reglages, ecoute)
    with session.bureau_de(reglages, court=False) as bureau:
        servir(bureau, reglages, ecoute, adresse=adresse, pret=_ouverte)
    return Reponse({"arrete": True}, phrase("Arrêté."))


def _ouverte(adresse: str) -> None:
    ecran = console(erreur=True)
    ecran.print(f"Jalon est ouvert : {adresse}. L’horloge et l’envoi tournent.")
    ecran.print("Ctrl-C pour arrêter.")


def demo(
    ctx: typer.Context,
    port: Port = None,
) -> Reponse | None:
    """Ouvre un portefeuille de démonstration ; rien ne part vers de vraies personnes."""
    if ctx.invoked_subcommand is not None:
        return None
    from jalon.demo.run import lancer

    numero = lus.entier("--port", port, minimum=1, maximum=65535) if port is not None else None
    lancer(numero, dire=_recit(ctx))
    return Reponse({"arrete": True}, phrase("Démonstration arrêtée."))


def _recit(ctx: typer.Context) -> Callable[[str], None]:
    """Where the demonstration tells its story: stdout for people, stderr beside a JSON answer."""
    return console(erreur=ctx.ensure_object(Session).json).print


def demo_avancer(
    ctx: typer.Context,
    duree: Annotated[str, typer.Argument(metavar="DURÉE", help="1 j, 2 sem, 3 mois…")],
) -> Reponse:
    """Avance le temps de la démonstration."""
    from jalon.demo.run import avancer

    dite = avancer(duree, dire=_recit(ctx))
    return Reponse(dite, lambda ecran: sortie.avance(ecran, dite))
