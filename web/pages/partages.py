"""What somebody shares with programs: tokens of the API, addresses of calendars."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_400_BAD_REQUEST

from services.accounts import api_tokens
from services.personal_links import shared_calendars
from web.api.problems import RACINE
from web.calendars import GENRE, en_ics
from web.page import Page, Requete
from web.threads import en_fil
from workflow.errors import ValeurInvalide

JETONS, CALENDRIERS = "/compte/jetons", "/compte/calendriers"


@get(JETONS)
@en_fil
def jetons(request: Requete) -> Response[str]:
    """The tokens that somebody has made."""
    return _montrer_les_jetons(Page(request))


@post(JETONS)
@en_fil
def creer_un_jeton(request: Requete) -> Response[Any]:
    """Make one: its page is the only one that ever shows it."""
    page = Page(request)
    recu = page.formulaire
    try:
        secret = api_tokens.creer(
            page.bureau,
            page.visiteur,
            recu.get("nom", ""),
            recu.get("portee", ""),
            recu.get("duree", ""),
        )
    except ValeurInvalide as erreur:
        faute = (erreur.champ, f"{erreur} {erreur.remede}")
        return _montrer_les_jetons(page, statut=HTTP_400_BAD_REQUEST, erreurs=[faute])
    return _montrer_les_jetons(page, secret=secret)


@post(f"{JETONS}/{{numero:int}}/retirer")
@en_fil
def retirer_un_jeton(request: Requete, numero: FromPath[int]) -> Response[Any]:
    """Take one back."""
    page = Page(request)
    api_tokens.revoquer(page.bureau, page.visiteur, numero)
    return page.dire(JETONS, "retire")


def _montrer_les_jetons(
    page: Page,
    *,
    statut: int = HTTP_200_OK,
    secret: str = "",
    erreurs: list[tuple[str, str]] | None = None,
) -> Response[str]:
    return page.rendre(
        "partages/jetons.html",
        statut=statut,
        jetons=api_tokens.mes_jetons(page.bureau, page.visiteur),
        secret=secret,
        entete=f"Authorization: Bearer {secret[:10]}…",
        erreurs=erreurs or [],
        typees=page.formulaire if erreurs else {},
        fait=page.fait == "retire",
        racine=f"{page.site.adresse}{RACINE}",
    )


@get(CALENDRIERS)
@en_fil
def calendriers(request: Requete) -> Response[str]:
    """The addresses that somebody may take back."""
    return _montrer_les_calendriers(Page(request))


@post(CALENDRIERS)
@en_fil
def creer_une_adresse(request: Requete) -> Response[Any]:
    """Make one: its page is the only one that ever shows it."""
    page = Page(request)
    try:
        secret = shared_calendars.creer(page.bureau, page.visiteur, page.formulaire.get("pour", ""))
    except ValeurInvalide as erreur:
        faute = (erreur.champ, f"{erreur} {erreur.remede}")
        return _montrer_les_calendriers(page, statut=HTTP_400_BAD_REQUEST, erreurs=[faute])
    return _montrer_les_calendriers(page, secret=secret)


@post(f"{CALENDRIERS}/{{numero:int}}/retirer")
@en_fil
def retirer_une_adresse(request: Requete, numero: FromPath[int]) -> Response[Any]:
    """Take one back."""
    page = Page(request)
    shared_calendars.revoquer(page.bureau, page.visiteur, numero)
    return page.dire(CALENDRIERS, "retire")


def _montrer_les_calendriers(
    page: Page,
    *,
    statut: int = HTTP_200_OK,
    secret: str = "",
    erreurs: list[tuple[str, str]] | None = None,
) -> Response[str]:
    return page.rendre(
        "partages/calendriers.html",
        statut=statut,
        **shared_calendars.mes_calendriers(page.bureau, page.visiteur),
        adresse=f"{page.site.adresse}/calendrier/{secret}.ics" if secret else "",
        erreurs=erreurs or [],
        fait=page.fait == "retire",
    )


@get("/calendrier/{fichier:str}", opt={"ouvert": True})
@en_fil
def lire_le_calendrier(request: Requete, fichier: FromPath[str]) -> Response[bytes]:
    """The file that calendars follow; whoever knows its address reads it."""
    page = Page(request)
    calendrier = shared_calendars.ouvrir(page.bureau, fichier.removesuffix(".ics"))
    corps = en_ics(calendrier, page.site.adresse.rstrip("/"), page.site.hote)
    entetes = {"Content-Disposition": 'attachment; filename="jalon.ics"'}
    return Response(corps, media_type=GENRE, headers=entetes)


PAGES = (
    *(jetons, creer_un_jeton, retirer_un_jeton),
    *(calendriers, creer_une_adresse, retirer_une_adresse),
    lire_le_calendrier,
)
