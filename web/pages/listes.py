"""Lists of dossiers, as rows, as a board, as a calendar; their exports; the views one names."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from services.accounts.reading_log import noter_un_export
from services.accounts.visiting import EQUIPE
from services.counter.opening_forms import ouvrables
from services.reading.exporting import rangees, titres
from services.reading.listing import PAR_PAGE, liste
from services.reading.named_views import garder_la_vue, oublier_la_vue, vues_de
from services.reading.openers import ce_qui_ouvre
from services.reading.views import calendrier, tableau
from states.french import jour_civil
from web.filters import CALENDRIER, TABLEAU, VUES, Adresse, lire, nettoyer
from web.page import Page, Requete
from web.pages.dossiers import machine_de
from web.site import Site, titre
from web.spreadsheets import en_fichier
from web.threads import en_fil

CONTACT = "consigner_contact"


def pages(site: Site) -> list[HTTPRouteHandler]:
    """The handlers, under the address of each machine."""
    listes = [f"/{adresse}" for adresse in site.adresses.values()]
    exports = [f"{une}/export.{fin}" for une in listes for fin in ("xlsx", "csv")]
    return [
        get(listes, name="liste")(en_fil(_liste)),
        get(exports, name="export")(en_fil(_exporter)),
        post([f"{une}/vues" for une in listes], name="garder_la_vue")(en_fil(_garder)),
        post([f"{une}/vues/{{numero:int}}" for une in listes], name="oublier_la_vue")(
            en_fil(_oublier)
        ),
    ]


def _liste(request: Requete) -> Response[str]:
    page = Page(request)
    demande = lire(machine_de(page), request.query_params)
    seule = "hx-request" in request.headers
    machine = demande.tri.machine
    return page.rendre(
        "liste/corps.html" if seule else "liste/page.html",
        **_lignes(page, demande),
        tri=demande.tri,
        vue=demande.vue,
        vues=VUES,
        nommees=vues_de(page.bureau, page.visiteur, machine),
        titre=titre(page.bureau.machines.courantes[machine].definition.libelle),
        adresse=f"/{page.site.adresses[machine]}",
        avec=demande.avec,
        deplie=demande.deplie,
        tri_par=demande.tri_par,
        sens=demande.sens,
        par_page=PAR_PAGE,
        agit=bool(page.visiteur.roles & EQUIPE),
        contact=_contact(page, machine),
        ouvrent=ce_qui_ouvre(
            [une.definition for une in page.bureau.machines.courantes.values()], machine
        ),
        ouvrable=machine in ouvrables(page.bureau, page.visiteur),
    )


def _contact(page: Page, machine: str) -> str:
    """The act that logs a contact, when the machine has one and the reader may do it."""
    declare = page.bureau.machines.courantes[machine].definition.evenements.get(CONTACT)
    return CONTACT if declare and declare.par & page.visiteur.roles else ""


def _lignes(page: Page, demande: Adresse) -> dict[str, Any]:
    bureau, visiteur, tri = page.bureau, page.visiteur, demande.tri
    if demande.vue == TABLEAU:
        return tableau(bureau, visiteur, tri)
    if demande.vue == CALENDRIER:
        mois = demande.mois or jour_civil(bureau.horloge.maintenant())
        return calendrier(bureau, visiteur, tri, mois)
    return liste(bureau, visiteur, tri)


def _exporter(request: Requete) -> Response[Any]:
    """The list, whole, with its filters: XLSX, or CSV by the end of its address."""
    page = Page(request)
    tri = lire(machine_de(page), request.query_params).tri
    nom = titre(page.bureau.machines.courantes[tri.machine].definition.libelle)
    tetes = titres(tri.machine)
    lues = rangees(page.bureau, page.visiteur, tri)
    noter_un_export(page.bureau, page.visiteur, request.url.path, request.query_params)
    return en_fichier(page.site.adresses[tri.machine], nom, request.url.path, tetes, lues)


def _garder(request: Requete) -> Response[Any]:
    """Keep the filter of the page under a name."""
    page = Page(request)
    machine, recu = machine_de(page), page.formulaire
    filtre = nettoyer(machine, recu.get("filtre", ""))
    garder_la_vue(page.bureau, page.visiteur, machine, recu.get("nom", ""), filtre)
    return page.aller(f"/{page.site.adresses[machine]}?{filtre}")


def _oublier(request: Requete, numero: FromPath[int]) -> Response[Any]:
    """Forget one of one's own views."""
    page = Page(request)
    oublier_la_vue(page.bureau, page.visiteur, numero)
    return page.aller(f"/{page.site.adresses[machine_de(page)]}")
