"""Tasks that no act finishes: done, or nothing received."""

from __future__ import annotations

from typing import Any

from litestar import Response, post
from litestar.params import FromPath

from services.commands import PAGES as PAR_LES_PAGES
from services.counter.tasks import repondre
from web.page import Page, Requete
from web.threads import en_fil


@post("/taches/{numero:int}")
@en_fil
def repondre_a_la_tache(request: Requete, numero: FromPath[int]) -> Response[Any]:
    """Answer it; the service says whose it is and what may be answered."""
    page = Page(request)
    login = page.visiteur.login
    recu = page.formulaire
    repondre(page.bureau, numero, recu.get("reponse", ""), login, f"{PAR_LES_PAGES}{login}")
    return page.aller(recu.get("suite") or "/aujourdhui")


PAGES = (repondre_a_la_tache,)
