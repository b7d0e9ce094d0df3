"""Public files enter the register: given by page, read in the background, with what they gave."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_400_BAD_REQUEST

from services.accounts.administering import exiger_l_admin
from services.accounts.reading_log import PAR_PAGE
from services.counter.import_by_page import cle_du_fichier, importer_le_fichier
from services.importing.errors import FichierIllisible
from services.importing.records import BilanImport
from services.reading import watching
from services.reading.admin_sheets import GENRES
from web.long_pages import atelier, cle_de, confier, dire_l_avance, montrer_en_entier
from web.page import Page, Requete, numero_de_page
from web.threads import en_fil
from workflow.errors import ValeurInvalide

ADRESSE = "/admin/imports"


@get(ADRESSE)
@en_fil
def imports(request: Requete) -> Response[str]:
    """Files read into the register, and where to give another."""
    return _montrer(Page(request))


@post(ADRESSE)
@en_fil
def importer(request: Requete) -> Response[Any]:
    """Read a file into the register; a double click joins the import that runs."""
    page, donne = Page(request), request.state.formulaire.get("fichier")
    exiger_l_admin(page.visiteur)
    genre = page.formulaire.get("genre", "")
    nom, corps = (donne.filename, donne.file.read()) if isinstance(donne, UploadFile) else ("", b"")
    bureau, visiteur = page.bureau, page.visiteur
    try:
        cle = cle_du_fichier(visiteur, genre, corps)
        ouvrage = confier(
            page,
            cle_de(page, "import", cle),
            lambda avance: importer_le_fichier(bureau, visiteur, genre, nom, corps, avance=avance),
        )
        if not ouvrage.fini:
            return page.aller(_suivi(cle))
        atelier(page).oublier(ouvrage)
        return _montrer(page, bilan=ouvrage.rendre())
    except (ValeurInvalide, FichierIllisible) as erreur:
        return _refuser(page, erreur, genre)


@get(f"{ADRESSE}/suivi")
@en_fil
def suivre(request: Requete) -> Response[Any]:
    """How far a long import is, then what it gave; it can be left and found again."""
    page, cle = Page(request), str(request.query_params.get("cle", ""))
    exiger_l_admin(page.visiteur)
    ouvrage = atelier(page).trouver(cle_de(page, "import", cle))
    if ouvrage is None:
        return montrer_en_entier(page, _montrer(page, oublie=True))
    if not ouvrage.fini:
        return dire_l_avance(
            page,
            ouvrage,
            titre="L’import est en cours",
            unite="kilo-octet/kilo-octets",
            retour=ADRESSE,
            adresse=_suivi(cle),
        )
    try:
        reponse = _montrer(page, bilan=ouvrage.rendre())
    except (ValeurInvalide, FichierIllisible) as erreur:
        reponse = _refuser(page, erreur)
    return montrer_en_entier(page, reponse)


@get(f"{ADRESSE}/{{lot:int}}")
@en_fil
def quarantaine(request: Requete, lot: FromPath[int]) -> Response[str]:
    """What one of them set aside."""
    page, numero = Page(request), numero_de_page(request)
    dite = watching.page_de_quarantaine(page.bureau, page.visiteur, lot, numero)
    suite = numero * PAR_PAGE < dite["total"]
    return page.rendre("admin/quarantaine.html", **dite, lot=lot, numero=numero, suite=suite)


def _suivi(cle: str) -> str:
    return f"{ADRESSE}/suivi?{urlencode({'cle': cle})}"


def _refuser(
    page: Page, erreur: ValeurInvalide | FichierIllisible, genre: str = ""
) -> Response[str]:
    champ = "genre" if erreur.champ == "genre" else "fichier"
    fautes = [(champ, f"{erreur.message} {erreur.remede}".strip())]
    return _montrer(page, erreurs=fautes, genre=genre, statut=HTTP_400_BAD_REQUEST)


def _montrer(  # each a part of the page
    page: Page,
    *,
    bilan: BilanImport | None = None,
    oublie: bool = False,
    erreurs: list[tuple[str, str]] | None = None,
    genre: str = "",
    statut: int = HTTP_200_OK,
) -> Response[str]:
    numero = numero_de_page(page.requete)
    dite = watching.page_des_imports(page.bureau, page.visiteur, numero)
    return page.rendre(
        "admin/imports.html",
        statut=statut,
        **dite,
        numero=numero,
        suite=numero * PAR_PAGE < dite["total"],
        bilan=bilan,
        oublie=oublie,
        erreurs=erreurs or [],
        genre=genre,
        genres=GENRES,
    )


PAGES = (imports, importer, suivre, quarantaine)
