"""Opening a dossier by hand: in another one, or under a convention; seen before anything leaves."""

from __future__ import annotations

import secrets
from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_400_BAD_REQUEST,
    HTTP_409_CONFLICT,
    HTTP_422_UNPROCESSABLE_ENTITY,
)

from services.accounts.visiting import absent
from services.commands import PAGES
from services.counter.opening_by_hand import Ouverture, ouvrir_a_la_main
from services.counter.opening_forms import (
    FormulaireOuverture,
    formulaire_dans,
    formulaire_sous_convention,
)
from services.errors import Conflit, Interdit, Introuvable, Refused
from states.french import jour_civil
from web.forms import DEPOT, EnMain, Saisie, champs, dites, faute, lire, manques
from web.kept_forms import ETAPE, FAIRE, REVOIR
from web.letters import corps_de_page
from web.page import Page, Requete
from web.pages.dossiers import machine_de
from web.site import Site, titre
from web.threads import en_fil
from workflow.errors import ValeurInvalide


def pages(site: Site) -> list[HTTPRouteHandler]:
    """The handlers: one address in each dossier, one for each kind of root."""
    dans = [f"/{une}/{{cle:str}}/ouvrir/{{genre:str}}" for une in site.adresses.values()]
    return [
        get(dans, name="ouverture")(en_fil(_demander_dans)),
        post(dans, name="ouverture_envoyee")(en_fil(_recevoir_dans)),
        demander,
        recevoir,
    ]


def _dans(page: Page, cle: str, genre: str) -> FormulaireOuverture:
    form = formulaire_dans(page.bureau, page.visiteur, cle, genre)
    if form.dossier is None or form.dossier["machine"] != machine_de(page):
        raise absent()
    return form


def _demander_dans(request: Requete, cle: FromPath[str], genre: FromPath[str]) -> Response[Any]:
    """The form of a dossier that this one will carry."""
    page = Page(request)
    return _montrer(page, _dans(page, cle, genre), Saisie())


def _recevoir_dans(request: Requete, cle: FromPath[str], genre: FromPath[str]) -> Response[Any]:
    """What was typed: shown first when something leaves, opened once confirmed."""
    page = Page(request)
    return _traiter(page, _dans(page, cle, genre))


@get("/ouvrir/{genre:str}")
@en_fil
def demander(request: Requete, genre: FromPath[str]) -> Response[Any]:
    """The form of a dossier that no other one carries."""
    page = Page(request)
    return _montrer(page, formulaire_sous_convention(page.bureau, page.visiteur, genre), Saisie())


@post("/ouvrir/{genre:str}")
@en_fil
def recevoir(request: Requete, genre: FromPath[str]) -> Response[Any]:
    """Same as in a dossier."""
    page = Page(request)
    return _traiter(page, formulaire_sous_convention(page.bureau, page.visiteur, genre))


def _traiter(page: Page, form: FormulaireOuverture) -> Response[Any]:
    jour = jour_civil(page.bureau.horloge.maintenant())
    garde = EnMain(page.bureau, page.visiteur)
    saisie = lire(form, page.requete.state.formulaire, garde, jour)
    if page.formulaire.get(ETAPE) == REVOIR:
        return _montrer(page, form, saisie)
    if form.conventions and not page.formulaire.get("convention"):
        saisie.erreurs.insert(0, ("convention", "Il manque : Convention."))
    vides = [une["champ"] for une in form.saisies if une["obligatoire"]]
    donnees = saisie.valeurs.keys() | saisie.pieces.keys()
    saisie.erreurs += manques(form, tuple(nom for nom in vides if nom not in donnees))
    if saisie.erreurs:
        return _montrer(page, form, saisie, statut=HTTP_400_BAD_REQUEST)
    try:
        return _ouvrir(page, form, saisie)
    except Refused as erreur:
        saisie.erreurs = [("refus", une.phrase) for une in erreur.refus.conditions]
        return _montrer(page, form, saisie, statut=HTTP_422_UNPROCESSABLE_ENTITY)
    except (ValeurInvalide, Interdit, Conflit) as erreur:
        statut = HTTP_400_BAD_REQUEST
        if isinstance(erreur, Conflit):  # sent before, with something else in it
            saisie.erreurs, statut = [("refus", f"{erreur} {erreur.remede}")], HTTP_409_CONFLICT
        else:
            saisie.erreurs = [faute(form, erreur)]
        return _montrer(page, form, saisie, statut=statut)
    except Introuvable as erreur:
        if erreur.champ != "convention":
            raise
        saisie.erreurs = [("convention", erreur.message)]
        return _montrer(page, form, saisie, statut=HTTP_400_BAD_REQUEST)


def _ouvrir(page: Page, form: FormulaireOuverture, saisie: Saisie) -> Response[Any]:
    cle = page.formulaire.get("cle", "")
    if page.formulaire.get(ETAPE) != FAIRE:
        dite = ouvrir_a_la_main(page.bureau, _demande(page, form, saisie, None))
        if dite["apercus"]:
            return _apercu(page, form, saisie, dite)
    dite = ouvrir_a_la_main(page.bureau, _demande(page, form, saisie, cle))
    return page.dire(f"/{page.site.adresses[dite['machine']]}/{dite['dossier']}", "1")


def _demande(page: Page, form: FormulaireOuverture, saisie: Saisie, cle: str | None) -> Ouverture:
    """The command; without a key, its dry run."""
    login = page.visiteur.login
    return Ouverture(
        machine=form.definition.machine,
        acteur=f"{PAGES}{login}",
        compte=login,
        dans=str(form.dossier["numero"]) if form.dossier else None,
        convention=page.formulaire.get("convention") if form.conventions else None,
        saisies=saisie.valeurs,
        pieces=saisie.pieces,
        cle=None if cle is None else f"{PAGES}{login}:{cle}",
        essai=cle is None,
    )


def _apercu(
    page: Page, form: FormulaireOuverture, saisie: Saisie, dite: dict[str, Any]
) -> Response[str]:
    return page.rendre(
        "ouverture/apercu.html",
        **_cadre(page, form, saisie),
        dites=dites(form, saisie),
        courriels=[un for un in dite["apercus"] if un["genre"] == "courriel"],
        documents=[
            {**un, "corps": corps_de_page(un["html"])}
            for un in dite["apercus"]
            if un["genre"] == "document"
        ],
        taches=dite["taches"],
        convention=page.formulaire.get("convention", ""),
    )


def _montrer(
    page: Page, form: FormulaireOuverture, saisie: Saisie, *, statut: int = HTTP_200_OK
) -> Response[str]:
    jour = jour_civil(page.bureau.horloge.maintenant())
    seule = form.conventions[0][0] if len(form.conventions) == 1 else ""
    return page.rendre(
        "ouverture/formulaire.html",
        statut=statut,
        **_cadre(page, form, saisie),
        champs=champs(form, saisie, jour),
        erreurs=saisie.erreurs,
        convention=page.formulaire.get("convention", seule) if page.recoit else seule,
    )


def _cadre(page: Page, form: FormulaireOuverture, saisie: Saisie) -> dict[str, Any]:
    machine = form.definition.machine
    retour = f"/{page.site.adresses[machine]}"
    if form.dossier is not None:
        retour = f"/{page.site.adresses[str(form.dossier['machine'])]}/{form.dossier['numero']}"
    return {
        "form": form,
        "saisie": saisie,
        "d": form.dossier,
        "liste": titre(form.definition.libelle),
        "retour": retour,
        "cle": secrets.token_urlsafe(18),
        "depot": DEPOT,
    }
