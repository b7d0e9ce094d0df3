"""The card of a structure: what its letters and mails bear."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from services.counter.editing_structure import (
    FicheDeStructure,
    changer_la_structure,
    fiche_de_structure,
)
from services.errors import Conflit
from services.shown_values import montrer as montrer_les_valeurs
from services.shown_values import relire
from web.forms import Saisie, faute
from web.kept_forms import ETAPE, REVOIR
from web.page import Page, Requete
from web.pages.registre.conventions import ADRESSE as RETOUR
from web.pages.registre.conventions import STRUCTURE_CHANGEE
from web.pages.registre.formulaires import Mots, montrer, perimer, saisie_de
from web.threads import en_fil
from workflow.errors import ValeurInvalide

ADRESSE = "/registre/structures/{cle:int}"
_AIDES = {
    "adresse": "En tête des courriers.",
    "courriel": "Les courriels partent de cette adresse, sauf si l’installation en a une.",
}


@get(ADRESSE)
@en_fil
def lire_la_fiche(request: Requete, cle: FromPath[int]) -> Response[str]:
    """What the card says today, in its form."""
    page = Page(request)
    fiche = fiche_de_structure(page.bureau, page.visiteur, cle)
    vu = montrer_les_valeurs(page.bureau, fiche.valeurs).ecrit
    return _montrer(page, fiche, Saisie(textes=dict(fiche.valeurs), vu=vu))


@post(ADRESSE)
@en_fil
def changer_la_fiche(request: Requete, cle: FromPath[int]) -> Response[Any]:
    """The card as it was typed."""
    page = Page(request)
    fiche = fiche_de_structure(page.bureau, page.visiteur, cle)
    saisie = saisie_de(page, fiche.formulaire)
    if saisie.erreurs or page.formulaire.get(ETAPE) == REVOIR:
        return _montrer(page, fiche, saisie)
    try:
        changer_la_structure(page.bureau, page.visiteur, cle, saisie.valeurs, relire(saisie.vu))
    except Conflit as erreur:
        perimer(page, fiche.formulaire, saisie, erreur)
        return _montrer(page, fiche, saisie)
    except ValeurInvalide as erreur:
        saisie.erreurs = [faute(fiche.formulaire, erreur)]
        return _montrer(page, fiche, saisie)
    return page.dire(RETOUR, STRUCTURE_CHANGEE)


def _montrer(page: Page, fiche: FicheDeStructure, saisie: Saisie) -> Response[str]:
    mots = Mots(
        titre=fiche.nom,
        chapeau="Ce que portent ses courriers et ses courriels, dès le prochain. "
        "Son nom et son SIRET sont ceux de la convention.",
        bouton="Enregistrer",
        retour=RETOUR,
        liste="Conventions",
    )
    return montrer(page, fiche.formulaire, saisie, mots, _AIDES)


PAGES = (lire_la_fiche, changer_la_fiche)
