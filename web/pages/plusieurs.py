"""One act on several dossiers: choose, type, look at what passes and what does not, then do."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post
from litestar.status_codes import HTTP_200_OK, HTTP_400_BAD_REQUEST, HTTP_409_CONFLICT

from services.accounts.visiting import absent, portee
from services.counter.acting import Envoi, Vu
from services.counter.bulk import (
    Choisis,
    FormulaireLot,
    Issue,
    agir_en_lot,
    choisir,
    choisir_freres,
    essayer_le_lot,
    formulaire_de_lot,
    lot_deja_fait,
)
from services.errors import Conflit
from states.contacts import CONTACT, HABITUELS
from states.french import jour_civil
from web.consequences import consequences
from web.forms import DEPOT, EnMain, Saisie, champs, dites, faute, lire, manques
from web.kept_forms import ETAPE, FAIRE, REVOIR
from web.page import Page, Requete
from web.site import titre
from web.threads import en_fil
from web.whole_numbers import entier


@get("/plusieurs")
@en_fil
def demander(request: Requete) -> Response[Any]:
    """The choice of the act, or its form; ``de`` takes all the dossiers of one's company."""
    page = Page(request)
    demande = request.query_params
    numeros, acte, de = demande.getall("d", []), demande.get("acte", ""), demande.get("de", "")
    if de:
        choisis = choisir_freres(page.bureau, page.visiteur, de)
    elif not numeros:
        portee(page.visiteur)
        return page.rendre("plusieurs/aucun.html")
    else:
        choisis = choisir(page.bureau, page.visiteur, numeros)
    if not acte:
        return page.rendre("plusieurs/choisir.html", **_cadre(page, choisis))
    form = formulaire_de_lot(page.bureau, choisis, acte)
    return _montrer(page, form, Saisie(textes=_habituels(form)))


@post("/plusieurs")
@en_fil
def recevoir(request: Requete) -> Response[Any]:
    """Try it on each dossier, then do it once it was looked at."""
    page = Page(request)
    numeros = [str(un) for un in request.state.formulaire.getall("d", [])]
    if not numeros:
        raise absent()
    choisis = choisir(page.bureau, page.visiteur, numeros)
    acte, confirme = page.formulaire.get("acte", ""), page.formulaire.get(ETAPE) == FAIRE
    form = formulaire_de_lot(page.bureau, choisis, acte, confirme=confirme)
    jour = jour_civil(page.bureau.horloge.maintenant())
    saisie = lire(form, request.state.formulaire, EnMain(page.bureau, page.visiteur), jour)
    if page.formulaire.get(ETAPE) == REVOIR:
        return _montrer(page, form, saisie)
    vides = tuple(une["champ"] for une in form.saisies if une["obligatoire"])
    donnees = saisie.valeurs.keys() | saisie.pieces.keys()
    saisie.erreurs += manques(form, tuple(nom for nom in vides if nom not in donnees))
    if saisie.erreurs:
        return _montrer(page, form, saisie, statut=HTTP_400_BAD_REQUEST)
    try:
        return _traiter(page, form, saisie)
    except Conflit as erreur:
        saisie.erreurs = [("lot", f"{erreur} {erreur.remede}")]
        return _montrer(page, form, saisie, statut=HTTP_409_CONFLICT)


def _habituels(form: FormulaireLot) -> dict[str, str]:
    """What is checked before anybody types, of a contact as of one dossier alone."""
    noms = {une["champ"] for une in form.saisies}
    usuels = HABITUELS if form.evenement.nom == CONTACT else {}
    return {nom: valeur for nom, valeur in usuels.items() if nom in noms}


def _traiter(page: Page, form: FormulaireLot, saisie: Saisie) -> Response[Any]:
    bureau, visiteur, recu = page.bureau, page.visiteur, page.formulaire
    envoi = Envoi(
        dossier="",
        evenement=form.evenement.nom,
        saisies=saisie.valeurs,
        pieces=saisie.pieces,
        cle=recu.get("cle"),
    )
    faire = recu.get(ETAPE) == FAIRE
    vus = {
        numero: Vu(entier(recu.get(f"rev-{numero}", "")), entier(recu.get(f"seq-{numero}", "")))
        for numero in (str(un["numero"]) for un in form.choisis.dossiers)
    }
    if faire and lot_deja_fait(bureau, visiteur, form, envoi):
        return _bilan(page, form, agir_en_lot(bureau, visiteur, form, envoi, vus))
    issues = essayer_le_lot(bureau, visiteur, form, envoi)
    if faire and lot_deja_fait(bureau, visiteur, form, envoi):  # by the first of two clicks
        return _bilan(page, form, agir_en_lot(bureau, visiteur, form, envoi, vus))
    commune = _faute_commune(issues)
    if commune is not None:
        saisie.erreurs = [faute(form, commune)]
        return _montrer(page, form, saisie, statut=HTTP_400_BAD_REQUEST)
    if not faire or recu.get("vu") != _empreinte(issues):
        return _apercu(page, form, saisie, issues, change=faire)
    return _bilan(page, form, agir_en_lot(bureau, visiteur, form, envoi, vus))


def _faute_commune(issues: Sequence[Issue]) -> Any:
    """The value that no dossier takes: a fault of the form, not of a dossier."""
    fautes = [une.faute for une in issues]
    memes = len({str(une) for une in fautes}) == 1
    return fautes[0] if memes and fautes[0] is not None else None


def _montrer(
    page: Page, form: FormulaireLot, saisie: Saisie, *, statut: int = HTTP_200_OK
) -> Response[str]:
    jour = jour_civil(page.bureau.horloge.maintenant())
    return page.rendre(
        "plusieurs/formulaire.html",
        statut=statut,
        **_cadre(page, form.choisis),
        form=form,
        champs=champs(form, saisie, jour),
        saisie=saisie,
        erreurs=saisie.erreurs,
        depot=DEPOT,
    )


def _apercu(
    page: Page, form: FormulaireLot, saisie: Saisie, issues: Sequence[Issue], *, change: bool
) -> Response[str]:
    return page.rendre(
        "plusieurs/apercu.html",
        **_cadre(page, form.choisis),
        form=form,
        saisie=saisie,
        dites=dites(form, saisie),
        passent=[
            {
                "dossier": une.dossier,
                "suites": consequences(dict(une.dite), form.choisis.definition),
                "courriels": [
                    un
                    for un in une.dite["apercus"]
                    if un["genre"] == "courriel" and un["statut"] != "digest"
                ],
            }
            for une in issues
            if une.dite
        ],
        refuses=[une for une in issues if not une.dite],
        cle=secrets.token_urlsafe(18),
        vu=_empreinte(issues),
        change=change,
        depot=DEPOT,
    )


def _bilan(page: Page, form: FormulaireLot, issues: Sequence[Issue]) -> Response[str]:
    return page.rendre(
        "plusieurs/bilan.html",
        **_cadre(page, form.choisis),
        form=form,
        faits=[une for une in issues if une.dite],
        refuses=[une for une in issues if not une.dite],
        partis=sum(
            un["statut"] == "pret" for une in issues if une.dite for un in une.dite["courriels"]
        ),
    )


def _cadre(page: Page, choisis: Choisis) -> dict[str, Any]:
    machine = choisis.definition.machine
    return {
        "choisis": choisis,
        "liste": titre(choisis.definition.libelle),
        "adresse": f"/{page.site.adresses[machine]}",
    }


def _empreinte(issues: Sequence[Issue]) -> str:
    """What was shown of the whole lot: the same at the click, or the page comes back."""
    vus = [
        [une.dossier["numero"], une.dite["vers"], [un.get("texte") for un in une.dite["apercus"]]]
        if une.dite
        else [une.dossier["numero"], une.refus]
        for une in issues
    ]
    return hashlib.sha256(json.dumps(vus).encode()).hexdigest()


PAGES = (demander, recevoir)
