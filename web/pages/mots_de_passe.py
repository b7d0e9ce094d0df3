"""A password is chosen by a link received by mail: after an invitation, or when it is forgotten."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_400_BAD_REQUEST,
    HTTP_409_CONFLICT,
    HTTP_429_TOO_MANY_REQUESTS,
)

from services.accounts.attempts import TropDeTentatives
from services.accounts.inviting import choisir_mot_de_passe, demander, lire_cle
from web.page import Page, Requete
from web.pages.entree import PATIENCE
from web.threads import en_fil
from workflow.errors import ValeurInvalide

OUVERTE = "ouverte"


@get("/mot-de-passe-oublie", opt={"ouvert": True})
@en_fil
def oublie(request: Requete) -> Response[str]:
    """Ask for a new password."""
    return Page(request).rendre("mot_de_passe/oublie.html", demande=False, erreurs=[])


@post("/mot-de-passe-oublie", opt={"ouvert": True})
@en_fil
def demander_un_lien(request: Requete) -> Response[str]:
    """The same answer whether or not somebody is known by that name."""
    page = Page(request)
    try:
        demander(page.bureau, page.formulaire.get("qui", ""), page.adresse)
    except TropDeTentatives:
        return page.rendre(
            "mot_de_passe/oublie.html",
            statut=HTTP_429_TOO_MANY_REQUESTS,
            demande=False,
            erreurs=[("qui", PATIENCE)],
        )
    return page.rendre("mot_de_passe/oublie.html", demande=True, erreurs=[])


@get("/mot-de-passe/{secret:str}", opt={"ouvert": True})
@en_fil
def lire_le_lien(request: Requete, secret: FromPath[str]) -> Response[str]:
    """Choose a password; scanners of mails may read it too."""
    return _montrer(Page(request), secret, HTTP_200_OK, [])


@post("/mot-de-passe/{secret:str}", opt={"ouvert": True})
@en_fil
def choisir(request: Requete, secret: FromPath[str]) -> Response[Any]:
    """Keep it: the link serves once, and a password that would be guessed leaves it whole."""
    page = Page(request)
    if lire_cle(page.bureau, secret).etat != OUVERTE:
        return _montrer(page, secret, HTTP_409_CONFLICT, [])
    nouveau = page.formulaire.get("nouveau", "")
    if nouveau != page.formulaire.get("encore", ""):
        erreur = ("encore", "Les deux saisies ne sont pas les mêmes.")
        return _montrer(page, secret, HTTP_400_BAD_REQUEST, [erreur])
    try:
        choisir_mot_de_passe(page.bureau, page.site.coffre, secret, nouveau)
    except ValeurInvalide as erreur:
        faute = ("nouveau", f"{erreur} {erreur.remede}")
        return _montrer(page, secret, HTTP_400_BAD_REQUEST, [faute])
    return page.aller("/connexion?pose=1")


def _montrer(page: Page, secret: str, statut: int, erreurs: list[tuple[str, str]]) -> Response[str]:
    cle = lire_cle(page.bureau, secret)
    return page.rendre(
        "mot_de_passe/choisir.html", statut=statut, cle=cle, secret=secret, erreurs=erreurs
    )


PAGES = (oublie, demander_un_lien, lire_le_lien, choisir)
