"""The slip of a letter, to print: each one carries a link of its own."""

from __future__ import annotations

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from services.personal_links.reply_slips import imprimer_le_feuillet
from web.page import Page, Requete
from web.site import Site
from web.threads import en_fil


def pages(site: Site) -> list[HTTPRouteHandler]:
    """The handler, under the address of each machine."""
    chemins = [f"/{une}/{{cle:str}}/feuillet" for une in site.adresses.values()]
    return [post(chemins, name="feuillet", status_code=200)(en_fil(_imprimer))]


def _imprimer(request: Requete, cle: FromPath[str]) -> Response[bytes]:
    """A POST: it draws a link."""
    page = Page(request)
    feuillet = imprimer_le_feuillet(page.bureau, page.visiteur, cle)
    entetes = {"Content-Disposition": f'attachment; filename="{feuillet.nom}"'}
    return Response(feuillet.pdf, media_type="application/pdf", headers=entetes)
