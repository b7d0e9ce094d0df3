"""A portfolio that changes hands: tried first, then done in one act, however long it takes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_400_BAD_REQUEST

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import EQUIPE, absent
from services.counter.handing_over import Remise, remettre
from services.counter.long_work import Avance, Ouvrage
from services.errors import Interdit, Introuvable
from services.office import Bureau
from services.reading.team import equipe
from web.long_pages import atelier, cle_de, confier, dire_l_avance, montrer_en_entier
from web.page import Page, Requete
from web.threads import en_fil

FAIRE, SUIVI = "faire", "suivi"


@get("/equipe/{login:str}/remettre")
@en_fil
def demander(request: Requete, login: FromPath[str]) -> Response[Any]:
    """To whom, and why; how far a long handing-over is, then what it did."""
    page, suivi = Page(request), str(request.query_params.get(SUIVI, ""))
    if not suivi:
        return _montrer(page, login, Remise(de=login, a="", motif=""))
    ouvrage = atelier(page).trouver(cle_de(page, SUIVI, suivi))
    if ouvrage is None:
        vide = Remise(de=login, a="", motif="")
        return montrer_en_entier(page, _montrer(page, login, vide, oubliee=True))
    if not ouvrage.fini:
        return dire_l_avance(
            page,
            ouvrage,
            titre="La remise du portefeuille est en cours",
            unite="dossier/dossiers",
            retour="/equipe",
            adresse=_adresse(login, suivi),
        )
    return montrer_en_entier(page, _dire(page, login, ouvrage))


@post("/equipe/{login:str}/remettre")
@en_fil
def remettre_le_portefeuille(request: Requete, login: FromPath[str]) -> Response[Any]:
    """Try first; then every dossier. A double click joins the one that runs."""
    page, recu = Page(request), Page(request).formulaire
    if not page.visiteur.roles & EQUIPE:
        raise absent()
    remise = Remise(
        de=login,
        a=recu.get("a", ""),
        motif=recu.get("motif", ""),
        essai=recu.get("etape") != FAIRE,
    )
    vu = recu.get("vu", "")
    suivi = hashlib.sha256(repr((remise, vu)).encode()).hexdigest()
    bureau, visiteur = page.bureau, page.visiteur
    deja = None if remise.essai else atelier(page).trouver(cle_de(page, SUIVI, suivi))
    ouvrage = deja or confier(
        page,
        cle_de(page, SUIVI, suivi),
        lambda avance: _faire_ce_qui_est_vu(bureau, visiteur, remise, vu, avance),
    )
    if not ouvrage.fini:
        return page.aller(_adresse(login, suivi))
    if remise.essai:  # what is done is told again to the same click, come twice
        atelier(page).oublier(ouvrage)
    return _dire(page, login, ouvrage)


def _faire_ce_qui_est_vu(
    bureau: Bureau, visiteur: Visiteur, remise: Remise, vu: str, avance: Avance
) -> tuple[Remise, dict[str, Any] | Interdit | Introuvable]:
    """What was asked, and what came of it: the dry run again when another one had been seen."""
    if not remise.essai:
        essai = replace(remise, essai=True)
        dite = _faire(bureau, visiteur, essai, avance)
        if isinstance(dite, dict) and _empreinte(dite) != vu:
            return essai, {**dite, "change": True}
    return remise, _faire(bureau, visiteur, remise, avance)


def _empreinte(dite: Mapping[str, Any]) -> str:
    """Of what a dry run shows: the dossiers, the refusals, the mails."""
    vus = [dite[nom] for nom in ("faits", "refuses", "suivent", "annonces")]
    return hashlib.sha256(json.dumps(vus).encode()).hexdigest()


def _faire(
    bureau: Bureau, visiteur: Visiteur, remise: Remise, avance: Avance
) -> dict[str, Any] | Interdit | Introuvable:
    """What it did, or why it cannot be."""
    try:
        return remettre(bureau, visiteur, remise, avance)
    except (Interdit, Introuvable) as erreur:
        return erreur


def _adresse(login: str, suivi: str) -> str:
    return f"/equipe/{login}/remettre?{urlencode({SUIVI: suivi})}"


def _dire(page: Page, login: str, ouvrage: Ouvrage) -> Response[str]:
    remise, dite = ouvrage.rendre()
    if isinstance(dite, Introuvable) and dite.champ == "dossier":
        raise dite
    if isinstance(dite, Interdit | Introuvable):
        champ = dite.champ if dite.champ == "motif" else "a"
        erreurs = [(champ, f"{dite.message} {dite.remede}")]
        return _montrer(page, login, remise, erreurs=erreurs)
    return _montrer(page, login, remise, dite=dite)


def _montrer(
    page: Page,
    login: str,
    remise: Remise,
    *,
    erreurs: list[tuple[str, str]] | None = None,
    dite: dict[str, Any] | None = None,
    oubliee: bool = False,
) -> Response[str]:
    lue = equipe(page.bureau, page.visiteur)
    qui = next((une for une in lue["personnes"] if une["login"] == login), None)
    if qui is None and dite and dite["faits"]:  # a closed account that holds nothing any more
        qui = {"login": login, "nom": dite["de"], "dossiers": 0}
    if qui is None:
        raise absent()
    return page.rendre(
        "equipe/remise.html",
        statut=HTTP_400_BAD_REQUEST if erreurs else HTTP_200_OK,
        qui=qui,
        autres_personnes=[
            (une["login"], une["nom"])
            for une in lue["personnes"]
            if une["facilite"] and une["login"] != login
        ],
        dite=dite,
        vu=_empreinte(dite) if dite else "",
        change=dite is not None and "change" in dite,
        essai=remise.essai,
        oubliee=oubliee,
        erreurs=erreurs or [],
        recu={"a": remise.a, "motif": remise.motif},
    )


PAGES = (demander, remettre_le_portefeuille)
