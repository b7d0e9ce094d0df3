"""Buyers and companies of the register, and the people named on each side."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from litestar import Response, get, post
from litestar.params import FromPath

from services.accounts.signing_in import Visiteur
from services.counter.correcting_people import (
    COORDONNEES,
    FormulaireDeCorrection,
    corriger_par_la_page,
    formulaire_de_correction,
)
from services.counter.foreseen_contacts import prevoir_l_interlocuteur
from services.counter.foreseen_referents import prevoir
from services.counter.naming_people import (
    FormulaireDePersonne,
    ValeursInvalides,
    designer,
    donneurs_suivis,
    entreprises_suivies,
    formulaire_de_l_interlocuteur,
    formulaire_du_referent,
    inscrire,
)
from services.counter.register_forms import FormulaireDuRegistre
from services.errors import Conflit
from services.office import Bureau
from services.reading.reading_register import Tranche
from services.register.correcting_contacts import dite
from services.shown_values import CHAMP, relire
from services.shown_values import montrer as montrer_les_valeurs
from web.forms import Saisie, dites, faute
from web.kept_forms import APERCU, ETAPE, REVOIR
from web.page import Page, Requete, numero_de_page
from web.pages.registre.formulaires import Mots, montrer, onglets, perimer, saisie_de
from web.threads import en_fil
from workflow.errors import ValeurInvalide

DONNEURS, ENTREPRISES = "/registre/donneurs-ordre", "/registre/entreprises"
REFERENT, INTERLOCUTEUR = "/{cle:int}/referent", "/{cle:int}/interlocuteur"
CORRECTION = INTERLOCUTEUR + "/{fiche:int}"
PAR_PAGE = 50
AUJOURD_HUI = "aujourd’hui"
DESIGNATIONS = {
    DONNEURS: Mots(
        titre="Désigner une personne référente",
        chapeau="Voici qui prend la suite de qui.",
        bouton="Désigner la personne",
        retour=DONNEURS,
        liste="Donneurs d’ordre",
    ),
    ENTREPRISES: Mots(
        titre="Ajouter une personne interlocutrice",
        chapeau="Voici ce qui lui arrivera.",
        bouton="Ajouter la personne",
        retour=ENTREPRISES,
        liste="Entreprises",
    ),
}
"""What the page before the click says, on each side of the register."""
Form = TypeVar("Form", bound=FormulaireDuRegistre)
_ADRESSE_UTILE = "Sans adresse, ses courriels attendent."
_DATE = "Par exemple 4 mars, ou demain."


@get(DONNEURS)
@en_fil
def page_des_donneurs(request: Requete) -> Response[str]:
    """The buyers of the agreements, and who answers there."""
    page = Page(request)
    return page.rendre(
        "registre/donneurs.html",
        donneurs=donneurs_suivis(page.bureau, page.visiteur),
        onglets=onglets(page),
        fait=page.fait,
    )


@get(DONNEURS + REFERENT)
@en_fil
def demander_le_referent(request: Requete, cle: FromPath[int]) -> Response[str]:
    """Whom to name for a buyer."""
    page = Page(request)
    form = formulaire_du_referent(page.bureau, page.visiteur, cle)
    usuelles = {"suppleant": "oui" if form.en_place else "non", "du": AUJOURD_HUI}
    return _referent(page, form, Saisie(textes=usuelles))


@post(DONNEURS + REFERENT)
@en_fil
def recevoir_le_referent(request: Requete, cle: FromPath[int]) -> Response[Any]:
    """Who would take over from whom, then the referent named; the one before ends on the eve."""
    page = Page(request)
    form = formulaire_du_referent(page.bureau, page.visiteur, cle)
    apercu = page.formulaire.get(ETAPE) == APERCU
    return _recevoir(page, form, _prevoir if apercu else designer, _referent, DONNEURS)


@get(ENTREPRISES)
@en_fil
def page_des_entreprises(request: Requete) -> Response[str]:
    """Companies, and who answers for them."""
    page, numero = Page(request), numero_de_page(request)
    q = str(request.query_params.get("q", "")).strip()[:100]
    tranche = Tranche(texte=q, saut=(numero - 1) * PAR_PAGE, limite=PAR_PAGE)
    lues, suite = entreprises_suivies(page.bureau, page.visiteur, tranche)
    return page.rendre(
        "registre/entreprises.html",
        entreprises=lues,
        suite=suite,
        onglets=onglets(page),
        fait=page.fait,
        q=q,
        numero=numero,
    )


@get(ENTREPRISES + INTERLOCUTEUR)
@en_fil
def demander_l_interlocuteur(request: Requete, cle: FromPath[int]) -> Response[str]:
    """Whom to name for a company."""
    page = Page(request)
    form = formulaire_de_l_interlocuteur(page.bureau, page.visiteur, cle)
    return _interlocuteur(page, form, Saisie(textes={"du": AUJOURD_HUI}))


@post(ENTREPRISES + INTERLOCUTEUR)
@en_fil
def recevoir_l_interlocuteur(request: Requete, cle: FromPath[int]) -> Response[Any]:
    """What would reach the contact, then the contact named."""
    page = Page(request)
    form = formulaire_de_l_interlocuteur(page.bureau, page.visiteur, cle)
    apercu = page.formulaire.get(ETAPE) == APERCU
    faire = _prevoir_l_interlocuteur if apercu else inscrire
    return _recevoir(page, form, faire, _interlocuteur, ENTREPRISES)


@get(ENTREPRISES + CORRECTION)
@en_fil
def demander_la_correction(
    request: Requete, cle: FromPath[int], fiche: FromPath[int]
) -> Response[str]:
    """What changes for a contact, and from which day."""
    page = Page(request)
    form = formulaire_de_correction(page.bureau, page.visiteur, cle, fiche)
    dits = dite(form.fiche)
    textes = {**{nom: dits[nom] for nom in COORDONNEES}, "jour": AUJOURD_HUI}
    vu = montrer_les_valeurs(page.bureau, dits).ecrit
    return _correction(page, form, Saisie(textes=textes, vu=vu))


@post(ENTREPRISES + CORRECTION)
@en_fil
def recevoir_la_correction(
    request: Requete, cle: FromPath[int], fiche: FromPath[int]
) -> Response[Any]:
    """The contact put right, from that day on."""
    page = Page(request)
    form = formulaire_de_correction(page.bureau, page.visiteur, cle, fiche, passee=True)
    faire = partial(corriger_par_la_page, montre=relire(page.formulaire.get(CHAMP, "")))
    try:
        return _recevoir(page, form, faire, _correction, ENTREPRISES)
    except Conflit as erreur:
        saisie = saisie_de(page, form)
        perimer(page, form, saisie, erreur)
        vers = f"{ENTREPRISES}/{cle}/interlocuteur/{erreur.detail['fiche']}"
        return _correction(page, form, saisie, vers)


def _recevoir(
    page: Page,
    form: Form,
    faire: Callable[..., str | tuple[str, ...]],
    redire: Callable[[Page, Form, Saisie], Response[str]],
    retour: str,
) -> Response[Any]:
    saisie = saisie_de(page, form)
    if saisie.erreurs or page.formulaire.get(ETAPE) == REVOIR:
        return redire(page, form, saisie)
    try:
        fait = faire(page.bureau, page.visiteur, form, saisie.valeurs)
    except ValeursInvalides as erreur:
        saisie.erreurs = [_nommee(form, une) for une in erreur.fautes]
        return redire(page, form, saisie)
    except ValeurInvalide as erreur:
        saisie.erreurs = [_nommee(form, erreur)]
        return redire(page, form, saisie)
    if isinstance(fait, str):
        return page.dire(retour, fait)
    return page.rendre(
        "registre/designation.html",
        form=form,
        saisie=saisie,
        dites=dites(form, saisie),
        suites=fait,
        mots=DESIGNATIONS[retour],
    )


def _prevoir(
    bureau: Bureau, _: Visiteur, form: FormulaireDePersonne, valeurs: dict[str, str]
) -> tuple[str, ...]:
    return prevoir(bureau, form, valeurs)


def _prevoir_l_interlocuteur(
    bureau: Bureau, _: Visiteur, form: FormulaireDePersonne, valeurs: dict[str, str]
) -> tuple[str, ...]:
    return prevoir_l_interlocuteur(bureau, form, valeurs)


def _nommee(form: FormulaireDuRegistre, erreur: ValeurInvalide) -> tuple[str, str]:
    """A fault under the label of its field."""
    libelles = {une["champ"]: une["libelle"] for une in form.saisies}
    champ, message = faute(form, erreur)
    return champ, f"{libelles[champ]} : {message}" if champ in libelles else message


def _referent(page: Page, form: FormulaireDePersonne, saisie: Saisie) -> Response[str]:
    mots = Mots(
        titre=f"Désigner une personne référente : {form.sur}",
        chapeau="Les courriels au donneur d’ordre lui arrivent dès son premier jour. La personne "
        "titulaire d’avant finit la veille.",
        bouton="Voir qui prend la suite…",
        retour=DONNEURS,
        liste="Donneurs d’ordre",
    )
    aides = {"courriel": _ADRESSE_UTILE, "du": _DATE}
    return montrer(page, form, saisie, mots, aides, en_place=form.en_place)


def _interlocuteur(page: Page, form: FormulaireDePersonne, saisie: Saisie) -> Response[str]:
    mots = Mots(
        titre=f"Ajouter une personne interlocutrice : {form.sur}",
        chapeau="Les courriels à l’entreprise lui arrivent dès son premier jour. Celles qui sont "
        "déjà inscrites le restent.",
        bouton="Voir ce qui lui arrivera…",
        retour=ENTREPRISES,
        liste="Entreprises",
    )
    aides = {"courriel": _ADRESSE_UTILE, "du": _DATE}
    return montrer(page, form, saisie, mots, aides, en_place=form.en_place)


def _correction(
    page: Page, form: FormulaireDeCorrection, saisie: Saisie, vers: str = ""
) -> Response[str]:
    """The form; ``vers`` is the address of the row that is to be put right now."""
    mots = Mots(
        titre=f"Corriger une personne interlocutrice : {form.sur}",
        chapeau="Ce qui valait avant ce jour reste au registre ; le journal des dossiers ouverts "
        "de l’entreprise le dit.",
        bouton="Enregistrer",
        retour=ENTREPRISES,
        liste="Entreprises",
    )
    aides = {
        "jour": "Le premier jour des nouvelles coordonnées, ou le dernier jour où elle répond : "
        "par exemple 4 mars, ou hier.",
    }
    return montrer(page, form, saisie, mots, aides, vers=vers)


PAGES = (
    demander_la_correction,
    recevoir_la_correction,
    page_des_donneurs,
    demander_le_referent,
    recevoir_le_referent,
    page_des_entreprises,
    demander_l_interlocuteur,
    recevoir_l_interlocuteur,
)
