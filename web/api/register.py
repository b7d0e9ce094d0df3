"""The register through the API: marchés, companies, agreements."""

from __future__ import annotations

from litestar import Response, get

from services.reading.reading_register import (
    Tranche,
    conventions_vues,
    entreprises_vues,
    marches_vus,
)
from web.api.dossiers import DES_DOSSIERS
from web.api.paging import PAR_PAGE, Limite, Mots, NumeroDePage, paginee
from web.api.shapes import Conventions, Entreprises, Marches, en_forme
from web.page import Page, Requete
from web.threads import en_fil


@get("/marches", responses=DES_DOSSIERS, summary="Les marchés du registre")
@en_fil
def lister_les_marches(
    request: Requete, q: Mots = None, page: NumeroDePage = 1, limite: Limite = PAR_PAGE
) -> Response[Marches]:
    """Marchés as published, each with the dossier that follows it."""
    ici = Page(request)
    dite = marches_vus(ici.bureau, ici.visiteur, _tranche(q, page, limite))
    return paginee(request, en_forme(dite, Marches), page, suite=dite["suite"])


@get("/entreprises", responses=DES_DOSSIERS, summary="Les entreprises du registre")
@en_fil
def lister_les_entreprises(
    request: Requete, q: Mots = None, page: NumeroDePage = 1, limite: Limite = PAR_PAGE
) -> Response[Entreprises]:
    """Companies with their successive identities; nobody's name."""
    ici = Page(request)
    dite = entreprises_vues(ici.bureau, ici.visiteur, _tranche(q, page, limite))
    return paginee(request, en_forme(dite, Entreprises), page, suite=dite["suite"])


@get("/conventions", responses=DES_DOSSIERS, summary="Les conventions")
@en_fil
def lister_les_conventions(request: Requete) -> Response[Conventions]:
    """Agreements of one's structure, or of one's buyer."""
    ici = Page(request)
    lues = conventions_vues(ici.bureau, ici.visiteur)
    return Response(en_forme({"conventions": lues}, Conventions))


def _tranche(q: str | None, page: int, limite: int) -> Tranche:
    return Tranche(texte=(q or "").strip(), saut=(page - 1) * limite, limite=limite)


ROUTES = (lister_les_marches, lister_les_entreprises, lister_les_conventions)
