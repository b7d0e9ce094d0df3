"""Pages of long work: the answer at once when it is soon there, else how far it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from litestar import Response

from services.counter.long_work import Atelier, Avance, Ouvrage
from web.page import Page

PATIENCE_S = 1.5
"""A page waits that long before it tells how far the work is."""


def cle_de(page: Page, *quoi: str) -> str:
    """The key of a work: of one account, whatever it was asked."""
    texte = "\n".join((str(page.visiteur.compte.id), *quoi))
    return hashlib.sha256(texte.encode()).hexdigest()


def confier(page: Page, cle: str, faire: Callable[[Avance], Any]) -> Ouvrage:
    """Have a work done, and wait a little.

    Raises:
        Interdit: too many wait already.
    """
    ouvrage = atelier(page).confier(cle, faire, page.bureau.horloge.reelle())
    ouvrage.attendre(PATIENCE_S)
    return ouvrage


def atelier(page: Page) -> Atelier:
    """Where the works of this process are done."""
    lieu: Atelier = page.requete.app.state.atelier
    return lieu


def dire_l_avance(
    page: Page, ouvrage: Ouvrage, *, titre: str, unite: str, retour: str, adresse: str
) -> Response[str]:
    """How far a work is; the page looks again by itself at ``adresse``, and can be left.

    ``unite`` names what is counted, one and several: « ligne/lignes ».
    """
    une, plusieurs = unite.split("/")
    return page.rendre(
        "avancement.html",
        titre=titre,
        ouvrage=ouvrage,
        une=une,
        plusieurs=plusieurs,
        retour=retour,
        adresse=adresse,
    )


def montrer_en_entier(page: Page, reponse: Response[str]) -> Response[str]:
    """The page of the answer; what only looked how far it was loads it whole."""
    if "hx-request" in page.requete.headers:
        reponse.headers["HX-Refresh"] = "true"
    return reponse
