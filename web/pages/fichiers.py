"""Files given back, never shown: nothing of what somebody dropped runs in a browser."""

from __future__ import annotations

from urllib.parse import quote

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from services.accounts.visiting import absent
from services.reading.reading_files import Fichier, fichier_d_une_piece, lettre
from web.page import Page, Requete
from web.pages.dossiers import machine_de
from web.site import Site
from web.threads import en_fil

BAC = "default-src 'none'; sandbox"
"""Should a browser open it all the same: no script, no form, no origin."""


def pages(site: Site) -> list[HTTPRouteHandler]:
    """The handlers, under the address of each machine."""
    dossiers = [f"/{une}/{{cle:str}}" for une in site.adresses.values()]
    return [
        get([f"{un}/pieces/{{debut:str}}" for un in dossiers], name="piece")(en_fil(_piece)),
        get([f"{un}/documents/{{numero:int}}" for un in dossiers], name="lettre")(en_fil(_lettre)),
    ]


def _piece(request: Requete, cle: FromPath[str], debut: FromPath[str]) -> Response[bytes]:
    page = Page(request)
    return _rendre(page, fichier_d_une_piece(page.bureau, page.visiteur, cle, debut))


def _lettre(request: Requete, cle: FromPath[str], numero: FromPath[int]) -> Response[bytes]:
    page = Page(request)
    return _rendre(page, lettre(page.bureau, page.visiteur, cle, numero))


def _rendre(page: Page, fichier: Fichier) -> Response[bytes]:
    if fichier.machine != machine_de(page):
        raise absent()
    simple = fichier.nom.encode("ascii", "replace").decode().replace('"', "_").replace("?", "_")
    nom = f"filename=\"{simple}\"; filename*=UTF-8''{quote(fichier.nom, safe='')}"
    entetes = {"Content-Disposition": f"attachment; {nom}", "Content-Security-Policy": BAC}
    return Response(fichier.corps, media_type=fichier.genre, headers=entetes)
