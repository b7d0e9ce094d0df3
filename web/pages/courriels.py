"""A mail as it was sent; one that waits is put right, then let go, by a click."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_400_BAD_REQUEST, HTTP_409_CONFLICT

from services.accounts.visiting import absent
from services.commands import PAGES
from services.errors import Conflit
from services.mail.releasing import liberer, modifier
from services.reading.changes import lignes_qui_different
from services.reading.reading_mails import page_du_courriel
from web.page import Page, Requete
from web.pages.dossiers import machine_de
from web.site import Site, titre
from web.threads import en_fil
from workflow.errors import ValeurInvalide

MODIFIER = "modifier"


def pages(site: Site) -> list[HTTPRouteHandler]:
    """The handlers, under the address of each machine."""
    chemins = [f"/{un}/{{cle:str}}/courriels/{{numero:int}}" for un in site.adresses.values()]
    return [
        get(chemins, name="courriel")(en_fil(_lire)),
        post(chemins, name="courriel_envoye")(en_fil(_agir)),
    ]


def _lire(request: Requete, cle: FromPath[str], numero: FromPath[int]) -> Response[str]:
    page = Page(request)
    return _montrer(page, _dite(page, cle, numero))


def _dite(page: Page, cle: str, numero: int) -> dict[str, Any]:
    dite = page_du_courriel(page.bureau, page.visiteur, cle, numero)
    if dite["machine"] != machine_de(page):
        raise absent()
    return dite


def _agir(request: Requete, cle: FromPath[str], numero: FromPath[int]) -> Response[Any]:
    """Put the text right, or let it go; the service says who may."""
    page = Page(request)
    dite = _dite(page, cle, numero)
    login, acteur = page.visiteur.login, f"{PAGES}{page.visiteur.login}"
    recu = page.formulaire
    vue = recu.get("version")
    textes = {nom: recu.get(nom, "").replace("\r\n", "\n") for nom in ("sujet", "texte")}
    corriger = recu.get("etape") == MODIFIER
    try:
        if corriger:
            modifier(page.bureau, numero, login, acteur, textes, version=vue)
        else:
            liberer(page.bureau, numero, login, acteur, version=vue)
    except (ValeurInvalide, Conflit) as erreur:
        statut = HTTP_409_CONFLICT if isinstance(erreur, Conflit) else HTTP_400_BAD_REQUEST
        erreurs = [(erreur.champ, f"{erreur} {erreur.remede}")]
        return _montrer(
            page, dite, saisi=textes if corriger else None, erreurs=erreurs, statut=statut
        )
    return page.aller(request.url.path)


def _montrer(
    page: Page,
    dite: dict[str, Any],
    *,
    saisi: dict[str, str] | None = None,
    erreurs: list[tuple[str, str]] | None = None,
    statut: int = HTTP_200_OK,
) -> Response[str]:
    definition = page.bureau.machines.courantes[dite["machine"]].definition
    adresse = f"/{page.site.adresses[dite['machine']]}"
    return page.rendre(
        "courriel/page.html",
        statut=statut,
        **dite,
        liste=titre(definition.libelle),
        adresse=adresse,
        base=f"{adresse}/{dite['courriel']['dossier']}",
        d={"sujet": dite["titulaire"]},
        saisi=saisi or dite["courriel"],
        erreurs=erreurs or [],
        conflit=statut == HTTP_409_CONFLICT,
        differences=lignes_qui_different(dite["courriel"]["texte"] or "", saisi["texte"])
        if saisi and statut == HTTP_409_CONFLICT
        else [],
    )
