"""The running portfolio enters by spreadsheet: a template, a dry run by line, then for good."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.status_codes import HTTP_200_OK, HTTP_400_BAD_REQUEST

from services.importing.errors import FichierIllisible
from services.reprise_by_page import (
    exiger_l_equipe,
    garder_le_tableau,
    modele_vierge,
    reprendre_le_tableau,
)
from web.page import Page, Requete
from web.spreadsheets import CSV, XLSX
from web.threads import en_fil
from workflow.errors import ValeurInvalide

FAIRE = "faire"


@get("/reprise")
@en_fil
def demander(request: Requete) -> Response[str]:
    """The template, and where to drop the file."""
    page = Page(request)
    exiger_l_equipe(page.visiteur)
    return _montrer(page)


@get(["/reprise/modele.xlsx", "/reprise/modele.csv"])
@en_fil
def modele(request: Requete) -> Response[bytes]:
    """The template to fill."""
    page = Page(request)
    suffixe = request.url.path.rpartition(".")[2]
    corps = modele_vierge(page.visiteur, suffixe)
    entetes = {"Content-Disposition": f'attachment; filename="reprise.{suffixe}"'}
    return Response(corps, media_type=XLSX if suffixe == "xlsx" else CSV, headers=entetes)


@post("/reprise")
@en_fil
def recevoir(request: Requete) -> Response[Any]:
    """The dry run of a file, then the reprise of the same file."""
    page = Page(request)
    donne = request.state.formulaire.get("fichier")
    cle, faire = page.formulaire.get("cle", ""), page.formulaire.get("etape") == FAIRE
    try:
        if isinstance(donne, UploadFile) and not faire:
            corps = donne.file.read()
            cle = garder_le_tableau(page.bureau, page.visiteur, donne.filename, corps)
        dite = reprendre_le_tableau(page.bureau, page.visiteur, cle, essai=not faire)
    except (ValeurInvalide, FichierIllisible) as erreur:
        message = f"{erreur.message} {erreur.remede}".strip()
        return _montrer(page, erreurs=[("fichier", message)], statut=HTTP_400_BAD_REQUEST)
    return _montrer(page, dite=dite, cle=cle, faite=faire)


def _montrer(
    page: Page,
    *,
    dite: dict[str, Any] | None = None,
    cle: str = "",
    faite: bool = False,
    erreurs: list[tuple[str, str]] | None = None,
    statut: int = HTTP_200_OK,
) -> Response[str]:
    return page.rendre(
        "reprise/page.html",
        statut=statut,
        dite=dite,
        cle=cle,
        faite=faite,
        erreurs=erreurs or [],
        etats={
            nom: {un.nom: un.libelle for un in une.definition.etats.values()}
            for nom, une in page.bureau.machines.courantes.items()
        },
    )


PAGES = (demander, modele, recevoir)
