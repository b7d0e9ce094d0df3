"""The team: who holds what, who is away."""

from __future__ import annotations

from datetime import date
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_400_BAD_REQUEST

from services.errors import Interdit, Introuvable
from services.reading.team import declarer_une_absence, equipe, finir_une_absence
from states.french import jour_civil
from states.roles import RESPONSABLE
from web.page import Page, Requete
from web.threads import en_fil
from web.typed_dates import lire_date
from workflow.errors import ValeurInvalide

SANS = "-"
"""What the form says when nobody stands in: no login is that short."""


@get("/equipe")
@en_fil
def page_de_l_equipe(request: Requete) -> Response[str]:
    """Who holds what."""
    return _montrer(Page(request), [])


@post("/equipe/absences")
@en_fil
def declarer(request: Requete) -> Response[Any]:
    """An absence, with who stands in."""
    page, recu = Page(request), Page(request).formulaire
    try:
        declarer_une_absence(
            page.bureau,
            page.visiteur,
            login=recu.get("login", ""),
            delegue=delegue_choisi(recu.get("delegue", "")),
            du=jour_saisi(page, "du", "Premier jour"),
            au=jour_saisi(page, "au", "Dernier jour"),
        )
    except (ValeurInvalide, Interdit, Introuvable) as erreur:
        if isinstance(erreur, Introuvable) and erreur.champ == "dossier":
            raise
        champ = "login" if erreur.champ == "by" else erreur.champ
        erreurs = [(champ, f"{erreur.message} {erreur.remede}".strip())]
        return _montrer(page, erreurs, statut=HTTP_400_BAD_REQUEST)
    return page.aller("/equipe#absences")


@post("/equipe/absences/{login:str}/fin")
@en_fil
def finir(request: Requete, login: FromPath[str]) -> Response[Any]:
    """Back sooner, or an absence that does not take place."""
    page = Page(request)
    finir_une_absence(page.bureau, page.visiteur, login, absence_montree(page))
    return page.aller("/equipe#absences")


def _montrer(
    page: Page, erreurs: list[tuple[str, str]], *, statut: int = HTTP_200_OK
) -> Response[str]:
    lue = equipe(page.bureau, page.visiteur)
    personnes = [(une["login"], une["nom"]) for une in lue["personnes"] if une["facilite"]]
    tout = RESPONSABLE in page.visiteur.roles
    return page.rendre(
        "equipe/page.html",
        statut=statut,
        **lue,
        choix=[*personnes, *lue["referents"]]
        if tout
        else [un for un in personnes if un[0] == page.visiteur.login],
        choix_delegues=[(SANS, "Personne : tout attend son retour"), *personnes, *lue["referents"]],
        tout=tout,
        erreurs=erreurs,
        recu=page.formulaire if erreurs else {},
    )


def delegue_choisi(choisi: str) -> str | None:
    """The login of a form; ``None`` when it says that nobody stands in."""
    return None if choisi == SANS else choisi


def absence_montree(page: Page) -> date:
    """The first day of the absence beside whose button one has clicked; of none, a day too old."""
    try:
        return date.fromisoformat(page.formulaire.get("du", ""))
    except ValueError:
        return date.min


def jour_saisi(page: Page, champ: str, libelle: str) -> date:
    """A day of the form, as people type it.

    Raises:
        ValeurInvalide: it is no date.
    """
    texte = page.formulaire.get(champ, "")
    lu = lire_date(texte, jour_civil(page.bureau.horloge.maintenant()))
    try:
        return date.fromisoformat(lu)
    except ValueError:
        raise ValeurInvalide(
            champ, f"{libelle} : « {texte} » n’est pas une date.", "Par exemple 17/10/2026."
        ) from None


PAGES = (page_de_l_equipe, declarer, finir)
