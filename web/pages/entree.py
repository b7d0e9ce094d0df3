"""The door: signing in, by a password then a code, and out; the first page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.status_codes import HTTP_400_BAD_REQUEST, HTTP_429_TOO_MANY_REQUESTS

from services.accounts.administering import administre
from services.accounts.attempts import TropDeTentatives
from services.accounts.known_devices import donner
from services.accounts.second_factor import entrer_avec_le_code
from services.accounts.signing_in import (
    ATTENTE_DU_CODE,
    EntreeRefusee,
    en_attente,
    entrer,
    reconnaitre,
    sortir,
)
from services.accounts.visiting import facture, lit_les_dossiers
from web.access import cookie, cookie_de_session, jeton_de_session, nom_du_cookie
from web.kept_forms import par_la_porte
from web.page import Page, Requete, adresse_locale
from web.threads import en_fil

ATTENTE = "attente"
APPAREIL = "appareil"
APPAREIL_S = 180 * 24 * 3600
"""How long a browser is known for an account."""
PATIENCE = "Trop d’essais. Réessayez dans quelques minutes : un quart d’heure au plus."
_REFUS = "L’identifiant ou le mot de passe n’est pas le bon."
_REFUS_DU_CODE = "Ce code n’est pas le bon, ou il a déjà servi."


@get("/", sync_to_thread=False)
def accueil(request: Requete) -> Response[Any]:
    """The first page of whoever has signed in."""
    page = Page(request)
    if lit_les_dossiers(page.visiteur):
        return page.aller("/aujourdhui")
    if facture(page.visiteur):
        return page.aller("/a-facturer")
    return page.aller("/admin" if administre(page.visiteur) else "/compte")


@get("/connexion", opt={"ouvert": True})
@en_fil
def connexion(request: Requete) -> Response[Any]:
    """The door; whoever is inside already is led on."""
    page = Page(request)
    suite = str(request.query_params.get("suite", ""))
    if request.state.visiteur is not None:
        return page.aller(suite or "/")
    return page.rendre(
        "entree/connexion.html",
        suite=suite,
        login="",
        erreurs=[],
        pose="pose" in request.query_params,
        gardee=None,
    )


@post("/connexion", opt={"ouvert": True})
@en_fil
def se_connecter(request: Requete) -> Response[Any]:
    """Open a session, under a new secret; where a code is asked for, lead to its page.

    What somebody had typed before the session ended goes through, and is given back.
    """
    page = Page(request)
    recu = page.formulaire
    login, suite = recu.get("login", ""), recu.get("suite", "")
    try:
        entree = entrer(
            page.bureau,
            page.site.coffre,
            login,
            recu.get("mot_de_passe", ""),
            page.adresse,
            page.navigateur,
            appareil=page.requete.cookies.get(nom_du_cookie(page.site, APPAREIL), ""),
        )
    except EntreeRefusee:
        return _encore(page, login, suite, _REFUS, HTTP_400_BAD_REQUEST)
    except TropDeTentatives:
        return _encore(page, login, suite, PATIENCE, HTTP_429_TOO_MANY_REQUESTS)
    if entree.attend_code:
        duree = int(ATTENTE_DU_CODE.total_seconds())
        pose = [cookie(page.site, ATTENTE, entree.jeton, duree=duree)]
        gardee = par_la_porte(request.state.formulaire)
        if gardee is not None:
            return page.rendre(
                "entree/code.html", cookies=pose, suite=suite, erreurs=[], gardee=gardee
            )
        return page.aller(page.avec_suite("/connexion/code", suite), cookies=pose)
    return _ouvrir(page, entree.jeton, suite)


@get("/connexion/code", opt={"ouvert": True})
@en_fil
def code(request: Requete) -> Response[Any]:
    """The code of the telephone, once the password was right."""
    page = Page(request)
    if _jeton_en_attente(page) is None:
        return page.aller("/connexion")
    suite = str(request.query_params.get("suite", ""))
    return page.rendre("entree/code.html", suite=suite, erreurs=[], gardee=None)


@post("/connexion/code", opt={"ouvert": True})
@en_fil
def donner_le_code(request: Requete) -> Response[Any]:
    """Open the session; a code that has served opens nothing."""
    page = Page(request)
    recu = page.formulaire
    suite, jeton = recu.get("suite", ""), _jeton_en_attente(page)
    if jeton is None:
        return page.aller("/connexion")
    try:
        ouverte = entrer_avec_le_code(
            page.bureau,
            page.site.coffre,
            jeton,
            recu.get("code", ""),
            page.adresse,
            page.navigateur,
        )
    except EntreeRefusee:
        message, statut = _REFUS_DU_CODE, HTTP_400_BAD_REQUEST
    except TropDeTentatives:
        message, statut = PATIENCE, HTTP_429_TOO_MANY_REQUESTS
    else:
        return _ouvrir(page, ouverte, suite)
    return page.rendre(
        "entree/code.html",
        statut=statut,
        suite=suite,
        erreurs=[("code", message)],
        gardee=par_la_porte(request.state.formulaire),
    )


def _jeton_en_attente(page: Page) -> str | None:
    jeton = page.requete.cookies.get(nom_du_cookie(page.site, ATTENTE))
    return jeton if jeton and en_attente(page.bureau, jeton) else None


def _ouvrir(page: Page, jeton: str, suite: str) -> Response[Any]:
    pose = [
        cookie_de_session(page.site, jeton),
        _efface(page, "visite"),
        _efface(page, ATTENTE),
        *_appareil(page, jeton),
    ]
    gardee = par_la_porte(page.requete.state.formulaire)
    if gardee is None:
        return page.aller(suite or "/", cookies=pose)
    sure = replace(gardee, adresse=adresse_locale(gardee.adresse))
    return page.rendre("entree/retrouver.html", cookies=pose, session=jeton, gardee=sure)


def _appareil(page: Page, jeton: str) -> list[Cookie]:
    """The browser is known from now on for the account of a session just opened."""
    entre = reconnaitre(page.bureau, jeton)
    connu = donner(page.bureau, entre.login) if entre else ""
    return [cookie(page.site, APPAREIL, connu, duree=APPAREIL_S)] if connu else []


def _encore(page: Page, login: str, suite: str, message: str, statut: int) -> Response[str]:
    return page.rendre(
        "entree/connexion.html",
        statut=statut,
        suite=suite,
        login=login,
        erreurs=[("login", message)],
        pose=False,
        gardee=par_la_porte(page.requete.state.formulaire),
    )


def _efface(page: Page, quoi: str) -> Cookie:
    return cookie(page.site, quoi, "", duree=0)


@post("/deconnexion", opt={"sans_facteur": True})
@en_fil
def se_deconnecter(request: Requete) -> Response[Any]:
    """End the session, here and on the server."""
    page = Page(request)
    jeton = jeton_de_session(request)
    if jeton:
        sortir(page.bureau, jeton)
    return page.aller("/connexion", cookies=[_efface(page, "session")])


PAGES = (accueil, connexion, se_connecter, code, donner_le_code, se_deconnecter)
