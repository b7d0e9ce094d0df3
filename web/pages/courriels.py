"""A mail as it was sent; one that waits is put right, then let go, by a click."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.enums import MediaType
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_400_BAD_REQUEST, HTTP_409_CONFLICT

from services.accounts.visiting import absent
from services.commands import PAGES
from services.confidential_texts import CONFIRMATION
from services.errors import Conflit, Interdit
from services.mail.releasing import liberer, modifier
from services.mail.setting_aside import ecarter, remettre
from services.reading.changes import lignes_qui_different
from services.reading.reading_mails import page_du_courriel
from states.french import INSECABLE
from web.headers import CSP
from web.page import Page, Requete
from web.pages.dossiers import machine_de
from web.site import Site, titre
from web.threads import en_fil
from workflow.errors import ValeurInvalide

MODIFIER, ENVOYER, ECARTER, REMETTRE = "modifier", "envoyer", "ecarter", "remettre"
HTML = "html"
"""``forme`` of the address that shows a mail as its reader's screen drew it."""
CADRE = {"Content-Security-Policy": f"{CSP}; frame-src 'self'"}
"""On the page that frames a mail, and on no other."""
_REGLES_DU_COURRIEL = (
    "sandbox",  # no script, no form, no way out: whatever a mail holds
    "default-src 'none'",
    "style-src 'unsafe-inline'",  # mails carry their own
    "img-src data:",
    "form-action 'none'",
    "frame-ancestors 'self'",
)
DANS_LE_CADRE = {
    "Content-Security-Policy": "; ".join(_REGLES_DU_COURRIEL),
    "X-Frame-Options": "SAMEORIGIN",
}
_INERTE = '<base target="_top"><meta name="color-scheme" content="light">'
"""Before a mail's own head: where its links would lead, a sandbox lets none go; it is paper."""
_DANS_LE_NOIR = "(prefers-color-scheme: dark)"


def pages(site: Site) -> list[HTTPRouteHandler]:
    """The handlers, under the address of each machine."""
    chemins = [f"/{un}/{{cle:str}}/courriels/{{numero:int}}" for un in site.adresses.values()]
    recus = [f"{un}/html" for un in chemins]
    return [
        get(chemins, name="courriel")(en_fil(_lire)),
        get(recus, name="courriel_recu")(en_fil(_tel_que_recu)),
        post(chemins, name="courriel_envoye")(en_fil(_agir)),
    ]


def _lire(request: Requete, cle: FromPath[str], numero: FromPath[int]) -> Response[str]:
    page = Page(request)
    return _montrer(page, _dite(page, cle, numero))


def _tel_que_recu(request: Requete, cle: FromPath[str], numero: FromPath[int]) -> Response[str]:
    """The mail alone, as its HTML draws it, for the frame of its page."""
    html = _dite(Page(request), cle, numero, suite=True)["courriel"]["html"]
    if not html:
        raise absent()
    return Response(
        html.replace("<head>", f"<head>{_INERTE}", 1).replace(_DANS_LE_NOIR, "not all"),
        media_type=MediaType.HTML,
        headers=DANS_LE_CADRE,
    )


def _dite(page: Page, cle: str, numero: int, *, suite: bool = False) -> dict[str, Any]:
    dite = page_du_courriel(page.bureau, page.visiteur, cle, numero, suite=suite)
    if dite["machine"] != machine_de(page):
        raise absent()
    return dite


def _agir(request: Requete, cle: FromPath[str], numero: FromPath[int]) -> Response[Any]:
    """Put the text right, let it go, keep it back or put it back; the service says who may."""
    page = Page(request)
    dite = _dite(page, cle, numero)
    recu = page.formulaire
    textes = {nom: recu.get(nom, "").replace("\r\n", "\n") for nom in ("sujet", "texte")}
    etape = recu.get("etape", "")
    try:
        _faire(page, numero, etape, textes)
    except (ValeurInvalide, Conflit, Interdit) as erreur:
        if isinstance(erreur, Interdit) and erreur.champ != "motif":
            raise
        statut = HTTP_409_CONFLICT if isinstance(erreur, Conflit) else HTTP_400_BAD_REQUEST
        erreurs = [(erreur.champ, f"{erreur} {erreur.remede}")]
        saisi = textes if etape == MODIFIER else None
        return _montrer(page, dite, saisi=saisi, erreurs=erreurs, statut=statut)
    return page.aller(request.url.path)


def _faire(page: Page, numero: int, etape: str, textes: dict[str, str]) -> None:
    """What the button says; nothing leaves for want of a word."""
    login, acteur = page.visiteur.login, f"{PAGES}{page.visiteur.login}"
    vue = page.formulaire.get("version")
    if etape == MODIFIER:
        relus = CONFIRMATION in page.formulaire
        modifier(page.bureau, numero, login, acteur, textes, version=vue, mots_relus=relus)
    elif etape == ECARTER:
        motif = page.formulaire.get("motif", "")
        ecarter(page.bureau, numero, login, acteur, motif=motif, version=vue)
    elif etape == REMETTRE:
        remettre(page.bureau, numero, login, acteur)
    elif etape == ENVOYER:
        liberer(page.bureau, numero, login, acteur, version=vue)


def _montrer(
    page: Page,
    dite: dict[str, Any],
    *,
    saisi: dict[str, str] | None = None,
    erreurs: list[tuple[str, str]] | None = None,
    statut: int = HTTP_200_OK,
) -> Response[str]:
    definition = page.bureau.machines.courantes[dite["machine"]].definition
    adresse = f"/{page.site.adresses[dite['machine']]}"
    encadre = page.requete.query_params.get("forme") == HTML and bool(dite["courriel"]["html"])
    return page.rendre(
        "courriel/page.html",
        statut=statut,
        entetes=CADRE if encadre else None,
        encadre=encadre,
        **dite,
        liste=titre(definition.libelle),
        adresse=adresse,
        base=f"{adresse}/{dite['courriel']['dossier']}",
        d={"sujet": dite["titulaire"]},
        saisi=saisi or dite["courriel"],
        erreurs=erreurs or [],
        a_confirmer=any(champ == CONFIRMATION for champ, _ in erreurs or []),
        motif="" if statut == HTTP_200_OK else page.formulaire.get("motif", ""),
        conflit=statut == HTTP_409_CONFLICT,
        differences=lignes_qui_different(_en_lignes(dite["courriel"]), _en_lignes(saisi))
        if saisi and statut == HTTP_409_CONFLICT
        else [],
    )


def _en_lignes(ecrit: Mapping[str, Any]) -> str:
    return f"Objet{INSECABLE}: {ecrit['sujet']}\n{ecrit['texte'] or ''}"
