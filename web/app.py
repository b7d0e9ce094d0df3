"""The application: its pages, and what surrounds every one of them."""

from __future__ import annotations

from litestar import Litestar
from litestar.config.compression import CompressionConfig
from litestar.datastructures import MutableScopeHeaders, State
from litestar.types import Message, Scope

from services.counter.long_work import Atelier
from web import assets
from web.access import exiger_le_jeton, garder
from web.api.described import preciser
from web.api.pace import Rythme
from web.api.router import description, routeur
from web.errors import TRAITEMENTS
from web.headers import ENTETES, HSTS
from web.pages import (
    absences,
    actes,
    aide,
    calendrier,
    composants,
    compte,
    courriels,
    demonstration,
    dossiers,
    entree,
    facilitation,
    feuillets,
    fichiers,
    jour,
    liens,
    mentions,
    mots_de_passe,
    partages,
    taches,
    ville,
)
from web.pages.admin import comptes, imports, recalcul, regles, suivi
from web.rendering import environnement
from web.site import Site

POIDS_MAX = 40 * 1024 * 1024
"""Well above what a file may weigh: a form with one too heavy is read, and comes back as typed."""


def application(site: Site) -> Litestar:
    """The pages of one installation."""
    entetes = {**ENTETES, **({"Strict-Transport-Security": HSTS} if site.chiffre else {})}

    atelier = Atelier()

    async def proteger(message: Message, _scope: Scope) -> None:
        """On every answer: an error's too, which the framework writes apart."""
        if message["type"] == "http.response.start":
            poses = MutableScopeHeaders.from_message(message)
            for nom, valeur in entetes.items():
                poses.setdefault(nom, valeur)

    pages = Litestar(
        logging_config=None,  # theirs lets every library speak, in English, at each act
        route_handlers=[
            assets.fichier,
            *entree.PAGES,
            *mots_de_passe.PAGES,
            *compte.PAGES,
            *absences.PAGES,
            *partages.PAGES,
            *comptes.PAGES,
            *suivi.PAGES,
            *imports.PAGES,
            *regles.PAGES,
            *recalcul.PAGES,
            *jour.PAGES,
            *calendrier.PAGES,
            *ville.PAGES,
            *liens.PAGES,
            *mentions.PAGES,
            *aide.PAGES,
            *composants.PAGES,
            *taches.PAGES,
            *(demonstration.PAGES if site.demonstration else ()),
            *dossiers.pages(site),
            *actes.pages(site),
            *facilitation.pages(site),
            *courriels.pages(site),
            *feuillets.pages(site),
            *fichiers.pages(site),
            routeur(),
        ],
        state=State(
            {
                "site": site,
                "gabarits": environnement(),
                "atelier": atelier,
                "rythme": Rythme(site.appels_par_minute),
            }
        ),
        on_startup=[atelier.ouvrir],
        on_shutdown=[atelier.fermer],
        guards=[garder],
        before_request=exiger_le_jeton,
        exception_handlers=TRAITEMENTS,
        before_send=[proteger],
        compression_config=CompressionConfig(
            backend="gzip", minimum_size=1000, exclude=["^/statique/"]
        ),
        request_max_body_size=POIDS_MAX,
        openapi_config=description(),
        include_in_schema=False,
    )
    preciser(pages.openapi_schema, site.adresses)
    return pages
