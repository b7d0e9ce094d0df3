"""Accounts: who may do what, within what; invited, changed, closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
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
from services.shown_values import CHAMP, montrer, relire
from states.roles import ENTREPRISE, PRESCRIPTEUR, ROLES
from web.page import Page, Requete
from web.stale_forms import Perime, perime, suivre
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
        vu = comptes.lire(page.bureau, page.visiteur, login)
        return _formulaire(page, _suivie(saisie, erreur), vu, erreur)
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
        montre=relire(page.formulaire.get(CHAMP, "")),
        **champs,
    )


def _saisie_de(vu: comptes.CompteVu) -> Saisie:
    dits: dict[str, Any] = {**vu.valeurs, "roles": vu.roles}
    return Saisie(login=vu.ligne.login, **dits)


def _suivie(saisie: Saisie, erreur: Conflit) -> Saisie:
    """What was typed, on the account as it is now."""
    saisis = {nom: getattr(saisie, nom) for nom in erreur.detail["maintenant"]}
    suivis: dict[str, Any] = suivre(erreur, saisis | {"roles": " ".join(sorted(saisie.roles))})
    return replace(saisie, montre=None, **{**suivis, "roles": suivis["roles"].split()})


def _en_mots(
    valeurs: Mapping[str, str], choix: Mapping[str, list[tuple[str, str]]]
) -> dict[str, str]:
    """What an account says, in words by label."""
    siens = valeurs["roles"].split()
    return {
        "Nom": valeurs["nom"],
        "Courriel": valeurs["courriel"],
        "Téléphone": valeurs["telephone"],
        "Rôles": ", ".join(dit for nom, dit in ROLES.items() if nom in siens),
        "Structure": dict(choix["structures"]).get(valeurs["structure"], ""),
        "Donneur d’ordre": dict(choix["donneurs"]).get(valeurs["donneur_ordre"], ""),
        "Seulement ces marchés": ", ".join(valeurs["marches"].split()),
    }


def _perime(erreur: Conflit, choix: Mapping[str, list[tuple[str, str]]]) -> Perime:
    avant, maintenant = (
        _en_mots({**erreur.detail["maintenant"], **erreur.detail[quand]}, choix)
        for quand in ("avant", "maintenant")
    )
    return perime(erreur, avant, maintenant)


def _formulaire(
    page: Page,
    saisie: Saisie,
    vu: comptes.CompteVu | None,
    erreur: ValeurInvalide | Interdit | Conflit | None = None,
) -> Response[str]:
    choix = comptes.rattachements(page.bureau)
    trop_tard = isinstance(erreur, Conflit)
    refuse = HTTP_409_CONFLICT if trop_tard else HTTP_400_BAD_REQUEST
    montre = saisie.montre or (vu and montrer(page.bureau, vu.valeurs))
    return page.rendre(
        "admin/compte.html",
        statut=refuse if erreur else HTTP_200_OK,
        saisie=saisie,
        montre=montre.ecrit if montre else "",
        vu=vu,
        noms={nom: dit for nom, dit in ROLES.items() if nom in OFFERTS or nom in saisie.roles},
        choix=choix,
        perime=_perime(erreur, choix) if isinstance(erreur, Conflit) else None,
        erreurs=[(erreur.champ, f"{erreur} {erreur.remede}")] if erreur and not trop_tard else [],
        fait=page.fait,
    )


PAGES = (liste, nouveau, creer, fiche, changer, agir)
