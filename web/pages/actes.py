"""Acts: a form out of the definition, exactly what will follow, then the act."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import replace
from datetime import date
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
from services.counter.acting import Envoi, Formulaire, Vu, agir, deja_fait, essayer, formulaire
from services.errors import Conflit, Interdit, Introuvable, Refused
from services.personal_links.link_subjects import indicateurs
from services.personal_links.proposals import RECUE_LE, Proposition, lire_la_proposition
from services.pieces import CHAMP, VALEUR
from services.plain_words import en_mots
from services.reading.changes import changements
from services.reading.reading_dossier import page_du_dossier
from states.french import jour_civil
from web.consequences import consequences
from web.forms import (
    DEPOT,
    EnMain,
    Saisie,
    champs,
    dites,
    faute,
    lire,
    manques,
)
from web.kept_forms import ETAPE, FAIRE, REVOIR
from web.letters import corps_de_page
from web.page import Page, Requete
from web.pages.dossiers import machine_de
from web.site import Site, titre
from web.threads import en_fil
from web.whole_numbers import entier
from workflow.errors import ValeurInvalide
from workflow.history import CORRECTION

PROPOSITION = "proposition"
NOTER = "noter"
REFUS = "refus"
"""Where the summary of the faults leads for a refusal that is of no field: to the title."""


def pages(site: Site) -> list[HTTPRouteHandler]:
    """The handlers, under the address of each machine."""
    actes = [f"/{adresse}/{{cle:str}}/actes/{{acte:str}}" for adresse in site.adresses.values()]
    return [
        get(actes, name="acte")(en_fil(_demander)),
        post(actes, name="acte_envoye")(en_fil(_recevoir)),
    ]


def _formulaire(page: Page, cle: str, acte: str) -> Formulaire:
    demande = page.formulaire if page.recoit else page.requete.query_params
    corrige = str(demande.get(CHAMP, ""))
    form = formulaire(page.bureau, page.visiteur, cle, acte, corrige=corrige)
    if form.dossier["machine"] != machine_de(page):
        raise absent()
    return form


def _demander(request: Requete, cle: FromPath[str], acte: FromPath[str]) -> Response[Any]:
    """The form; what would follow at once, when there is nothing to type."""
    page = Page(request)
    form = _formulaire(page, cle, acte)
    if form.possible and not form.saisies and not form.direct:
        return _apercu(page, form, _envoi(page, form, Saisie(), _vu(page, form)), Saisie())
    return _montrer(page, form, _deja_dit(page, form))


def _recevoir(request: Requete, cle: FromPath[str], acte: FromPath[str]) -> Response[Any]:
    """What was typed: looked at first, done once confirmed."""
    page = Page(request)
    form = _formulaire(page, cle, acte)
    saisie = lire(form, request.state.formulaire, EnMain(page.bureau, page.visiteur), _jour(page))
    if saisie.erreurs:
        return _montrer(page, form, saisie, statut=HTTP_400_BAD_REQUEST)
    if page.formulaire.get(ETAPE) == REVOIR:
        return _montrer(page, form, saisie)
    try:
        return _traiter(page, form, saisie)
    except Refused as erreur:
        noms = [une["champ"] for une in form.saisies]
        saisie.erreurs = manques(form, erreur.refus.saisies_manquantes)
        lues = [
            (
                next((nom for nom in noms if nom in une.valeurs), ""),
                en_mots(form.definition, une.phrase),
            )
            for une in erreur.refus.conditions
        ]
        saisie.erreurs += [(nom or REFUS, phrase) for nom, phrase in lues]  # marked on its field
        return _montrer(page, form, saisie, statut=HTTP_422_UNPROCESSABLE_ENTITY)
    except (ValeurInvalide, Interdit, Introuvable) as erreur:
        champ, message = faute(form, erreur)
        if isinstance(erreur, Introuvable) and champ not in {une["champ"] for une in form.saisies}:
            raise  # the dossier itself
        saisie.erreurs = [(champ, en_mots(form.definition, message))]
        return _montrer(page, form, saisie, statut=HTTP_400_BAD_REQUEST)
    except Conflit as erreur:
        lu_apres = _formulaire(page, cle, acte)  # what was read before is what has changed
        return _conflit(page, lu_apres, saisie, erreur)


def _proposition(page: Page, form: Formulaire) -> Proposition | None:
    """The line of an entreprise that the act takes up, when it was reached from it."""
    demande = page.requete.query_params.get(PROPOSITION, "")
    seq = entier(page.formulaire.get(PROPOSITION, "") if page.recoit else demande)
    if seq is None:
        return None
    numero = str(form.dossier["numero"])
    return lire_la_proposition(page.bureau, page.visiteur, numero, seq)


def _deja_dit(page: Page, form: Formulaire) -> Saisie:
    """What the entreprise has said already, in the fields of the form that bear the same name."""
    prise = _proposition(page, form)
    dits = prise.valeurs if prise else {}
    if form.contact:
        dits = {**form.contact.habituels, **dits}
    noms = {une["champ"] for une in form.saisies if une["type"] != "piece"}
    textes = {nom: val for nom, val in dits.items() if nom in noms}
    if _a_choisir(form) is False:
        textes[CHAMP] = form.saisies[0]["choix"][0][0]
    return Saisie(textes=textes)


def _a_choisir(form: Formulaire) -> bool | None:
    """Whether a correction waits for its field; nothing to say of the other acts."""
    if form.evenement.operation != CORRECTION:
        return None
    return VALEUR not in {une["champ"] for une in form.saisies}


def _traiter(page: Page, form: Formulaire, saisie: Saisie) -> Response[Any]:
    recu = page.formulaire
    envoi = _envoi(page, form, saisie, _vu(page, form))
    if recu.get(ETAPE) != FAIRE:
        return _apercu(page, form, envoi, saisie)
    envoi = replace(envoi, cle=recu.get("cle"), relue=not form.direct)
    dite = deja_fait(page.bureau, page.visiteur, envoi)
    if dite is None:
        vu = recu.get("vu")
        if vu and _empreinte(essayer(page.bureau, page.visiteur, envoi)) != vu:
            return _apercu(page, form, envoi, saisie, change=True)
        dite = agir(page.bureau, page.visiteur, envoi)
    return page.dire(_adresse(page, form), str(dite["seq"]))


def _apercu(
    page: Page, form: Formulaire, envoi: Envoi, saisie: Saisie, *, change: bool = False
) -> Response[str]:
    dite = essayer(page.bureau, page.visiteur, replace(envoi, cle=None, relue=False))
    courriels = [un for un in dite["apercus"] if un["genre"] == "courriel"]
    return page.rendre(
        "acte/apercu.html",
        **_cadre(page, form),
        saisie=saisie,
        dites=dites(form, saisie),
        courriels=courriels,
        documents=[
            {**un, "corps": corps_de_page(un["html"])}
            for un in dite["apercus"]
            if un["genre"] == "document"
        ],
        suites=consequences(dite, form.definition),
        vers=form.definition.etats.get(dite["vers"]),
        rev=envoi.rev,
        seq=envoi.seq,
        cle=secrets.token_urlsafe(18),
        vu=_empreinte(dite),
        change=change,
        depot=DEPOT,
    )


def _montrer(
    page: Page,
    form: Formulaire,
    saisie: Saisie,
    *,
    statut: int = HTTP_200_OK,
) -> Response[str]:
    return page.rendre(
        "acte/formulaire.html",
        statut=statut,
        **_cadre(page, form),
        champs=champs(form, saisie, _jour(page)),
        saisie=saisie,
        erreurs=saisie.erreurs,
        empeche=_empechements(form, saisie.erreurs),
        **_vu(page, form)._asdict(),
        cle=secrets.token_urlsafe(18),
        depot=DEPOT,
        conflit=None,
        noter="",
        a_choisir=_a_choisir(form),
        dites=dites(form, saisie),
    )


def _empechements(form: Formulaire, dits: list[tuple[str, str]]) -> list[str]:
    """Why the act is not possible, but for what the summary of the faults says already."""
    sus = {phrase for _, phrase in dits}
    return [une["phrase"] for une in form.conditions if une["phrase"] not in sus]


def _conflit(page: Page, form: Formulaire, saisie: Saisie, erreur: Conflit) -> Response[str]:
    """Somebody was quicker: what changed, and what was typed, still editable."""
    seqs = {une["seq"] for une in erreur.detail.get("entre_temps", [])}
    lu = page_du_dossier(page.bureau, page.visiteur, str(form.dossier["numero"]))
    journal = lu["journal"]
    return page.rendre(
        "acte/formulaire.html",
        statut=HTTP_409_CONFLICT,
        **_cadre(page, form),
        champs=champs(form, saisie, _jour(page)) if form.possible else [],
        saisie=saisie,
        dites=dites(form, replace(saisie, valeurs=saisie.textes)),  # as typed
        erreurs=[],
        empeche=erreur.detail.get("conditions", []) or [une["phrase"] for une in form.conditions],
        rev=form.dossier["rev"],
        seq=form.dossier["seq"],
        cle=secrets.token_urlsafe(18),
        depot=DEPOT,
        a_choisir=_a_choisir(form),
        conflit=[une for une in reversed(journal) if une["seq"] in seqs],
        changements=changements(form.definition, journal, seqs, lu["dossier"]["echeances"]),
        cle_de_la_note=secrets.token_urlsafe(18),
        autrement="" if seqs else f"{erreur.message} {erreur.remede}",
        noter=NOTER if page.visiteur.roles & _notent(form) and not form.direct else "",
    )


def _notent(form: Formulaire) -> frozenset[str]:
    """Roles that may keep as a note what they can no longer enter."""
    declare = form.definition.evenements.get(NOTER)
    return frozenset(declare.par) if declare else frozenset()


def _jour(page: Page) -> date:
    return jour_civil(page.bureau.horloge.maintenant())


def _cadre(page: Page, form: Formulaire) -> dict[str, Any]:
    """What the form, its preview and its conflict share."""
    machine = str(form.dossier["machine"])
    return {
        "form": form,
        "d": form.dossier,
        "liste": titre(page.bureau.machines.courantes[machine].definition.libelle),
        "adresse": f"/{page.site.adresses[machine]}",
        "base": _adresse(page, form),
        "proposition": _proposition(page, form),
        "indicateurs": indicateurs([form.evenement]),
    }


def _adresse(page: Page, form: Formulaire) -> str:
    return f"/{page.site.adresses[str(form.dossier['machine'])]}/{form.dossier['numero']}"


def _vu(page: Page, form: Formulaire) -> Vu:
    """How far the dossier had come when its form was opened: what is sent again keeps it."""
    if page.recoit:
        return Vu(entier(page.formulaire.get("rev", "")), entier(page.formulaire.get("seq", "")))
    return Vu(form.dossier["rev"], form.dossier["seq"])


def _envoi(page: Page, form: Formulaire, saisie: Saisie, vu: Vu) -> Envoi:
    """Command of the form; what takes an answer up is of the instant at which it came."""
    prise = _proposition(page, form)
    return Envoi(
        dossier=str(form.dossier["numero"]),
        evenement=form.evenement.nom,
        saisies=saisie.valeurs,
        pieces=saisie.pieces,
        rev=vu.rev,
        seq=vu.seq,
        accord_ecrit=form.accord_ecrit,
        at=prise.at if prise and RECUE_LE in saisie.valeurs else None,
    )


def _empreinte(dite: dict[str, Any]) -> str:
    """What was shown: the same at the click, or the page comes back."""
    vus = [
        [un.get("sujet"), un.get("texte") or un.get("html"), un.get("adresse")]
        for un in dite["apercus"]
    ]
    return hashlib.sha256(json.dumps([dite["vers"], vus]).encode()).hexdigest()
