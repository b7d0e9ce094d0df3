"""« Calendrier »: the deadlines of a week, whatever the kind of their dossier (ui §6.8)."""

from __future__ import annotations

from litestar import Response, get

from services.reading.held import par_portefeuille
from services.reading.week import TOUS, jour_demande, semaine
from web.page import CALENDRIER, Page, Requete
from web.threads import en_fil


@get(CALENDRIER[0])
@en_fil
def calendrier(request: Requete) -> Response[str]:
    """The week of ``du``; today's when it does not read."""
    page = Page(request)
    dite = semaine(
        page.bureau,
        page.visiteur,
        jour_demande(str(request.query_params.get("du", ""))),
        tous=request.query_params.get("tous") == TOUS,
    )
    return page.rendre(
        "calendrier/page.html",
        **dite,
        adresse=CALENDRIER[0],
        choix=par_portefeuille(page.visiteur),
        titre_de=page.titre_de,
    )


PAGES = (calendrier,)
