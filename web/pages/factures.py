"""« À facturer »: what the accounts issue next, with its reason."""

from __future__ import annotations

from litestar import Response, get

from services.accounts.visiting import FACTURE
from services.reading.invoicing import page_a_facturer
from web.page import Page, Requete, numero_de_page
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


PAGES = (liste,)
