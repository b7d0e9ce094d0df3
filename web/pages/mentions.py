"""What the law asks every public page to say: accessibility, publisher, personal data."""

from __future__ import annotations

from litestar import Response, get

from services.accounts.signing_in import DUREE_MAX
from services.commands import CONSERVATION as CONSERVATION_DES_COMMANDES
from services.counter.deposits import CONSERVATION as CONSERVATION_DES_DEPOTS
from services.link_secrets import VALIDITE
from web.page import Page, Requete
from web.threads import en_fil


@get("/accessibilite", opt={"ouvert": True})
@en_fil
def accessibilite(request: Requete) -> Response[str]:
    """Déclaration d'accessibilité (RGAA 4, article 47 of the law of 11 February 2005)."""
    page = Page(request)
    return page.rendre("mentions/accessibilite.html", mentions=page.site.mentions)


@get("/mentions-legales", opt={"ouvert": True})
@en_fil
def mentions_legales(request: Requete) -> Response[str]:
    """Who publishes and who hosts (law of 21 June 2004, article 6)."""
    page = Page(request)
    return page.rendre("mentions/legales.html", mentions=page.site.mentions)


@get("/donnees-personnelles", opt={"ouvert": True})
@en_fil
def donnees_personnelles(request: Requete) -> Response[str]:
    """What article 13 of the RGPD asks to tell; durations are those that the program keeps."""
    page = Page(request)
    return page.rendre(
        "mentions/donnees.html",
        mentions=page.site.mentions,
        equipe_lit_tout=page.bureau.reglages.candidats_lus_par_l_equipe,
        durees={
            "session": int(DUREE_MAX.total_seconds() // 3600),
            "lien": VALIDITE.days,
            "depot": CONSERVATION_DES_DEPOTS.days,
            "commande": CONSERVATION_DES_COMMANDES.days,
        },
    )


PAGES = (accessibilite, mentions_legales, donnees_personnelles)
