"""Where a dossier stands on its diagram: the picture, and the same in words."""

from __future__ import annotations

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from markupsafe import Markup

from services.accounts.visiting import absent
from services.reading.reading_diagram import schema_du_dossier
from web.page import Page, Requete
from web.pages.dossiers import machine_de
from web.site import Site, titre
from web.threads import en_fil


def pages(site: Site) -> list[HTTPRouteHandler]:
    """The handlers, under the address of each machine."""
    chemins = [f"/{une}/{{cle:str}}/schema" for une in site.adresses.values()]
    return [get(chemins, name="schema")(en_fil(_schema))]


def _schema(request: Requete, cle: FromPath[str]) -> Response[str]:
    page = Page(request)
    dite = schema_du_dossier(page.bureau, page.visiteur, cle)
    machine = dite["dossier"]["machine"]
    if machine != machine_de(page):
        raise absent()
    adresse = f"/{page.site.adresses[machine]}"
    return page.rendre(
        "dossier/schema.html",
        d=dite["dossier"],
        etats=dite["etats"],
        svg=Markup(dite["svg"]),  # noqa: S704 # drawn by ourselves, its texts escaped
        sans_dessin=dite["sans_dessin"],
        liste=titre(page.bureau.machines.courantes[machine].definition.libelle),
        adresse=adresse,
        base=f"{adresse}/{dite['dossier']['numero']}",
    )
