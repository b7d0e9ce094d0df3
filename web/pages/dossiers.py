"""Lists of dossiers and the page of each one, for every machine there is."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from services.exporting import TITRES, rangees
from services.listing import PAR_PAGE, Tri, liste
from services.opening_forms import ouvrables
from services.reading_dossier import page_du_dossier
from services.reading_log import EXPORT, noter_lecture
from services.visiting import absent
from web.page import Page, Requete
from web.site import Site, titre
from web.spreadsheets import CSV, XLSX, en_csv, en_xlsx
from web.threads import en_fil

JOURNAL_MONTRE = 20
GENRES = ("contacts", "courriels", "documents")


def pages(site: Site) -> list[HTTPRouteHandler]:
    """The handlers, under the address of each machine."""
    listes = [f"/{adresse}" for adresse in site.adresses.values()]
    fiches = [f"{une}/{{cle:str}}" for une in listes]
    return [
        get(listes, name="liste")(en_fil(_liste)),
        get(fiches, name="dossier")(en_fil(_dossier)),
        get([f"{une}/export.{fin}" for une in listes for fin in ("xlsx", "csv")], name="export")(
            en_fil(_exporter)
        ),
        par_numero,
    ]


@get("/d/{cle:str}")
@en_fil
def par_numero(request: Requete, cle: FromPath[str]) -> Response[Any]:
    """The address that mails know: it leads to the page of the dossier."""
    page = Page(request)
    dite = page_du_dossier(page.bureau, page.visiteur, cle)["dossier"]
    return page.aller(f"/{page.site.adresses[dite['machine']]}/{dite['numero']}")


def machine_de(page: Page) -> str:
    """The machine whose address was asked."""
    debut = page.requete.url.path.split("/")[1]
    return next(nom for nom, adresse in page.site.adresses.items() if adresse == debut)


def _liste(request: Requete) -> Response[str]:
    page = Page(request)
    tri = _tri(machine_de(page), request.query_params)
    definition = page.bureau.machines.courantes[tri.machine].definition
    gabarit = "liste/tableau.html" if request.headers.get("hx-request") else "liste/page.html"
    return page.rendre(
        gabarit,
        **liste(page.bureau, page.visiteur, tri),
        tri=tri,
        titre=titre(definition.libelle),
        adresse=f"/{page.site.adresses[tri.machine]}",
        avec=_avec(tri),
        par_page=PAR_PAGE,
        ouvrable=tri.machine in ouvrables(page.bureau, page.visiteur),
    )


def _exporter(request: Requete) -> Response[bytes]:
    """The list, whole, with its filters: XLSX, or CSV by the end of its address."""
    page = Page(request)
    tri = _tri(machine_de(page), request.query_params)
    nom = titre(page.bureau.machines.courantes[tri.machine].definition.libelle)
    lues = rangees(page.bureau, page.visiteur, tri)
    if request.url.path.endswith(".csv"):
        corps, genre, suffixe = en_csv(TITRES, lues), CSV, "csv"
    else:
        corps, genre, suffixe = en_xlsx(nom, TITRES, lues), XLSX, "xlsx"
    demande = f"{request.url.path}?{request.url.query}".rstrip("?")
    noter_lecture(page.bureau, page.visiteur, EXPORT, demande)
    fichier = f"{page.site.adresses[tri.machine]}.{suffixe}"
    entetes = {"Content-Disposition": f'attachment; filename="{fichier}"'}
    return Response(corps, media_type=genre, headers=entetes)


def _tri(machine: str, demande: Any) -> Tri:
    """The filter of an address; what does not read is left out, as if it were not there."""
    numero = demande.get("page", "1")
    return Tri(
        machine=machine,
        main=demande.get("main", "")[:40],
        etat=demande.get("etat", "")[:60],
        q=demande.get("q", "")[:100],
        avant=_jour(demande.get("avant", "")),
        clos=demande.get("clos") == "oui",
        page=max(1, int(numero)) if numero.isdecimal() and len(numero) < len("100000") else 1,
    )


def _jour(texte: str) -> date | None:
    try:
        return date.fromisoformat(texte)
    except ValueError:
        return None


def _avec(tri: Tri) -> Any:
    """A function that gives the address's query with some filters changed; page 1 unless said."""
    actuels = {
        "main": tri.main,
        "etat": tri.etat,
        "q": tri.q,
        "avant": tri.avant.isoformat() if tri.avant else "",
        "clos": "oui" if tri.clos else "",
    }

    def avec(**changes: str | int) -> str:
        voulus = {nom: val for nom, val in {**actuels, **changes}.items() if val}
        return f"?{urlencode(voulus)}" if voulus else "?"

    return avec


def _dossier(request: Requete, cle: FromPath[str]) -> Response[str]:
    page = Page(request)
    machine = machine_de(page)
    dite = page_du_dossier(page.bureau, page.visiteur, cle)
    if dite["dossier"]["machine"] != machine:
        raise absent()
    genre = request.query_params.get("genre", "")
    lignes = [une for une in dite["journal"] if genre_de(une) == genre or genre not in GENRES]
    tout = request.query_params.get("journal") == "tout"
    return page.rendre(
        "dossier/page.html",
        **{**dite, "journal": lignes if tout else lignes[:JOURNAL_MONTRE]},
        reste=0 if tout else max(0, len(lignes) - JOURNAL_MONTRE),
        genre=genre if genre in GENRES else "",
        comptes={nom: sum(genre_de(u) == nom for u in dite["journal"]) for nom in GENRES},
        en_tout=len(dite["journal"]),
        liste=titre(page.bureau.machines.courantes[machine].definition.libelle),
        adresse=f"/{page.site.adresses[machine]}",
        verifications={
            regle.verification
            for regle in dite["definition"].etats[dite["dossier"]["etat"]].echeances.values()
        },
        fait=_ligne_faite(request, dite["journal"]),
    )


def genre_de(ligne: dict[str, Any]) -> str:
    """Which filter of the journal shows a line."""
    if ligne["courriels"] or ligne["evenement"].startswith("courriel"):
        return "courriels"
    champs = {un["champ"] for un in ligne["champs"]}
    if champs & {"piece", "preuve"}:
        return "documents"
    return "contacts" if "moyen" in champs else ""


def _ligne_faite(request: Requete, lignes: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The line that the act just done wrote: what the page says first."""
    fait = request.query_params.get("fait", "")
    return next((une for une in lignes if str(une["seq"]) == fait), None)
