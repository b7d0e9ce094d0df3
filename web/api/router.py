"""The API, put together, and its description (OpenAPI)."""

from __future__ import annotations

from litestar import Router
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from web.access import API
from web.api import acts, dossiers, register
from web.api.access import controler, garder_l_api
from web.api.problems import RACINE

_JETON = "jeton"
_DESCRIPTION = (
    "Les dossiers, leurs échéances et le registre, avec les droits de la personne qui a créé le "
    "jeton. Les listes sont paginées (« page », « limite », en-tête « Link »). Les refus sont en "
    "application/problem+json : « detail » dit pourquoi, « champ » où, « remede » que faire."
)


def routeur() -> Router:
    """Every route under its address."""
    return Router(
        RACINE,
        route_handlers=[*dossiers.ROUTES, *acts.ROUTES, *register.ROUTES],
        opt={API: True},
        guards=[garder_l_api],
        before_request=controler,
        include_in_schema=True,
        security=[{_JETON: []}],
    )


def description() -> OpenAPIConfig:
    """``/api/v1/openapi.json``, for those who have a token."""
    return OpenAPIConfig(
        title="Jalon",
        version="1",
        description=_DESCRIPTION,
        components=Components(
            security_schemes={_JETON: SecurityScheme(type="http", scheme="bearer")}
        ),
        # Litestar answers, under the address of its router, in English and in HTML: the router is
        # the description itself, so that the rest of the API stays ours.
        render_plugins=[JsonRenderPlugin(path=["/", "/openapi.json"])],
        openapi_router=Router(
            f"{RACINE}/openapi.json",
            route_handlers=[],
            opt={API: True},
            guards=[garder_l_api],
            include_in_schema=False,
        ),
    )
