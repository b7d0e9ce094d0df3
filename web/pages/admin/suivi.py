"""What an admin watches: health, incidents, mails, deadlines, readings."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from services.accounts.reading_log import PAR_PAGE
from services.reading import watching
from web.page import Page, Requete, numero_de_page
from web.threads import en_fil


def _rendre(requete: Requete, gabarit: str, **dite: Any) -> Response[str]:
    numero = numero_de_page(requete)
    suite = numero * PAR_PAGE < int(dite.get("total", 0))
    return Page(requete).rendre(gabarit, numero=numero, suite=suite, **dite)


@get("/admin")
@en_fil
def sante(request: Requete) -> Response[str]:
    """Whether the installation is well."""
    page = Page(request)
    dite = watching.page_de_sante(page.bureau, page.visiteur, page.site.allure)
    return page.rendre("admin/sante.html", **dite, sorts=watching.SORTS)


@get("/admin/incidents")
@en_fil
def incidents(request: Requete) -> Response[str]:
    """What went wrong and is not mended."""
    page = Page(request)
    dite = watching.page_des_incidents(page.bureau, page.visiteur)
    return page.rendre("admin/incidents.html", **dite, fait=page.fait)


@post("/admin/incidents/{numero:int}")
@en_fil
def reessayer(request: Requete, numero: FromPath[int]) -> Response[Any]:
    """Let the clock try again at once."""
    page = Page(request)
    watching.reessayer(page.bureau, page.visiteur, numero)
    return page.dire("/admin/incidents", "repris")


@get("/admin/courriels")
@en_fil
def courriels(request: Requete) -> Response[str]:
    """Mails, and what became of each; their text stands on the dossier's page."""
    page = Page(request)
    statut = str(request.query_params.get("statut", ""))
    dite = watching.page_des_courriels(page.bureau, page.visiteur, statut, numero_de_page(request))
    return _rendre(request, "admin/courriels.html", **dite, choisi=statut)


@get("/admin/echeances")
@en_fil
def echeances(request: Requete) -> Response[str]:
    """What the clock will do, the soonest first."""
    page = Page(request)
    dite = watching.page_des_echeances(page.bureau, page.visiteur, numero_de_page(request))
    return _rendre(request, "admin/echeances.html", **dite)


@get("/admin/lectures")
@en_fil
def lectures(request: Requete) -> Response[str]:
    """Who read what tells of a person."""
    page = Page(request)
    q = str(request.query_params.get("q", ""))[:100]
    dite = watching.page_des_lectures(page.bureau, page.visiteur, q, numero_de_page(request))
    return _rendre(request, "admin/lectures.html", **dite, q=q)


PAGES = (sante, incidents, reessayer, courriels, echeances, lectures)
