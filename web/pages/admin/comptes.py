"""Accounts: who may do what, within what; invited, changed, closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_400_BAD_REQUEST

from services.accounts import managing_accounts as comptes
from services.accounts.administering import exiger_l_admin
from services.accounts.managing_accounts import Saisie
from services.accounts.signing_in import Visiteur
from services.errors import Interdit
from services.office import Bureau
from states.roles import ROLES
from web.page import Page, Requete
from web.threads import en_fil
from workflow.errors import ValeurInvalide

Acte = Callable[[Bureau, Visiteur, str], None]
ACTES: Mapping[str, tuple[Acte, str]] = {
    "inviter": (comptes.inviter_de_nouveau, "invite"),
    "fermer": (comptes.fermer, "ferme"),
    "rouvrir": (comptes.rouvrir, "rouvert"),
    "sessions": (comptes.fermer_les_sessions, "sessions"),
    "facteur": (comptes.retirer_le_facteur, "facteur"),
}
"""What a button of an account's page does, and the word that its page says it with after."""


@get("/admin/comptes")
@en_fil
def liste(request: Requete) -> Response[str]:
    """Every account."""
    page = Page(request)
    return page.rendre(
        "admin/comptes.html", comptes=comptes.lister(page.bureau, page.visiteur), noms=ROLES
    )


@get("/admin/comptes/nouveau")
@en_fil
def nouveau(request: Requete) -> Response[str]:
    """The form of an invitation."""
    page = Page(request)
    exiger_l_admin(page.visiteur)
    return _formulaire(page, Saisie(login="", nom=""), None)


@post("/admin/comptes/nouveau")
@en_fil
def creer(request: Requete) -> Response[Any]:
    """Open an account; its owner chooses the password."""
    page = Page(request)
    saisie = _lire(page, page.formulaire.get("login", ""))
    try:
        comptes.creer_compte(page.bureau, page.visiteur, saisie)
    except (ValeurInvalide, Interdit) as erreur:
        return _formulaire(page, saisie, None, erreur)
    return page.dire(f"/admin/comptes/{saisie.login.strip().lower()}", "invite")


@get("/admin/comptes/{login:str}")
@en_fil
def fiche(request: Requete, login: FromPath[str]) -> Response[str]:
    """One account: its form, and what may be done with it."""
    page = Page(request)
    vu = comptes.lire(page.bureau, page.visiteur, login)
    return _formulaire(page, _saisie_de(vu), vu)


@post("/admin/comptes/{login:str}")
@en_fil
def changer(request: Requete, login: FromPath[str]) -> Response[Any]:
    """Change its name, its address, its roles, what it belongs to."""
    page = Page(request)
    vu = comptes.lire(page.bureau, page.visiteur, login)
    saisie = _lire(page, login)
    try:
        comptes.changer_compte(page.bureau, page.visiteur, saisie)
    except ValeurInvalide as erreur:
        return _formulaire(page, saisie, vu, erreur)
    return page.dire(f"/admin/comptes/{login}", "change")


@post("/admin/comptes/{login:str}/{acte:str}")
@en_fil
def agir(request: Requete, login: FromPath[str], acte: FromPath[str]) -> Response[Any]:
    """One button of the account's page."""
    page = Page(request)
    vu = comptes.lire(page.bureau, page.visiteur, login)
    if acte not in ACTES:
        return page.aller(f"/admin/comptes/{login}")
    faire, fait = ACTES[acte]
    try:
        faire(page.bureau, page.visiteur, login)
    except (ValeurInvalide, Interdit) as erreur:
        return _formulaire(page, _saisie_de(vu), vu, erreur)
    if acte in {"sessions", "facteur"} and login == page.visiteur.login:
        return page.aller("/connexion")
    return page.dire(f"/admin/comptes/{login}", fait)


def _lire(page: Page, login: str) -> Saisie:
    recu = page.requete.state.formulaire
    champs = {
        nom: page.formulaire.get(nom, "")
        for nom in ("nom", "courriel", "telephone", "structure", "donneur_ordre")
    }
    return Saisie(login=login, roles=[str(un) for un in recu.getall("roles", [])], **champs)


def _saisie_de(vu: comptes.CompteVu) -> Saisie:
    une = vu.ligne
    return Saisie(
        login=une.login,
        nom=une.nom,
        courriel=une.courriel or "",
        telephone=une.telephone or "",
        roles=vu.roles,
        structure=str(une.structure or ""),
        donneur_ordre=str(une.donneur_ordre or ""),
    )


def _formulaire(
    page: Page,
    saisie: Saisie,
    vu: comptes.CompteVu | None,
    erreur: ValeurInvalide | Interdit | None = None,
) -> Response[str]:
    return page.rendre(
        "admin/compte.html",
        statut=HTTP_400_BAD_REQUEST if erreur else HTTP_200_OK,
        saisie=saisie,
        vu=vu,
        noms=ROLES,
        choix=comptes.rattachements(page.bureau),
        erreurs=[(erreur.champ, f"{erreur} {erreur.remede}")] if erreur else [],
        fait=page.fait,
    )


PAGES = (liste, nouveau, creer, fiche, changer, agir)
