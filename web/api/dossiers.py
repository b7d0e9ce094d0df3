"""Dossiers through the API: lists, one dossier, its journal, its deadlines, what can be done."""

from __future__ import annotations

from datetime import date, timedelta
from http import HTTPStatus
from typing import Annotated, Any

from litestar import Response, get
from litestar.params import PathParameter, QueryParameter

from services.reading.due_dates import DERNIER, Periode, echeances_vues
from services.reading.listing import Tri, liste
from services.reading.reading_dossier import page_du_dossier
from states.french import jour_civil
from web.api.paging import PAR_PAGE, Limite, Mots, NumeroDePage, paginee
from web.api.problems import LUS, problemes
from web.api.shapes import (
    Dossiers,
    Echeances,
    Explication,
    Fiche,
    Journal,
    ToutesEcheances,
    en_forme,
)
from web.page import Page, Requete
from web.threads import en_fil
from workflow.errors import ValeurInvalide

Cle = Annotated[
    str,
    PathParameter(
        pattern=r"^([0-9]{1,9}|[A-Z]{2,5}-[0-9]{4}-[0-9]{5,9})$",
        description="Numéro du dossier, comme REL-2026-00042, ou son identifiant.",
    ),
]
_NOM = r"^[a-z][a-z0-9_]{0,59}$"
Nom = Annotated[str | None, QueryParameter(pattern=_NOM)]
Machine = Annotated[str | None, QueryParameter(pattern=_NOM, description="Genre de dossier.")]
AN = timedelta(days=366)
DES_DOSSIERS = problemes(*LUS, HTTPStatus.FORBIDDEN)
PAR_MACHINE = problemes(*LUS, HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY)
D_UN_DOSSIER = problemes(*LUS, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)


@get("/dossiers", responses=PAR_MACHINE, summary="Les dossiers, la prochaine échéance d’abord")
@en_fil
def lister(  # noqa: PLR0913, PLR0917 # one per filter of the address
    request: Requete,
    machine: Machine = None,
    main: Nom = None,
    etat: Nom = None,
    q: Mots = None,
    avant: Annotated[
        date | None, QueryParameter(description="Dont une échéance tombe avant ce jour.")
    ] = None,
    clos: Annotated[bool, QueryParameter(description="Les dossiers clos aussi.")] = False,  # noqa: FBT002 # a filter of the address
    page: NumeroDePage = 1,
    limite: Limite = PAR_PAGE,
) -> Response[Dossiers]:
    """A page of dossiers, with the filters of the pages."""
    ici = Page(request)
    tri = Tri(
        machine=_connue(ici, machine) or "",
        main=main or "",
        etat=_un_etat(ici, machine, etat) or "",
        q=q or "",
        avant=avant,
        clos=clos,
        page=page,
    )
    dite = liste(ici.bureau, ici.visiteur, tri, par_page=limite)
    corps = en_forme({"dossiers": dite["lignes"], "total": dite["total"]}, Dossiers)
    return paginee(request, corps, page, suite=dite["suite"])


@get("/dossiers/{cle:str}", responses=D_UN_DOSSIER, summary="Un dossier")
@en_fil
def lire(request: Requete, cle: Cle) -> Response[Fiche]:
    """One dossier; « ETag » is its revision."""
    fiche = _lire(request, cle)["dossier"]
    return Response(en_forme(fiche, Fiche), headers={"ETag": f'"{fiche["rev"]}"'})


@get("/dossiers/{cle:str}/journal", responses=D_UN_DOSSIER, summary="Le journal d’un dossier")
@en_fil
def lire_le_journal(
    request: Requete, cle: Cle, page: NumeroDePage = 1, limite: Limite = PAR_PAGE
) -> Response[Journal]:
    """Lines of the journal, oldest first."""
    lignes = _lire(request, cle)["journal"][::-1]
    debut = (page - 1) * limite
    montrees = lignes[debut : debut + limite]
    corps = en_forme({"lignes": montrees, "total": len(lignes)}, Journal)
    return paginee(request, corps, page, suite=len(lignes) > debut + limite)


@get("/dossiers/{cle:str}/echeances", responses=D_UN_DOSSIER, summary="Ses échéances")
@en_fil
def lire_ses_echeances(request: Requete, cle: Cle) -> Response[Echeances]:
    """Deadlines that run, each with its working."""
    fiche = _lire(request, cle)["dossier"]
    dites = {"dossier": fiche["numero"], "echeances": fiche["echeances"]}
    return Response(en_forme(dites, Echeances))


@get("/dossiers/{cle:str}/explain", responses=D_UN_DOSSIER, summary="Ce qui peut s’y faire")
@en_fil
def expliquer(request: Requete, cle: Cle) -> Response[Explication]:
    """What can be done now; for what cannot, every reason why."""
    dite = _lire(request, cle)
    fiche, actes = dite["dossier"], dite["actes"]
    explication = {
        **{nom: fiche[nom] for nom in ("rev", "etat", "detenteur", "echeances")},
        "dossier": fiche["numero"],
        "possibles": [*actes["avancer"], *actes["aussi"]],
        "impossibles": [*actes["empeches"], *actes["ailleurs"]],
    }
    entetes = {"ETag": f'"{fiche["rev"]}"'}
    return Response(en_forme(explication, Explication), headers=entetes)


@get("/echeances", responses=PAR_MACHINE, summary="Les échéances de tous les dossiers")
@en_fil
def lister_les_echeances(
    request: Requete,
    du: Annotated[date | None, QueryParameter(description="Aujourd’hui, sauf indication.")] = None,
    au: Annotated[date | None, QueryParameter(description="Un an après, sauf indication.")] = None,
    machine: Machine = None,
    page: NumeroDePage = 1,
    limite: Limite = PAR_PAGE,
) -> Response[ToutesEcheances]:
    """Deadlines that run, soonest first; those that a hold stops are left out."""
    ici = Page(request)
    debut = du or jour_civil(ici.bureau.horloge.maintenant())
    fin = au or min(debut, DERNIER) + AN
    saut = (page - 1) * limite
    periode = Periode(du=debut, au=fin, saut=saut, limite=limite + 1)
    lues = echeances_vues(ici.bureau, ici.visiteur, periode, _connue(ici, machine))
    corps = en_forme({"echeances": lues[:limite]}, ToutesEcheances)
    return paginee(request, corps, page, suite=len(lues) > limite)


def _connue(ici: Page, machine: str | None) -> str | None:
    """The kind of dossiers that is asked for.

    Raises:
        ValeurInvalide: there is none of that name.
    """
    connues = ici.site.adresses
    if machine is not None and machine not in connues:
        raise ValeurInvalide(
            "machine",
            f"machine : « {machine} » n’est pas un genre de dossier.",
            f"Choisissez parmi {', '.join(sorted(connues))}.",
        )
    return machine


def _un_etat(ici: Page, machine: str | None, etat: str | None) -> str | None:
    """The state that is asked for, of that kind of dossiers or of any.

    Raises:
        ValeurInvalide: there is none of that name.
    """
    courantes = ici.bureau.machines.courantes
    connus = {
        un
        for nom, une in courantes.items()
        if machine in {None, nom}
        for un in une.definition.etats
    }
    if etat and etat not in connus:
        raise ValeurInvalide(
            "etat", f"etat : « {etat} » n’est pas un état.", "Prenez-le d’un dossier de la liste."
        )
    return etat


def _lire(request: Requete, cle: str) -> dict[str, Any]:
    ici = Page(request)
    return page_du_dossier(ici.bureau, ici.visiteur, cle)


ROUTES = (lister, lire, lire_le_journal, lire_ses_echeances, expliquer, lister_les_echeances)
