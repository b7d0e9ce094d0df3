"""The facilitateur's pages around the dossiers: one visible list of their handlers."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from web.pages import (
    doublons,
    equipe,
    exports,
    factures,
    listes,
    ouvertures,
    plusieurs,
    registre,
    remises,
    reprises,
    schemas,
)
from web.site import Site


def pages(site: Site) -> list[HTTPRouteHandler]:
    """The handlers of every group."""
    return [
        *listes.pages(site),
        *plusieurs.PAGES,
        *equipe.PAGES,
        *remises.PAGES,
        *doublons.PAGES,
        *factures.PAGES,
        *exports.pages(site),
        *registre.PAGES,
        *reprises.PAGES,
        *ouvertures.pages(site),
        *schemas.pages(site),
    ]
