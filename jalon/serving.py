"""Opens the pages in this process, with the clock and the post beside them."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import Any

import uvicorn

from jalon.assembly import poste, scenarios
from jalon.commands.definition_check import controler_fichiers
from jalon.errors import ReglageInvalide
from jalon.proofs import refus_d_un_essai
from jalon.settings import Reglages
from scheduler.embedded import Pendule
from scheduler.jobs import Travaux
from services.accounts.passwords import Coffre
from services.office import Bureau
from services.reading.looking_health import Allure
from states.roles import ADMIN, EQUIPE, ROLES
from web.app import application
from web.site import Demonstration, Mentions, Site
from workflow.errors import DefinitionInvalide
from workflow.scenarios import Scenario, lire_scenarios

LOCAUX = frozenset({"demo", "test"})
ARRET_S = 5


def adresse_de(reglages: Reglages, port: int) -> str:
    """Where people reach the pages.

    Raises:
        ReglageInvalide: not said, where real people will follow the links of mails.
    """
    if reglages.web.adresse is not None:
        return reglages.web.adresse
    if reglages.environnement not in LOCAUX:
        raise ReglageInvalide(
            "web.adresse",
            "L’adresse des pages manque : les liens des courriels en ont besoin.",
            "Écrivez-la dans config.yaml, par exemple web: {adresse: https://jalon.exemple.fr}.",
        )
    return f"http://{reglages.web.hote}:{port}"


def servir(  # what an installation's pages are made of
    bureau: Bureau,
    reglages: Reglages,
    port: int,
    *,
    adresse: str,
    demonstration: Demonstration | None = None,
    pret: Callable[[str], None] = lambda _adresse: None,
) -> None:
    """Serve until SIGINT or SIGTERM; a mail in hand is finished first.

    Raises:
        ReglageInvalide: the port is taken, or asks for rights.
    """
    prise = _ecouter(reglages.web.hote, port)
    pas = Travaux(tick_s=reglages.horloge.tick_s, livraison_s=reglages.horloge.livraison_s)
    bureau = replace(bureau, reglages=replace(bureau.reglages, adresse_des_pages=adresse))
    pendule = Pendule(bureau, poste(reglages), pas)
    site = Site(
        bureau=pendule.bureau,
        coffre=Coffre(),
        adresse=adresse,
        demonstration=demonstration,
        second_facteur_pour=qui_a_un_second_facteur(reglages),
        allure=Allure(tick_s=pas.tick_s, livraison_s=pas.livraison_s),
        scenarios=scenarios_du_site(pendule.bureau),
        constats=cache(
            lambda: controler_fichiers([], reglages.parametres, None, reglages.courriel.gabarits)
        ),
        juger=juger_un_essai,
        mentions=Mentions(**reglages.mentions.model_dump()),
    )
    serveur = _Serveur(_reglages_du_serveur(site, reglages))
    pendule.demarrer()
    try:
        pret(adresse)
        serveur.run(sockets=[prise])
    finally:
        pendule.arreter()
        prise.close()


def qui_a_un_second_facteur(reglages: Reglages) -> frozenset[str]:
    """Roles that reach nothing by a password alone; none where people are invented."""
    if reglages.environnement in LOCAUX:
        return frozenset()
    return frozenset(
        {"admin": (ADMIN,), "equipe": tuple(sorted(EQUIPE)), "tous": tuple(ROLES)}[
            reglages.web.second_facteur
        ]
    )


def scenarios_du_site(bureau: Bureau) -> Mapping[str, Scenario]:
    """What people do in a simulation, as ``states/scenarios.yaml`` says.

    Raises:
        DefinitionInvalide: the file breaks a rule.
    """
    definitions = {nom: une.definition for nom, une in bureau.machines.courantes.items()}
    lus, fautes = lire_scenarios(*scenarios(), definitions)
    if fautes:
        raise DefinitionInvalide(fautes)
    return lus


def juger_un_essai(parametres: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Why ``jalon check`` would refuse a value that the page of the simulation tries."""
    return refus_d_un_essai(parametres, "Valeur essayée")


class _Serveur(uvicorn.Server):
    """Stops on SIGINT and SIGTERM, and does not raise them again: the clock is to stop next."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Heard as a wish to end."""
        avant = {un: signal.signal(un, self.handle_exit) for un in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for un, ancien in avant.items():
                signal.signal(un, ancien)


def _ecouter(hote: str, port: int) -> socket.socket:
    prise = socket.socket(socket.AF_INET6 if ":" in hote else socket.AF_INET)
    prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        prise.bind((hote, port))
    except OSError as erreur:
        prise.close()
        raise ReglageInvalide(
            "web.port",
            f"Le port {port} n’est pas libre ({erreur.strerror}).",
            "Choisissez-en un autre : --port 8001.",
        ) from erreur
    return prise


def _reglages_du_serveur(site: Site, reglages: Reglages) -> uvicorn.Config:
    return uvicorn.Config(
        application(site),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=list(reglages.web.mandataires),
        timeout_graceful_shutdown=ARRET_S,
    )
