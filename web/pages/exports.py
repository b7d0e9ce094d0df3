"""Every list that no machine makes, as a file: with the filter of its page, for its readers."""

from __future__ import annotations

from itertools import chain
from typing import Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from services.accounts.reading_log import noter_un_export
from services.reading import admin_sheets, exporting, office_sheets, town_papers
from services.reading.journal_sheet import feuille_du_journal
from services.reading.sheets import Feuille
from web.page import Page, Requete
from web.site import Site
from web.spreadsheets import en_fichier
from web.threads import en_fil

FEUILLES = {**admin_sheets.FEUILLES, **office_sheets.FEUILLES, **town_papers.FEUILLES}
_FEUILLE = "feuille"


def _exporter(request: Requete) -> Response[Any]:
    """XLSX, or CSV by the end of its address; who may not read the page has no file of it.

    The first row is read before anything is answered: a refusal is then a page.
    """
    page, chemin = Page(request), request.url.path
    feuille: Feuille = request.route_handler.opt[_FEUILLE]
    demande = {**request.query_params, **{nom: str(un) for nom, un in request.path_params.items()}}
    lues = iter(feuille.lire(page.bureau, page.visiteur, demande))
    debut = [une for une in [next(lues, None)] if une is not None]
    noter_un_export(page.bureau, page.visiteur, chemin, request.query_params)
    nom = chemin.removeprefix("/").rpartition("/")[0].replace("/", "-")
    return en_fichier(nom, feuille.titre, chemin, feuille.colonnes, chain(debut, lues))


def _page(adresse: str, feuille: Feuille) -> HTTPRouteHandler:
    fins = [f"{adresse}/export.{fin}" for fin in ("xlsx", "csv")]
    return get(fins, name=f"export {adresse}", opt={_FEUILLE: feuille})(en_fil(_exporter))


def pages(site: Site) -> list[HTTPRouteHandler]:
    """The handlers: of every list, of what a search finds, of each dossier's journal."""
    journaux = {
        f"/{adresse}/{{cle:str}}/journal": feuille_du_journal(machine)
        for machine, adresse in site.adresses.items()
    }
    toutes = {**FEUILLES, "/chercher": exporting.FEUILLE, **journaux}
    return [_page(adresse, feuille) for adresse, feuille in toutes.items()]
