"""The rules: machines with their diagrams, parameters in force, and what a change would do."""

from __future__ import annotations

from collections import Counter
from typing import Any

from litestar import Response, get
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_400_BAD_REQUEST
from markupsafe import Markup

from services.accounts.administering import exiger_l_admin
from services.counter.long_work import Ouvrage
from services.foresight import rules_pages as regles
from services.foresight.rules_pages import Essai
from web.long_pages import atelier, cle_de, confier, dire_l_avance, montrer_en_entier
from web.page import Page, Requete
from web.threads import en_fil
from workflow.errors import ValeurInvalide


@get("/admin/parcours")
@en_fil
def parcours(request: Requete) -> Response[str]:
    """Every kind of dossier, and what the checks find in it."""
    page = Page(request)
    lus = regles.page_des_parcours(page.bureau, page.visiteur)
    constats = page.site.constats()
    return page.rendre(
        "admin/parcours.html",
        parcours=lus,
        constats=constats,
        comptes=Counter(un["machine"] for un in constats),
    )


@get("/admin/parcours/{machine:str}")
@en_fil
def un_parcours(request: Requete, machine: FromPath[str]) -> Response[str]:
    """One of them: its picture, its states in words, what the checks find."""
    page = Page(request)
    dite = regles.page_d_un_parcours(page.bureau, page.visiteur, machine)
    return page.rendre(
        "admin/un_parcours.html",
        definition=dite["definition"],
        svg=Markup(dite["svg"]),  # noqa: S704 # drawn by ourselves, its texts escaped
        sans_dessin=dite["sans_dessin"],
        constats=[un for un in page.site.constats() if un["machine"] == machine],
    )


@get("/admin/parametres")
@en_fil
def parametres(request: Requete) -> Response[str]:
    """Values in force under an agreement, and who sets each one."""
    page = Page(request)
    reference = str(request.query_params.get("convention", ""))
    dite = regles.page_des_parametres(page.bureau, page.visiteur, reference)
    return page.rendre("admin/parametres.html", **dite)


@get("/admin/simulation")
@en_fil
def simulation(request: Requete) -> Response[str]:
    """What the clock would do; with a parameter changed, what the change would change."""
    page = Page(request)
    exiger_l_admin(page.visiteur)
    demande = request.query_params
    essai = Essai(
        **{
            nom: str(demande[nom])[:100]
            for nom in ("scenario", "jusqu_au", "parametre", "valeur", "convenu")
            if demande.get(nom)
        }
    )
    dite: dict[str, Any] = {"rangees": None, "total": 0, "fin": None, "bilan": None}
    erreurs: list[tuple[str, str]] = []
    if "lancer" in demande:
        ouvrage = _lancer(page, essai)
        if not ouvrage.fini:
            return dire_l_avance(
                page,
                ouvrage,
                titre="La simulation est en cours",
                unite="jour vécu/jours vécus",
                retour="/admin/simulation",
                adresse=f"{request.url.path}?{request.url.query}",
            )
        try:
            dite = ouvrage.rendre()
        except ValeurInvalide as erreur:
            erreurs = [(erreur.champ, f"{erreur} {erreur.remede}")]
    return montrer_en_entier(page, _resultat(page, essai, dite, erreurs))


def _lancer(page: Page, essai: Essai) -> Ouvrage:
    """The simulation of this address: each click on the button has its own, a reload has none."""
    cle = cle_de(page, "simulation", str(page.requete.url.query))
    bureau, visiteur, site = page.bureau, page.visiteur, page.site
    connu = atelier(page).trouver(cle)
    if connu is not None:
        return connu
    ouvrage = confier(
        page,
        cle,
        lambda avance: regles.page_de_simulation(
            bureau, visiteur, essai, site.scenarios, avance, juger=site.juger
        ),
    )
    if ouvrage.fini:
        atelier(page).oublier(ouvrage)
    return ouvrage


def _resultat(
    page: Page, essai: Essai, dite: dict[str, Any], erreurs: list[tuple[str, str]]
) -> Response[str]:
    return page.rendre(
        "admin/simulation.html",
        statut=HTTP_400_BAD_REQUEST if erreurs else HTTP_200_OK,
        **dite,
        essai=essai,
        erreurs=erreurs,
        scenarios=page.site.scenarios,
        fin_par_defaut=regles.fin_par_defaut(page.bureau),
        instant=page.bureau.horloge.reelle().timestamp(),
        machines=[une.definition for une in page.bureau.machines.courantes.values()],
    )


PAGES = (parcours, un_parcours, parametres, simulation)
