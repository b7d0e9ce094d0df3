"""Live deadlines against the settings of the day: compared in the background, applied on demand."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.status_codes import HTTP_200_OK, HTTP_400_BAD_REQUEST, HTTP_409_CONFLICT

from services.accounts.administering import exiger_l_admin
from services.counter.long_work import Ouvrage
from services.counter.recalculating_by_page import (
    MONTREES,
    Recalcul,
    appliquer_les_ecarts,
    comparer_les_echeances,
)
from web.long_pages import atelier, cle_de, confier, dire_l_avance, montrer_en_entier
from web.page import Page, Requete
from web.threads import en_fil

ADRESSE = "/admin/recalculer"
LANCER, SUIVI = "lancer", "suivi"


@get(ADRESSE)
@en_fil
def recalculer(request: Requete) -> Response[str]:
    """What would change, how far the comparison is, or what was applied."""
    page, demande = Page(request), request.query_params
    exiger_l_admin(page.visiteur)
    if SUIVI in demande:
        suivi = str(demande[SUIVI])
        ouvrage = atelier(page).trouver(cle_de(page, SUIVI, suivi))
        return _suivre(page, ouvrage, _adresse(SUIVI, suivi), "Les échéances changent")
    if LANCER not in demande:
        return _montrer(page)
    lancer = str(demande[LANCER])
    return _suivre(page, _comparer(page, lancer), _adresse(LANCER, lancer), "La comparaison")


@post(ADRESSE)
@en_fil
def appliquer(request: Requete) -> Response[Any]:
    """Apply what was read; a double click joins the work, and reads the same answer."""
    page, recu = Page(request), Page(request).formulaire
    exiger_l_admin(page.visiteur)
    lus, motif = recu.get("lus", ""), recu.get("motif", "")
    suivi = cle_de(page, "appliquer", recu.get(LANCER, ""), lus, motif)
    bureau, visiteur = page.bureau, page.visiteur
    cle = cle_de(page, SUIVI, suivi)
    if atelier(page).trouver(cle) is None:
        confier(
            page, cle, lambda avance: appliquer_les_ecarts(bureau, visiteur, lus, motif, avance)
        )
    return page.aller(_adresse(SUIVI, suivi))


def _adresse(quoi: str, valeur: str) -> str:
    return f"{ADRESSE}?{urlencode({quoi: valeur})}"


def _comparer(page: Page, lancer: str) -> Ouvrage:
    """The comparison of this address: each click on the button has its own, a reload has none."""
    cle = cle_de(page, LANCER, lancer)
    connu = atelier(page).trouver(cle)
    if connu is not None:
        return connu
    bureau, visiteur = page.bureau, page.visiteur
    ouvrage = confier(page, cle, lambda avance: comparer_les_echeances(bureau, visiteur, avance))
    if ouvrage.fini:
        atelier(page).oublier(ouvrage)
    return ouvrage


def _suivre(page: Page, ouvrage: Ouvrage | None, adresse: str, titre: str) -> Response[str]:
    """How far the work is, then what it gave."""
    if ouvrage is None:
        return montrer_en_entier(page, _montrer(page, oublie=True))
    if not ouvrage.fini:
        return dire_l_avance(
            page,
            ouvrage,
            titre=titre,
            unite="dossier/dossiers",
            retour=ADRESSE,
            adresse=adresse,
        )
    return montrer_en_entier(page, _montrer(page, ouvrage.rendre()))


def _montrer(page: Page, dite: Recalcul | None = None, *, oublie: bool = False) -> Response[str]:
    statut = HTTP_200_OK
    if dite is not None and (dite.erreur or dite.change):
        statut = HTTP_400_BAD_REQUEST if dite.erreur else HTTP_409_CONFLICT
    return page.rendre(
        "admin/recalcul.html",
        statut=statut,
        dite=dite,
        erreurs=[("motif", dite.erreur)] if dite and dite.erreur else [],
        oublie=oublie,
        montrees=MONTREES,
        instant=page.bureau.horloge.reelle().timestamp(),
    )


PAGES = (recalculer, appliquer)
