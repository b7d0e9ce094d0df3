"""Accounts: who may do what, within what; invited, changed, closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_400_BAD_REQUEST, HTTP_409_CONFLICT

from services.accounts import managing_accounts as comptes
from services.accounts.administering import exiger_l_admin
from services.accounts.managing_accounts import Saisie
from services.accounts.signing_in import Visiteur
from services.errors import Conflit, Interdit
from services.office import Bureau
from states.roles import ENTREPRISE, PRESCRIPTEUR, ROLES
from web.page import Page, Requete
from web.threads import en_fil
from workflow.errors import ValeurInvalide

Acte = Callable[[Bureau, Visiteur, str], None]
OFFERTS = frozenset(ROLES) - {ENTREPRISE, PRESCRIPTEUR}
"""Roles that open pages: the others act by their links, and their account would be empty."""
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
    return page.rendre("admin/comptes.html", comptes=comptes.lister(page.bureau, page.visiteur))


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
    except Conflit as erreur:
        return _formulaire(page, saisie, comptes.lire(page.bureau, page.visiteur, login), erreur)
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
        for nom in ("nom", "courriel", "telephone", "structure", "donneur_ordre", "marches")
    }
    return Saisie(
        login=login,
        roles=[str(un) for un in recu.getall("roles", [])],
        version=page.formulaire.get("version"),
        **champs,
    )


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
        marches="\n".join(numero for numero, _ in vu.marches),
    )


def _autrement(
    saisie: Saisie, actuelle: Saisie, choix: Mapping[str, list[tuple[str, str]]]
) -> list[tuple[str, str]]:
    """What the account now says otherwise than the form that was typed: label and value."""
    dits = {
        "Nom": (saisie.nom, actuelle.nom),
        "Courriel": (saisie.courriel, actuelle.courriel),
        "Téléphone": (saisie.telephone, actuelle.telephone),
        "Rôles": tuple(", ".join(_roles_dits(une)) for une in (saisie, actuelle)),
        "Structure": tuple(
            dict(choix["structures"]).get(une.structure, "") for une in (saisie, actuelle)
        ),
        "Donneur d’ordre": tuple(
            dict(choix["donneurs"]).get(une.donneur_ordre, "") for une in (saisie, actuelle)
        ),
        "Seulement ces marchés": tuple(
            ", ".join(une.marches.split()) for une in (saisie, actuelle)
        ),
    }
    return [(nom, dit or "vide") for nom, (tape, dit) in dits.items() if tape.strip() != dit]


def _roles_dits(saisie: Saisie) -> list[str]:
    return [dit for nom, dit in ROLES.items() if nom in saisie.roles]


def _formulaire(
    page: Page,
    saisie: Saisie,
    vu: comptes.CompteVu | None,
    erreur: ValeurInvalide | Interdit | Conflit | None = None,
) -> Response[str]:
    choix = comptes.rattachements(page.bureau)
    conflit = vu is not None and isinstance(erreur, Conflit)
    refuse = HTTP_409_CONFLICT if conflit else HTTP_400_BAD_REQUEST
    return page.rendre(
        "admin/compte.html",
        statut=refuse if erreur else HTTP_200_OK,
        saisie=saisie,
        vu=vu,
        noms={nom: dit for nom, dit in ROLES.items() if nom in OFFERTS or nom in saisie.roles},
        choix=choix,
        autrement=_autrement(saisie, _saisie_de(vu), choix) if vu and conflit else [],
        erreurs=[(erreur.champ, f"{erreur} {erreur.remede}")] if erreur else [],
        fait=page.fait,
    )


PAGES = (liste, nouveau, creer, fiche, changer, agir)
