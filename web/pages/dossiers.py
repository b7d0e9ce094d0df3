"""The page of each dossier, for every machine there is."""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from services.accounts.visiting import absent, portee
from services.counter.undoing import annulable, annuler
from services.reading.journal_sheet import GENRES, du_genre, sans_redite
from services.reading.reading_dossier import page_du_dossier
from services.reading.searching_all import chercher_partout
from web.page import Page, Requete
from web.site import Site, titre
from web.threads import en_fil

JOURNAL_MONTRE = 20
NUMERO = re.compile(r"[A-Za-z]{3,4}-\d{4}-\d{5}")


class Trouve(NamedTuple):
    """A kind of dossier that has the words looked for: its title, its list, how many."""

    titre: str
    adresse: str
    tous: int
    ouverts: int


def pages(site: Site) -> list[HTTPRouteHandler]:
    """The handlers, under the address of each machine."""
    fiches = [f"/{une}/{{cle:str}}" for une in site.adresses.values()]
    return [
        get(fiches, name="dossier")(en_fil(_dossier)),
        par_numero,
        reprendre_la_saisie,
        chercher,
    ]


@get("/d/{cle:str}")
@en_fil
def par_numero(request: Requete, cle: FromPath[str]) -> Response[Any]:
    """The address that mails know: it leads to the page of the dossier."""
    page = Page(request)
    dite = page_du_dossier(page.bureau, page.visiteur, cle)["dossier"]
    return page.aller(f"/{page.site.adresses[dite['machine']]}/{dite['numero']}")


@post("/d/{cle:str}/annuler/{seq:int}")
@en_fil
def reprendre_la_saisie(request: Requete, cle: FromPath[str], seq: FromPath[int]) -> Response[Any]:
    """Take back what has just been recorded; the journal keeps it, struck."""
    page = Page(request)
    dite = annuler(page.bureau, page.visiteur, cle, seq)
    suite = page.formulaire.get("suite", "")
    if suite:
        return page.aller(suite)
    return page.dire(f"/{page.site.adresses[dite['machine']]}/{dite['dossier']}", str(dite["seq"]))


@get("/chercher")
@en_fil
def chercher(request: Requete) -> Response[Any]:
    """The field of the bar: a number leads to its dossier, words to the kinds that have them.

    Words that one kind alone has lead to its list.
    """
    page, q = Page(request), str(request.query_params.get("q", "")).strip()[:100]
    portee(page.visiteur)
    if NUMERO.fullmatch(q):
        return page.aller(f"/d/{q.upper()}")
    if not q:
        return page.aller(f"/{page.site.adresses[page.site.premiere]}")
    comptes = chercher_partout(page.bureau, page.visiteur, q)
    trouves = [
        Trouve(page.titre_de(nom), _liste_de(page, nom, q, comptes[nom]), *comptes[nom])
        for nom in page.site.adresses
        if nom in comptes
    ]
    if len(trouves) == 1:
        return page.aller(trouves[0].adresse)
    return page.rendre("liste/recherche.html", q=q, trouves=trouves)


def _liste_de(page: Page, machine: str, q: str, comptes: tuple[int, int]) -> str:
    """The list with those words; with the closed dossiers when no other has them."""
    demande = {"q": q} if comptes[1] else {"q": q, "clos": "oui"}
    return f"/{page.site.adresses[machine]}?{urlencode(demande)}"


def machine_de(page: Page) -> str:
    """The machine whose address was asked."""
    debut = page.requete.url.path.split("/")[1]
    return next(nom for nom, adresse in page.site.adresses.items() if adresse == debut)


def _dossier(request: Requete, cle: FromPath[str]) -> Response[str]:
    page = Page(request)
    machine = machine_de(page)
    dite = page_du_dossier(page.bureau, page.visiteur, cle)
    if dite["dossier"]["machine"] != machine:
        raise absent()
    dite["journal"] = sans_redite(dite["journal"])
    genre = request.query_params.get("genre", "")
    fait = next((une for une in dite["journal"] if str(une["seq"]) == page.fait), None)
    lignes = du_genre(dite["journal"], genre)
    tout = request.query_params.get("journal") == "tout"
    return page.rendre(
        "dossier/page.html",
        **{**dite, "journal": lignes if tout else lignes[:JOURNAL_MONTRE]},
        reste=0 if tout else max(0, len(lignes) - JOURNAL_MONTRE),
        genre=genre if genre in GENRES else "",
        comptes={nom: len(du_genre(dite["journal"], nom)) for nom in GENRES},
        en_tout=len(dite["journal"]),
        liste=titre(page.bureau.machines.courantes[machine].definition.libelle),
        adresse=f"/{page.site.adresses[machine]}",
        fait=fait,
        annulable=fait is not None and annulable(page.bureau, page.visiteur, cle, fait["seq"]),
    )
