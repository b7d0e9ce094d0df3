"""The day: what is due, in the order of what matters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Response, get

from services.day import journee
from services.held import Main
from states.roles import RESPONSABLE
from web.page import Page, Requete
from web.threads import en_fil

MONTREES = 8


@get("/aujourdhui")
@en_fil
def aujourdhui(request: Requete) -> Response[str]:
    """The page that is opened every morning."""
    page = Page(request)
    dite = journee(page.bureau, page.visiteur)
    return page.rendre(
        "jour/page.html",
        **dite,
        attentes=_attentes(page, dite["mains"]),
        equipe=RESPONSABLE in page.visiteur.roles,
        montrees=None if request.query_params.get("tout") else MONTREES,
    )


def _attentes(page: Page, mains: Mapping[str, Main]) -> list[dict[str, Any]]:
    """Where each holder's dossiers are listed: under the machine that opens the menu's lists."""
    premiere = max(page.site.adresses.values())
    return [
        {
            "detenteur": nom,
            "total": une.total,
            "depuis": une.depuis,
            "adresse": f"/{premiere}?main={nom}",
        }
        for nom, une in mains.items()
    ]


PAGES = (aujourdhui,)
