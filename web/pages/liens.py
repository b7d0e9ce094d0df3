"""Pages opened from a mail, without an account: read as often as one likes, answered once."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_400_BAD_REQUEST,
    HTTP_409_CONFLICT,
    HTTP_422_UNPROCESSABLE_ENTITY,
)

from services.accounts.visiting import absent
from services.errors import Conflit, Interdit, Refused
from services.personal_links.answering_links import demander_un_point, renouveler, repondre
from services.personal_links.links import OUVERT, REVOLU, SERVI, Lien, ouvrir
from services.secret_digests import condense
from states.french import jour_civil
from web.access import cookie, nom_du_cookie
from web.forms import DEPOT, DansLaForme, Saisie, champs, faute, lire, manques
from web.letters import corps_de_page
from web.page import Page, Requete
from web.threads import en_fil
from workflow.errors import ValeurInvalide

MOI, AUTRE = "moi", "autre"
POINT = "point"
SANS_NOM = ("nom", "Indiquez votre nom et votre fonction.")
SANS_QUI = ("qui", "Dites qui répond.")
REPONDU = "reponse"
"""Cookie of the browser that answered: the answer and its letter are shown again to it alone."""
REPONDU_S = 30 * 24 * 3600


PAR_LIEN = {"ouvert": True, "sans_session": True}
"""The link alone says who answers: an account that this browser has open does not count."""


@get("/lien/{secret:str}", opt=PAR_LIEN)
@en_fil
def lire_le_lien(request: Requete, secret: FromPath[str]) -> Response[str]:
    """The question, its letter, and the answers; scanners of mails may read it too."""
    page = Page(request)
    return _montrer(page, secret, ouvrir(page.bureau, secret))


@post("/lien/{secret:str}/renouveler", opt=PAR_LIEN)
@en_fil
def renouveler_le_lien(request: Requete, secret: FromPath[str]) -> Response[str]:
    """A fresh link leaves, to the address that Jalon knows and no other."""
    page = Page(request)
    lien = ouvrir(page.bureau, secret)
    if not lien.actes:  # its mail would ask again what is no longer asked
        return _montrer(page, secret, lien, statut=HTTP_409_CONFLICT)
    try:
        renouveler(page.bureau, secret)
    except Conflit:
        return _montrer(page, secret, lien, statut=HTTP_409_CONFLICT)
    return page.rendre("lien/renvoye.html")


@post("/lien/{secret:str}/point-d-etape", opt=PAR_LIEN)
@en_fil
def demander_le_point(request: Requete, secret: FromPath[str]) -> Response[Any]:
    """Ask for a point d'étape; the link stays to be answered."""
    page = Page(request)
    qui, fautes = _qui(page)
    if fautes:
        saisie = Saisie(erreurs=fautes)
        statut = HTTP_400_BAD_REQUEST
        lien = ouvrir(page.bureau, secret)
        return _montrer(page, secret, lien, statut=statut, acte=POINT, saisie=saisie)
    try:
        demander_un_point(page.bureau, secret, demande=page.formulaire.get("demande", ""), qui=qui)
    except (Refused, Conflit):
        return _montrer(page, secret, ouvrir(page.bureau, secret), statut=HTTP_409_CONFLICT)
    return page.aller(f"/lien/{secret}?point=demande")


def _qui(page: Page) -> tuple[str, list[tuple[str, str]]]:
    """The name of a colleague who answers; what is missing to know who does."""
    qui = page.formulaire.get("qui")
    nom = page.formulaire.get("nom", "").strip() if qui == AUTRE else ""
    if qui not in {MOI, AUTRE}:
        return "", [SANS_QUI]
    return nom, [SANS_NOM] if qui == AUTRE and not nom else []


@post("/lien/{secret:str}/{acte:str}", opt=PAR_LIEN)
@en_fil
def repondre_au_lien(request: Requete, secret: FromPath[str], acte: FromPath[str]) -> Response[Any]:
    """The answer: recorded once, whoever holds the link."""
    page = Page(request)
    lien = ouvrir(page.bureau, secret)
    offerts = lien.actes if lien.etat == OUVERT else []
    form = next((un for un in offerts if un.evenement.nom == acte), None)
    if form is None:
        return _montrer(page, secret, lien, statut=HTTP_409_CONFLICT)
    jour = jour_civil(page.bureau.horloge.maintenant())
    saisie = lire(form, request.state.formulaire, DansLaForme(), jour)
    qui, fautes = _qui(page)
    saisie.erreurs += fautes
    if saisie.erreurs:
        return _montrer(page, secret, lien, statut=HTTP_400_BAD_REQUEST, acte=acte, saisie=saisie)
    try:
        repondre(page.bureau, secret, acte, saisies=saisie.valeurs, pieces=saisie.pieces, qui=qui)
    except Refused as erreur:
        saisie.erreurs = manques(form, erreur.refus.saisies_manquantes)
        saisie.erreurs += [(acte, une.phrase) for une in erreur.refus.conditions]
        statut = HTTP_422_UNPROCESSABLE_ENTITY
        return _montrer(page, secret, lien, statut=statut, acte=acte, saisie=saisie)
    except (ValeurInvalide, Interdit) as erreur:
        saisie.erreurs = [faute(form, erreur)]
        statut = HTTP_400_BAD_REQUEST
        return _montrer(page, secret, lien, statut=statut, acte=acte, saisie=saisie)
    except Conflit:
        return _montrer(page, secret, ouvrir(page.bureau, secret), statut=HTTP_409_CONFLICT)
    repondu = cookie(page.site, REPONDU, condense(secret), duree=REPONDU_S)
    return page.aller(f"/lien/{secret}", cookies=[repondu])


def _montrer(  # what the page of a link may show again
    page: Page,
    secret: str,
    lien: Lien,
    *,
    statut: int = HTTP_200_OK,
    acte: str = "",
    saisie: Saisie | None = None,
) -> Response[str]:
    if page.site.adresses.get(str(lien.dossier["machine"])) is None:
        raise absent()
    jour = jour_civil(page.bureau.horloge.maintenant())
    recue = saisie or Saisie()
    clos = lien.etat in {SERVI, REVOLU} or page.bureau.horloge.maintenant() >= lien.lien.expire_le
    montre = not clos or _a_repondu(page, secret)
    return page.rendre(
        "lien/page.html",
        statut=statut,
        lien=lien,
        d=lien.dossier,
        secret=secret,
        montre=montre,
        lettre=corps_de_page(lien.lettre) if lien.lettre and montre else None,
        actes=[
            (un, champs(un, recue if un.evenement.nom == acte else Saisie(), jour))
            for un in lien.actes
        ],
        choisi=acte,
        erreurs=recue.erreurs,
        depot=DEPOT,
        qui=page.formulaire if statut != HTTP_200_OK else {},
        point_demande=page.requete.query_params.get("point") == "demande",
    )


def _a_repondu(page: Page, secret: str) -> bool:
    """Whether the answer was given from this very browser."""
    return page.requete.cookies.get(nom_du_cookie(page.site, REPONDU)) == condense(secret)


PAGES = (lire_le_lien, renouveler_le_lien, demander_le_point, repondre_au_lien)
