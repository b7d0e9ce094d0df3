"""The day: what is due, in the order of what matters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Response, get

from services.accounts.visiting import EQUIPE
from services.counter.opening_forms import ouvrables
from services.counter.undoing import annulable
from services.reading.day import journee
from services.reading.held import Main
from web.page import Page, Requete
from web.threads import en_fil

MONTREES = 8
JOUR = "/aujourdhui"


@get(JOUR)
@en_fil
def aujourdhui(request: Requete) -> Response[str]:
    """The page that is opened every morning."""
    page = Page(request)
    dite = journee(page.bureau, page.visiteur)
    return page.rendre(
        "jour/page.html",
        **dite,
        attentes=_attentes(page, dite["mains"]),
        titre_de=page.titre_de,
        faite=_faite(page),
        agit=bool(page.visiteur.roles & EQUIPE),
        ouvrables=[
            (une, page.titre_de(une, seul=True))
            for une in sorted(ouvrables(page.bureau, page.visiteur))
        ]
        if dite["tout_commence"]
        else [],
        montrees=None if request.query_params.get("tout") else MONTREES,
    )


def _faite(page: Page) -> dict[str, Any] | None:
    """The task that was just answered here, while it can be taken back."""
    numero, _, seq = page.fait.partition(":")
    if not seq or not annulable(page.bureau, page.visiteur, numero, int(seq)):
        return None
    return {"numero": numero, "seq": int(seq)}


def _attentes(page: Page, mains: Mapping[str, Main]) -> list[dict[str, Any]]:
    """How many dossiers of each kind wait on each holder, and where they are listed."""
    return [
        {
            "detenteur": nom,
            "depuis": une.depuis,
            "listes": [
                {
                    "total": total,
                    "titre": page.titre_de(machine, seul=total == 1),
                    "adresse": f"/{page.site.adresses[machine]}?main={nom}",
                }
                for machine, total in une.par_machine.most_common()
                if total > 0
            ],
        }
        for nom, une in mains.items()
    ]


PAGES = (aujourdhui,)
