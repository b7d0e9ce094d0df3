"""Companies that are one: the probable duplicates, what joining two would move, the act."""

from __future__ import annotations

from typing import Any, NamedTuple

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_400_BAD_REQUEST

from services.accounts.visiting import portee
from services.clock.stale_letters import signaler_les_courriers
from services.commands import PAGES as ACTEUR
from services.errors import Interdit
from services.reading.reading_register import Tranche, entreprises_vues
from services.register.duplicate_companies import doublons
from services.register.foreseen_merges import Prevision, exiger_possible, prevoir_pour
from services.register.merging_companies import Fusion, devenir, fusionner
from web.page import Page, Requete
from web.threads import en_fil

ADRESSE = "/equipe/doublons"
CHOISIES = ("gardee", "absorbee")
"""Fields of the two companies that somebody knows to be one."""
TROUVEES = 10


@get(ADRESSE)
@en_fil
def page_des_doublons(request: Requete) -> Response[Any]:
    """The groups, and what was joined; two companies chosen by hand lead to their preview."""
    page = Page(request)
    dite = doublons(page.bureau, page.visiteur)
    choix = [_choix(page, nom) for nom in CHOISIES]
    gardee, absorbee = (un.choisie for un in choix)
    if gardee and absorbee and gardee != absorbee:
        return page.aller(f"{ADRESSE}/{gardee}/{absorbee}")
    return page.rendre(
        "doublons/page.html",
        **dite,
        choix=choix,
        les_memes=gardee is not None and gardee == absorbee,
    )


@get(ADRESSE + "/{gardee:int}/{absorbee:int}")
@en_fil
def prevoir(request: Requete, gardee: FromPath[int], absorbee: FromPath[int]) -> Response[Any]:
    """What would move: nothing is written."""
    return _montrer(Page(request), gardee, absorbee, [])


@post(ADRESSE + "/{gardee:int}/{absorbee:int}")
@en_fil
def reunir(request: Requete, gardee: FromPath[int], absorbee: FromPath[int]) -> Response[Any]:
    """The act, with its reason."""
    page = Page(request)
    prevoir_pour(page.bureau, page.visiteur, gardee, absorbee)
    demandee = Fusion(
        gardee=gardee,
        absorbee=absorbee,
        motif=page.formulaire.get("motif", ""),
        acteur=f"{ACTEUR}{page.visiteur.login}",
        compte=page.visiteur.login,
        portee=portee(page.visiteur),
    )
    try:
        fusionner(page.bureau, demandee)
    except Interdit as erreur:
        if erreur.champ != "motif":
            deja = prevoir_pour(page.bureau, page.visiteur, gardee, absorbee).absorbee.reunie_avec
            if deja == gardee:  # a double click: the page tells what the first one did
                return page.aller(f"{ADRESSE}/{gardee}/{absorbee}")
            return _montrer(page, gardee, absorbee, [], statut=HTTP_400_BAD_REQUEST)
        return _montrer(page, gardee, absorbee, [("motif", f"{erreur.message} {erreur.remede}")])
    signaler_les_courriers(page.bureau)
    return page.aller(f"{ADRESSE}/{gardee}/{absorbee}")


class Choix(NamedTuple):
    """One of the two companies: what was looked for, what answers, which one is meant."""

    nom: str
    q: str
    fiches: list[dict[str, Any]]
    suite: bool
    choisie: int | None


def _choix(page: Page, nom: str) -> Choix:
    """The only company that answers is the one meant; of several, the one that was ticked."""
    q = str(page.requete.query_params.get(f"q-{nom}", "")).strip()[:100]
    if not q:
        return Choix(nom, "", [], suite=False, choisie=None)
    lue = entreprises_vues(page.bureau, page.visiteur, Tranche(texte=q, limite=TROUVEES))
    fiches = lue["entreprises"]
    cochee = str(page.requete.query_params.get(nom, ""))
    cles = [une["id"] for une in fiches]
    choisie = next((cle for cle in cles if str(cle) == cochee or len(cles) == 1), None)
    return Choix(nom, q, fiches, lue["suite"], choisie)


def _montrer(
    page: Page,
    gardee: int,
    absorbee: int,
    erreurs: list[tuple[str, str]],
    *,
    statut: int = HTTP_200_OK,
) -> Response[Any]:
    """The preview; why it cannot be, when it cannot; what became of it, once it is done."""
    prevue = prevoir_pour(page.bureau, page.visiteur, gardee, absorbee)
    faite = prevue.absorbee.reunie_avec is not None
    if faite and prevue.absorbee.reunie_avec != gardee:
        return page.aller(f"{ADRESSE}/{prevue.absorbee.reunie_avec}/{absorbee}")
    return page.rendre(
        "doublons/apercu.html",
        statut=HTTP_400_BAD_REQUEST if erreurs else statut,
        prevue=prevue,
        faite=devenir(page.bureau, absorbee) if faite else None,
        empeche=None if faite else _empechement(prevue),
        erreurs=erreurs,
        recu=page.formulaire if erreurs else {},
    )


def _empechement(prevue: Prevision) -> tuple[str, str] | None:
    try:
        exiger_possible(prevue)
    except Interdit as erreur:
        return erreur.message, erreur.remede
    return None


PAGES = (page_des_doublons, prevoir, reunir)
