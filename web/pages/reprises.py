"""The running portfolio enters by spreadsheet: a template, a dry run by line, then for good."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.status_codes import HTTP_200_OK, HTTP_400_BAD_REQUEST

from services.accounts.visiting import exiger_l_equipe
from services.counter.long_work import Ouvrage
from services.counter.reprise_by_page import (
    garder_le_tableau,
    modele_vierge,
    reprendre_le_tableau,
)
from services.importing.errors import FichierIllisible
from services.reprise.telling import TITRES_DES_REFUS, refus
from web.long_pages import atelier, cle_de, confier, dire_l_avance, montrer_en_entier
from web.page import Page, Requete
from web.spreadsheets import CSV, XLSX, en_fichier
from web.threads import en_fil
from workflow.errors import ValeurInvalide

FAIRE, OUBLIEE = "faire", "oubliee"


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


@get("/reprise/refus.csv")
@en_fil
def refuses(request: Requete) -> Response[Any]:
    """The lines of the file in hand that are refused, a fault a row; nothing is opened."""
    page = Page(request)
    exiger_l_equipe(page.visiteur)
    cle = str(request.query_params.get("cle", ""))
    if not cle:
        return page.aller("/reprise")
    try:
        dite = reprendre_le_tableau(page.bureau, page.visiteur, cle, essai=True)
    except (ValeurInvalide, FichierIllisible) as erreur:
        return _refuser(page, erreur)
    adresse = request.url.path
    return en_fichier("reprise-refus", "Lignes refusées", adresse, TITRES_DES_REFUS, refus(dite))


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
        ouvrage = _confier(page, cle, faire=faire)
        if not ouvrage.fini:
            return page.aller(_suivi(cle, faire=faire))
        atelier(page).oublier(ouvrage)
        dite = ouvrage.rendre()
    except (ValeurInvalide, FichierIllisible) as erreur:
        return _refuser(page, erreur)
    return _montrer(page, dite=dite, cle=cle, fin=FAIRE if faire else "")


@get("/reprise/suivi")
@en_fil
def suivre(request: Requete) -> Response[Any]:
    """How far a long reprise is, then what it gave; it can be left and found again."""
    page, demande = Page(request), request.query_params
    exiger_l_equipe(page.visiteur)
    cle, faire = str(demande.get("cle", "")), demande.get("etape") == FAIRE
    ouvrage = atelier(page).trouver(_cle(page, cle, faire=faire))
    if ouvrage is None:
        return montrer_en_entier(page, _montrer(page, fin=OUBLIEE))
    if not ouvrage.fini:
        return dire_l_avance(
            page,
            ouvrage,
            titre="La reprise est en cours" if faire else "L’essai à blanc est en cours",
            unite="ligne/lignes",
            retour="/reprise",
            adresse=_suivi(cle, faire=faire),
        )
    try:
        reponse = _montrer(page, dite=ouvrage.rendre(), cle=cle, fin=FAIRE if faire else "")
    except (ValeurInvalide, FichierIllisible) as erreur:
        reponse = _refuser(page, erreur)
    return montrer_en_entier(page, reponse)


def _confier(page: Page, cle: str, *, faire: bool) -> Ouvrage:
    """The reprise of the file in hand; a double click joins the one that runs."""
    exiger_l_equipe(page.visiteur)
    bureau, visiteur = page.bureau, page.visiteur
    return confier(
        page,
        _cle(page, cle, faire=faire),
        lambda avance: reprendre_le_tableau(bureau, visiteur, cle, essai=not faire, avance=avance),
    )


def _cle(page: Page, cle: str, *, faire: bool) -> str:
    return cle_de(page, "reprise", cle, FAIRE if faire else "")


def _suivi(cle: str, *, faire: bool) -> str:
    return f"/reprise/suivi?{urlencode({'cle': cle, 'etape': FAIRE if faire else 'essai'})}"


def _refuser(page: Page, erreur: ValeurInvalide | FichierIllisible) -> Response[str]:
    message = f"{erreur.message} {erreur.remede}".strip()
    return _montrer(page, erreurs=[("fichier", message)], statut=HTTP_400_BAD_REQUEST)


def _montrer(
    page: Page,
    *,
    dite: dict[str, Any] | None = None,
    cle: str = "",
    fin: str = "",
    erreurs: list[tuple[str, str]] | None = None,
    statut: int = HTTP_200_OK,
) -> Response[str]:
    return page.rendre(
        "reprise/page.html",
        statut=statut,
        dite=dite,
        cle=cle,
        faite=fin == FAIRE,
        oubliee=fin == OUBLIEE,
        erreurs=erreurs or [],
        etats={
            nom: {un.nom: un.libelle for un in une.definition.etats.values()}
            for nom, une in page.bureau.machines.courantes.items()
        },
    )


PAGES = (demander, modele, refuses, recevoir, suivre)
