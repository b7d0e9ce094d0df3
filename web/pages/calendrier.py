"""« Calendrier »: deadlines by week or by month, whatever the kind of their dossier (ui §6.8)."""

from __future__ import annotations

from datetime import date

from litestar import Response, get

from services.reading.held import par_portefeuille
from services.reading.week import mois_de_tous, semaine
from web.page import CALENDRIER, Page, Requete
from web.threads import en_fil

MOIS = "mois"
"""The view as a grid; the week is the other one."""


@get(CALENDRIER[0])
@en_fil
def calendrier(request: Requete) -> Response[str]:
    """The week or the month of ``du``; today's when it does not read."""
    page, demande = Page(request), request.query_params
    vue, du = str(demande.get("vue", "")), _jour(str(demande.get("du", "")))
    lire = mois_de_tous if vue == MOIS else semaine
    return page.rendre(
        "calendrier/page.html",
        **lire(page.bureau, page.visiteur, du, tous=demande.get("tous") == "oui"),
        vue=vue,
        adresse=CALENDRIER[0],
        choix=par_portefeuille(page.visiteur),
        titre_de=page.titre_de,
    )


def _jour(texte: str) -> date | None:
    try:
        return date.fromisoformat(texte)
    except ValueError:
        return None


PAGES = (calendrier,)
