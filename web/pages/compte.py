"""One's own account: password, second factor, open sessions."""

from __future__ import annotations

import io
from typing import Any

import segno
from litestar import Response, get, post
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_400_BAD_REQUEST,
    HTTP_409_CONFLICT,
    HTTP_429_TOO_MANY_REQUESTS,
)

from services.accounts.attempts import TropDeTentatives
from services.accounts.own_account import (
    changer_mot_de_passe,
    exiger_le_mot_de_passe,
    fermer_les_autres,
    sessions,
)
from services.accounts.second_factor import activer, lire_facteur, nouveaux_codes, preparer, retirer
from services.accounts.visiting import absent, est_de_la_ville, lit_les_dossiers
from states.role_names import ROLES_COURTS
from web.access import jeton_de_session
from web.page import Page, Requete
from web.pages.entree import PATIENCE
from web.threads import en_fil
from workflow.errors import ValeurInvalide

Fautes = list[tuple[str, str]]
FACTEUR = "/compte/second-facteur"
SANS_FACTEUR = {"sans_facteur": True}
"""Pages that stay open to whoever has to put a second factor in force first."""


@get("/compte")
@en_fil
def compte(request: Requete) -> Response[str]:
    """Who has signed in, from where, and by what."""
    return _montrer(Page(request))


def _montrer(
    page: Page, statut: int = HTTP_200_OK, erreurs: Fautes | None = None, fait: str = ""
) -> Response[str]:
    visiteur = page.visiteur
    return page.rendre(
        "compte/page.html",
        statut=statut,
        erreurs=erreurs or [],
        fait=fait or page.fait,
        roles=[ROLES_COURTS[un] for un in sorted(visiteur.roles)],
        sessions=sessions(page.bureau, visiteur.compte, _jeton(page)),
        facteur=lire_facteur(page.bureau, visiteur.compte),
        partage=lit_les_dossiers(visiteur),
        de_la_ville=est_de_la_ville(visiteur),
    )


def _jeton(page: Page) -> str:
    return jeton_de_session(page.requete) or ""


@post("/compte/mot-de-passe")
@en_fil
def changer(request: Requete) -> Response[Any]:
    """Another password; the other sessions end."""
    page = Page(request)
    recu = page.formulaire
    refus = _redemander(page)
    if refus is not None:
        return _montrer(page, *refus)
    if recu.get("nouveau", "") != recu.get("encore", ""):
        erreur = ("encore", "Les deux saisies ne sont pas les mêmes.")
        return _montrer(page, HTTP_400_BAD_REQUEST, [erreur])
    try:
        changer_mot_de_passe(
            page.bureau,
            page.site.coffre,
            page.visiteur.compte,
            recu.get("nouveau", ""),
            _jeton(page),
        )
    except ValeurInvalide as erreur:
        faute = ("nouveau", f"{erreur} {erreur.remede}")
        return _montrer(page, HTTP_400_BAD_REQUEST, [faute])
    return page.dire("/compte", "mot-de-passe")


@post("/compte/sessions")
@en_fil
def fermer(request: Requete) -> Response[Any]:
    """End the other sessions: the password is asked again."""
    page = Page(request)
    refus = _redemander(page, "actuel_sessions")
    if refus is not None:
        return _montrer(page, *refus)
    fermer_les_autres(page.bureau, page.visiteur.compte, _jeton(page))
    return page.dire("/compte", "sessions")


def _redemander(page: Page, champ: str = "actuel") -> tuple[int, Fautes] | None:
    """Ask for the password again; what to answer when it is not the right one."""
    secret = page.formulaire.get(champ, "")
    try:
        exiger_le_mot_de_passe(
            page.bureau, page.site.coffre, page.visiteur.compte, secret, page.adresse
        )
    except ValeurInvalide as erreur:
        return HTTP_400_BAD_REQUEST, [(champ, str(erreur))]
    except TropDeTentatives:
        return HTTP_429_TOO_MANY_REQUESTS, [(champ, PATIENCE)]
    return None


@get(FACTEUR, opt=SANS_FACTEUR)
@en_fil
def facteur(request: Requete) -> Response[str]:
    """The second factor: put it in force, or withdraw it."""
    return _montrer_le_facteur(Page(request))


def _montrer_le_facteur(
    page: Page, statut: int = HTTP_200_OK, erreurs: Fautes | None = None
) -> Response[str]:
    return page.rendre(
        "compte/facteur.html",
        statut=statut,
        erreurs=erreurs or [],
        facteur=lire_facteur(page.bureau, page.visiteur.compte),
        exige=bool(page.visiteur.roles & page.site.second_facteur_pour),
    )


@get(f"{FACTEUR}/qr.svg", opt=SANS_FACTEUR)
@en_fil
def image(request: Requete) -> Response[bytes]:
    """The secret as a picture, until its first code has come."""
    page = Page(request)
    trouve = lire_facteur(page.bureau, page.visiteur.compte)
    if trouve.adresse is None:
        raise absent()
    corps = io.BytesIO()
    segno.make(trouve.adresse, error="m").save(
        corps, kind="svg", scale=5, border=4, dark="#1d2422", light="#ffffff", xmldecl=False
    )
    return Response(corps.getvalue(), media_type="image/svg+xml")


@post(f"{FACTEUR}/commencer", opt=SANS_FACTEUR)
@en_fil
def commencer(request: Requete) -> Response[Any]:
    """Draw the secret, once the password was typed again."""
    page = Page(request)
    refus = _redemander(page)
    if refus is not None:
        return _montrer_le_facteur(page, *refus)
    preparer(page.bureau, page.visiteur.compte)
    return page.aller(FACTEUR)


@post(f"{FACTEUR}/activer", opt=SANS_FACTEUR)
@en_fil
def mettre_en_service(request: Requete) -> Response[str]:
    """The first code puts it in force; the codes on paper are shown this once."""
    page = Page(request)
    try:
        codes = activer(
            page.bureau,
            page.site.coffre,
            page.visiteur.compte,
            page.formulaire.get("code", ""),
            _jeton(page),
        )
    except ValeurInvalide as erreur:
        faute = ("code", f"{erreur} {erreur.remede}")
        return _montrer_le_facteur(page, HTTP_400_BAD_REQUEST, [faute])
    return page.rendre("compte/codes.html", codes=codes, neufs=False)


@post(f"{FACTEUR}/codes")
@en_fil
def d_autres_codes(request: Requete) -> Response[str]:
    """Ten other codes on paper, shown this once."""
    page = Page(request)
    refus = _redemander(page)
    if refus is not None:
        return _montrer_le_facteur(page, *refus)
    if not page.visiteur.second_facteur:
        return _montrer_le_facteur(page, HTTP_409_CONFLICT)
    codes = nouveaux_codes(page.bureau, page.site.coffre, page.visiteur.compte)
    return page.rendre("compte/codes.html", codes=codes, neufs=True)


@post(f"{FACTEUR}/retirer")
@en_fil
def ne_plus_demander(request: Requete) -> Response[Any]:
    """Withdraw it, where it is not compulsory; every session ends, this one too."""
    page = Page(request)
    if page.visiteur.roles & page.site.second_facteur_pour:
        return _montrer_le_facteur(page, HTTP_409_CONFLICT)
    refus = _redemander(page, "actuel_retrait")
    if refus is not None:
        return _montrer_le_facteur(page, *refus)
    retirer(page.bureau, page.visiteur.login)
    return page.aller("/connexion")


PAGES = (
    *(compte, changer, fermer),
    *(facteur, image, commencer, mettre_en_service, d_autres_codes, ne_plus_demander),
)
