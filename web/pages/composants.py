"""« Aide », the components: each macro of the pages, shown once with what it needs (ui §4)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from litestar import Response, get

from services.reading.ruler import COMPTE, DEPART, FIN, REPORTE
from states.french import jour_civil, nom_du_jour
from web.page import Page, Requete
from web.threads import en_fil

DELAI, ECOULES = 15, 9
"""Days of the délai that is drawn, and how many of them are over."""


@get("/aide/composants", opt={"ouvert": True})
@en_fil
def composants(request: Requete) -> Response[str]:
    """For whoever draws another page; what it tells is invented."""
    page = Page(request)
    aujourd_hui = jour_civil(page.bureau.horloge.maintenant())
    return page.rendre("aide/composants.html", regle=_regle(aujourd_hui))


def _regle(aujourd_hui: date) -> dict[str, Any]:
    """A délai in the middle of its days, one of which is rolled over."""
    jours = []
    for rang in range(DELAI + 1):
        jour = aujourd_hui + timedelta(days=rang - ECOULES)
        genre = {0: DEPART, DELAI - 1: REPORTE, DELAI: FIN}.get(rang, COMPTE)
        jours.append(
            {
                "jour": jour,
                "nom": nom_du_jour(jour),
                "genre": genre,
                "rang": rang,
                "raison": nom_du_jour(jour) if genre == REPORTE else "",
                "ecoule": rang < ECOULES,
            }
        )
    return {"jours": jours, "ecoules": ECOULES - 1, "restants": DELAI + 1 - ECOULES}


PAGES = (composants,)
