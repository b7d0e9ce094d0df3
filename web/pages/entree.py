"""The door: signing in and out, and the first page."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.status_codes import HTTP_400_BAD_REQUEST, HTTP_429_TOO_MANY_REQUESTS

from services.signing_in import EntreeRefusee, TropDeTentatives, entrer, sortir
from services.visiting import lit_les_dossiers
from web.access import cookie, cookie_de_session, jeton_de_session
from web.page import Page, Requete
from web.threads import en_fil

_REFUS = "L’identifiant ou le mot de passe n’est pas le bon."
_ATTENTE = "Trop d’essais depuis cet endroit. Réessayez dans un quart d’heure."


@get("/", sync_to_thread=False)
def accueil(request: Requete) -> Response[Any]:
    """The first page of whoever has signed in."""
    page = Page(request)
    return page.aller("/aujourdhui" if lit_les_dossiers(page.visiteur) else "/compte")


@get("/connexion", opt={"ouvert": True})
@en_fil
def connexion(request: Requete) -> Response[Any]:
    """The door; whoever is inside already is led on."""
    page = Page(request)
    suite = str(request.query_params.get("suite", ""))
    if request.state.visiteur is not None:
        return page.aller(suite or "/")
    return page.rendre("entree/connexion.html", suite=suite, login="", erreurs=[])


@post("/connexion", opt={"ouvert": True})
@en_fil
def se_connecter(request: Requete) -> Response[Any]:
    """Open a session, under a new secret."""
    page = Page(request)
    recu = page.formulaire
    login, suite = recu.get("login", ""), recu.get("suite", "")
    adresse = request.client.host if request.client else ""
    try:
        jeton = entrer(page.bureau, page.site.coffre, login, recu.get("mot_de_passe", ""), adresse)
    except EntreeRefusee:
        return _encore(page, login, suite, _REFUS, HTTP_400_BAD_REQUEST)
    except TropDeTentatives:
        return _encore(page, login, suite, _ATTENTE, HTTP_429_TOO_MANY_REQUESTS)
    pose = [cookie_de_session(page.site, jeton), _efface(page, "visite")]
    return page.aller(suite or "/", cookies=pose)


def _encore(page: Page, login: str, suite: str, message: str, statut: int) -> Response[str]:
    return page.rendre(
        "entree/connexion.html",
        statut=statut,
        suite=suite,
        login=login,
        erreurs=[("login", message)],
    )


def _efface(page: Page, quoi: str) -> Cookie:
    return cookie(page.site, quoi, "", duree=0)


@post("/deconnexion")
@en_fil
def se_deconnecter(request: Requete) -> Response[Any]:
    """End the session, here and on the server."""
    page = Page(request)
    jeton = jeton_de_session(request)
    if jeton:
        sortir(page.bureau, jeton)
    return page.aller("/connexion", cookies=[_efface(page, "session")])


@get("/compte")
@en_fil
def compte(request: Requete) -> Response[str]:
    """Who has signed in."""
    return Page(request).rendre("entree/compte.html")


PAGES = (accueil, connexion, se_connecter, se_deconnecter, compte)
