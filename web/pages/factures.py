"""« À facturer »: what the accounts issue next, with its reason; and the same as a spreadsheet."""

from __future__ import annotations

from typing import Any

from litestar import Response, get

from services.accounts.reading_log import EXPORT, noter_lecture
from services.accounts.visiting import FACTURE
from services.reading.invoicing import TITRES, a_facturer, page_a_facturer, rangees
from web.page import Page, Requete, numero_de_page
from web.spreadsheets import en_fichier
from web.threads import en_fil


@get("/a-facturer")
@en_fil
def liste(request: Requete) -> Response[str]:
    """Oldest first."""
    page, numero = Page(request), numero_de_page(request)
    return page.rendre(
        "factures/page.html",
        **page_a_facturer(page.bureau, page.visiteur, numero),
        numero=numero,
        adresse=f"/{page.site.adresses[FACTURE]}",
    )


@get(["/a-facturer/export.xlsx", "/a-facturer/export.csv"])
@en_fil
def exporter(request: Requete) -> Response[Any]:
    """XLSX, or CSV by the end of its address."""
    page = Page(request)
    lues = rangees(a_facturer(page.bureau, page.visiteur))
    noter_lecture(page.bureau, page.visiteur, EXPORT, request.url.path)
    return en_fichier("a-facturer", "À facturer", request.url.path, TITRES, lues)


PAGES = (liste, exporter)
