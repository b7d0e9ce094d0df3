"""« Aide »: what the words of the pages mean, and the steps of each kind of dossier (ui §2)."""

from __future__ import annotations

from litestar import Response, get

from services.accounts.visiting import lit_la_machine
from web.page import Page, Requete
from web.threads import en_fil


@get("/aide", opt={"ouvert": True})
@en_fil
def aide(request: Requete) -> Response[str]:
    """The words for anybody; the steps of the kinds of dossiers that this reader reads."""
    page = Page(request)
    visiteur = request.state.get("visiteur")
    genres = [
        (page.titre_de(nom), page.bureau.machines.courantes[nom].definition)
        for nom in page.site.adresses
        if visiteur is not None and lit_la_machine(visiteur, nom)
    ]
    return page.rendre("aide/page.html", genres=sorted(genres, key=lambda un: un[0]))


PAGES = (aide,)
