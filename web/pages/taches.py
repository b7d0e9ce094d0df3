"""Tasks that no act finishes: done, or nothing received."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from litestar import Response, post
from litestar.params import FromPath

from services.commands import PAGES as PAR_LES_PAGES
from services.counter.tasks import exiger_tache_visible, repondre
from web.page import Page, Requete, adresse_locale
from web.pages.jour import JOUR
from web.threads import en_fil


@post("/taches/{numero:int}")
@en_fil
def repondre_a_la_tache(request: Requete, numero: FromPath[int]) -> Response[Any]:
    """Answer it; the service says whose it is and what may be answered."""
    page = Page(request)
    exiger_tache_visible(page.bureau, page.visiteur, numero)
    login = page.visiteur.login
    recu = page.formulaire
    dite = repondre(page.bureau, numero, recu.get("reponse", ""), login, f"{PAR_LES_PAGES}{login}")
    suite = adresse_locale(recu.get("suite") or JOUR)
    du_jour = urlsplit(suite).path == JOUR
    return page.dire(suite, f"{dite['dossier']}:{dite['seq']}" if du_jour else str(dite["seq"]))


PAGES = (repondre_a_la_tache,)
