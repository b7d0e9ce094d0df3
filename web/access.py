"""Who asks: the session's cookie, the token that a form carries, and what is refused without."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from litestar import Request
from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.exceptions import ClientException, NotFoundException, PermissionDeniedException
from litestar.handlers.base import BaseRouteHandler

from services.accounts.signing_in import DUREE_MAX, reconnaitre
from web.site import Site

SURES = frozenset({"GET", "HEAD", "OPTIONS"})
LOCAUX = frozenset({"127.0.0.1", "localhost"})
CHAMP = "_jeton"
ENTETE = "x-jalon-jeton"
API = "api"
"""Marks the routes of the API, which know who asks in their own way (``web.api.access``)."""
CLE_MAX = 2**63 - 1
"""The largest key of a row; the driver of SQLite breaks on a number past it."""
_SEL = 16


class Inconnu(Exception):  # not an error of ours: whoever asks has not signed in
    """Nobody has signed in: the page leads to the door, and back afterwards."""


class FacteurManquant(Exception):  # not an error of ours: the page that puts it in force is open
    """The role asks for a second factor, and the account has none yet."""


def nom_du_cookie(site: Site, quoi: str) -> str:
    """``__Host-`` binds a cookie to this very host; it asks for TLS."""
    return f"__Host-jalon-{quoi}" if site.chiffre else f"jalon-{quoi}"


def cookie(site: Site, quoi: str, valeur: str, *, duree: int | None = None) -> Cookie:
    """A cookie that scripts cannot read and other sites cannot send along with a form."""
    return Cookie(
        key=nom_du_cookie(site, quoi),
        value=valeur,
        max_age=duree,
        path="/",
        secure=site.chiffre,
        httponly=True,
        samesite="lax",
    )


def cookie_de_session(site: Site, jeton: str) -> Cookie:
    """The session's, for as long as it may last."""
    return cookie(site, "session", jeton, duree=int(DUREE_MAX.total_seconds()))


def jeton_de_session(connexion: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    """What the browser brought."""
    return connexion.cookies.get(nom_du_cookie(connexion.app.state.site, "session"))


class SigneNul(Exception):  # not an error of ours: PostgreSQL takes that sign in no text at all
    """What was asked holds U+0000: no person types it, and nothing of ours bears it."""

    def __init__(self, champ: str | None = None) -> None:
        """Keep the name of the field that holds it, when one does."""
        super().__init__(champ)
        self.champ = champ


def _exiger_sans_nul(champs: Iterable[tuple[str | None, str]]) -> None:
    for nom, texte in champs:
        if "\x00" in f"{nom}{texte}":
            raise SigneNul(nom and nom.replace("\x00", ""))


async def garder(connexion: ASGIConnection[Any, Any, Any, Any], poignee: BaseRouteHandler) -> None:
    """Every page asks for a session, but those that say they are open.

    What was sent without one is read all the same: the answer keeps what was typed.

    Raises:
        Inconnu: nobody has signed in.
        FacteurManquant: somebody has, whose role asks for more than a password.
        SigneNul: its address holds a sign that no text may hold.
        ClientException: the request is for another host than ours.
        NotFoundException: the address names a row by a number that no row can have.
    """
    demandes = parse_qsl(connexion.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    _exiger_sans_nul([(None, connexion.scope["path"]), *demandes])
    try:
        await sync_to_thread(_garder, connexion, poignee)
    except Inconnu:
        if isinstance(connexion, Request) and connexion.method not in SURES:
            connexion.state.formulaire = await connexion.form()
        raise


def _garder(connexion: ASGIConnection[Any, Any, Any, Any], poignee: BaseRouteHandler) -> None:
    site: Site = connexion.app.state.site
    if urlsplit(f"//{connexion.headers.get('host', '')}").hostname not in {site.hote, *LOCAUX}:
        raise ClientException
    if poignee.opt.get(API):
        return
    jeton = None if poignee.opt.get("sans_session") else jeton_de_session(connexion)
    connexion.state.visiteur = reconnaitre(site.bureau, jeton) if jeton else None
    if any(isinstance(un, int) and un > CLE_MAX for un in connexion.path_params.values()):
        raise NotFoundException
    if poignee.opt.get("ouvert"):
        return
    if connexion.state.visiteur is None:
        raise Inconnu
    manque = not connexion.state.visiteur.second_facteur and not poignee.opt.get("sans_facteur")
    if manque and connexion.state.visiteur.roles & site.second_facteur_pour:
        raise FacteurManquant


def cle(requete: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    """What ties a form to a browser: its session, else the cookie of an anonymous visit."""
    visite = requete.cookies.get(nom_du_cookie(requete.app.state.site, "visite"))
    if requete.state.get("visiteur") is not None:
        return jeton_de_session(requete)
    return visite


def nouveau_jeton(secret: str) -> str:
    """A form's token; another each time, so that compression tells nothing of it."""
    sel = secrets.token_hex(_SEL)
    return f"{sel}.{_sceau(secret, sel)}"


def signer(secret: str, quoi: str, mot: str) -> str:
    """A word that only this browser's pages may say back, about that alone."""
    return f"{mot}.{_sceau(secret, f'{quoi}:{mot}')[: 2 * _SEL]}"


def lire_signe(secret: str | None, quoi: str, donne: str) -> str:
    """The word that was signed; nothing when it was for another, or typed by hand."""
    mot = donne.rpartition(".")[0]
    juste = secret is not None and hmac.compare_digest(
        signer(secret, quoi, mot).encode(), donne.encode()
    )
    return mot if mot and juste else ""


def _sceau(secret: str, sel: str) -> str:
    return hmac.new(secret.encode(), f"formulaire:{sel}".encode(), hashlib.sha256).hexdigest()


async def exiger_le_jeton(requete: Request[Any, Any, Any]) -> None:
    """Refuse what another site makes a browser send; the form is read once, for the handler.

    Raises:
        SigneNul: a field holds a sign that no text may hold.
        PermissionDeniedException: no token, or not the one of this browser.
    """
    if requete.method in SURES:
        return
    requete.state.formulaire = recu = await requete.form()
    _exiger_sans_nul((nom, un) for nom, un in recu.multi_items() if isinstance(un, str))
    secret = cle(requete)
    donne = str(requete.headers.get(ENTETE) or requete.state.formulaire.get(CHAMP) or "")
    sel, _, sceau = donne.partition(".")
    juste = secret is not None and hmac.compare_digest(_sceau(secret, sel), sceau)
    ailleurs = requete.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}
    if not juste or ailleurs:
        raise PermissionDeniedException(
            "La page était ouverte depuis trop longtemps, ou vient d’un autre site."
        )
