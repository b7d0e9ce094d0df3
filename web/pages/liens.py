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

from services.errors import Conflit, Interdit, Refused
from services.links import OUVERT, Lien, ouvrir, renouveler, repondre
from services.visiting import absent
from states.french import jour_civil
from web.forms import ACCEPTES, DEPOT, DansLaForme, Saisie, champs, faute, lire, manques
from web.letters import corps_de_page
from web.page import Page, Requete
from web.threads import en_fil
from workflow.errors import ValeurInvalide

AUTRE = "autre"


@get("/lien/{secret:str}", opt={"ouvert": True})
@en_fil
def lire_le_lien(request: Requete, secret: FromPath[str]) -> Response[str]:
    """The question, its letter, and the answers; scanners of mails may read it too."""
    page = Page(request)
    return _montrer(page, secret, ouvrir(page.bureau, secret))


@post("/lien/{secret:str}/renouveler", opt={"ouvert": True})
@en_fil
def renouveler_le_lien(request: Requete, secret: FromPath[str]) -> Response[str]:
    """A fresh link leaves, to the address that Jalon knows and no other."""
    page = Page(request)
    renouveler(page.bureau, secret)
    return page.rendre("lien/renvoye.html")


@post("/lien/{secret:str}/{acte:str}", opt={"ouvert": True})
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
    qui = page.formulaire.get("nom", "") if page.formulaire.get("qui") == AUTRE else ""
    if page.formulaire.get("qui") == AUTRE and not qui.strip():
        saisie.erreurs.append(("nom", "Indiquez votre nom et votre fonction."))
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
    return page.aller(f"/lien/{secret}")


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
    return page.rendre(
        "lien/page.html",
        statut=statut,
        lien=lien,
        d=lien.dossier,
        secret=secret,
        lettre=corps_de_page(lien.lettre) if lien.lettre else None,
        actes=[
            (un, champs(un, recue if un.evenement.nom == acte else Saisie(), jour))
            for un in lien.actes
        ],
        choisi=acte,
        erreurs=recue.erreurs,
        accepte=ACCEPTES,
        depot=DEPOT,
        qui=page.formulaire if statut != HTTP_200_OK else {},
    )


PAGES = (lire_le_lien, renouveler_le_lien, repondre_au_lien)
