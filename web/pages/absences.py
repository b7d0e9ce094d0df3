"""One's own absence, for somebody of a buyer: with dates, and a colleague who stands in."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.status_codes import HTTP_200_OK, HTTP_400_BAD_REQUEST

from services.errors import Interdit
from services.reading.team import declarer_une_absence, finir_une_absence, ses_absences
from web.page import Page, Requete
from web.pages.equipe import SANS, absence_montree, delegue_choisi, jour_saisi
from web.threads import en_fil
from workflow.errors import ValeurInvalide

ADRESSE = "/compte/absence"
SANS_COLLEGUE = (SANS, "Personne : tout attend votre retour")


@get(ADRESSE)
@en_fil
def absences(request: Requete) -> Response[str]:
    """The absences that run or come, and the form of another."""
    return _montrer(Page(request), [])


@post(ADRESSE)
@en_fil
def declarer(request: Requete) -> Response[Any]:
    """Declare one."""
    page, recu = Page(request), Page(request).formulaire
    ses_absences(page.bureau, page.visiteur)
    try:
        declarer_une_absence(
            page.bureau,
            page.visiteur,
            login=page.visiteur.login,
            delegue=delegue_choisi(recu.get("delegue", "")),
            du=jour_saisi(page, "du", "Premier jour"),
            au=jour_saisi(page, "au", "Dernier jour"),
        )
    except (ValeurInvalide, Interdit) as erreur:
        return _montrer(page, [(erreur.champ, f"{erreur.message} {erreur.remede}".strip())])
    return page.dire(ADRESSE, "declaree")


@post(f"{ADRESSE}/fin")
@en_fil
def finir(request: Requete) -> Response[Any]:
    """Back sooner: the turn of whoever stands in is over; or it does not take place."""
    page = Page(request)
    ses_absences(page.bureau, page.visiteur)
    login = page.visiteur.login
    if not finir_une_absence(page.bureau, page.visiteur, login, absence_montree(page)):
        return page.aller(ADRESSE)  # a second click: it is over already
    return page.dire(ADRESSE, "finie")


def _montrer(page: Page, erreurs: list[tuple[str, str]]) -> Response[str]:
    lue = ses_absences(page.bureau, page.visiteur)
    return page.rendre(
        "compte/absence.html",
        statut=HTTP_400_BAD_REQUEST if erreurs else HTTP_200_OK,
        absences=lue["absences"],
        choix=[SANS_COLLEGUE, *lue["collegues"]],
        fait=page.fait,
        erreurs=erreurs,
        recu=page.formulaire if erreurs else {},
    )


PAGES = (absences, declarer, finir)
