"""« Alertes » and « Documents »: what the people of a buyer find across their own dossiers."""

from __future__ import annotations

from litestar import Response, get

from services.reading import town_papers
from web.page import ALERTES, DOCUMENTS, Page, Requete, numero_de_page
from web.threads import en_fil


@get(ALERTES[0])
@en_fil
def alertes(request: Requete) -> Response[str]:
    """The dossiers of which one was alerted."""
    page, numero = Page(request), numero_de_page(request)
    dite = town_papers.alertes(page.bureau, page.visiteur, numero)
    return page.rendre("ville/alertes.html", **dite, numero=numero)


@get(DOCUMENTS[0])
@en_fil
def documents(request: Requete) -> Response[str]:
    """The letters of one's dossiers."""
    page, numero = Page(request), numero_de_page(request)
    dite = town_papers.documents(page.bureau, page.visiteur, numero)
    return page.rendre("ville/documents.html", **dite, numero=numero)


PAGES = (alertes, documents)
