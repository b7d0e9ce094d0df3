"""Agreements of the register, and a new one."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import UploadFile

from services.counter.adding_conventions import (
    FICHIER,
    ajouter,
    conventions_du_registre,
    formulaire_de_convention,
    valeurs_usuelles,
)
from services.counter.opening_forms import ouvrables
from services.counter.register_forms import FormulaireDuRegistre
from web.forms import Saisie, faute
from web.kept_forms import ETAPE, REVOIR
from web.page import Page, Requete
from web.pages.registre.formulaires import Mots, montrer, onglets, saisie_de
from web.threads import en_fil
from workflow.errors import ValeurInvalide

ADRESSE = "/registre/conventions"
MACHINE = "convention"
STRUCTURE_CHANGEE = "structure changée"
"""How this list is told that a structure's card was changed: no reference has that form."""
_AIDES = {
    "reference": "Un nom court, par exemple VALBRENNE-2026.",
    "duree": "Par exemple 4 ans.",
    "donneur_ordre.siret": "14 chiffres.",
    "structure.siret": "14 chiffres.",
    "source": "Par exemple : convention signée le 15 décembre 2025.",
}


@get(ADRESSE)
@en_fil
def page_des_conventions(request: Requete) -> Response[str]:
    """Those in the reader's reach."""
    page = Page(request)
    return page.rendre(
        "registre/conventions.html",
        conventions=conventions_du_registre(page.bureau, page.visiteur),
        onglets=onglets(page),
        ouvrable=MACHINE in ouvrables(page.bureau, page.visiteur),
        structure_changee=page.fait == STRUCTURE_CHANGEE,
        ajoutee=page.fait,
    )


@get(ADRESSE + "/ajouter")
@en_fil
def demander(request: Requete) -> Response[str]:
    """An empty form, but for the structure of whoever asks."""
    page = Page(request)
    form = formulaire_de_convention(page.visiteur)
    return _montrer(page, form, Saisie(textes=valeurs_usuelles(page.bureau, page.visiteur)))


@post(ADRESSE + "/ajouter")
@en_fil
def recevoir(request: Requete) -> Response[Any]:
    """The agreement that was typed, or that of a file."""
    page = Page(request)
    form = formulaire_de_convention(page.visiteur)
    donne = request.state.formulaire.get(FICHIER)
    fichier = donne.file.read() if isinstance(donne, UploadFile) and donne.filename else None
    saisie = saisie_de(page, form)
    if fichier:
        saisie.erreurs = []
    if saisie.erreurs or page.formulaire.get(ETAPE) == REVOIR:
        return _montrer(page, form, saisie)
    try:
        fait = ajouter(page.bureau, page.visiteur, saisie.valeurs, fichier, juger=page.site.juger)
    except ValeurInvalide as erreur:
        champ, message = faute(form, erreur)
        connus = {une["champ"] for une in form.saisies}
        saisie.erreurs = [(champ if champ in connus and not fichier else FICHIER, message)]
        return _montrer(page, form, saisie)
    return page.dire(ADRESSE, fait.objet.reference)


def _montrer(page: Page, form: FormulaireDuRegistre, saisie: Saisie) -> Response[str]:
    mots = Mots(
        titre="Ajouter une convention",
        chapeau="Elle dit qui suit les clauses sociales, pour quel donneur d’ordre et jusqu’à "
        "quand. Rien ne part.",
        bouton="Ajouter la convention",
        retour=ADRESSE,
        liste="Conventions",
    )
    return montrer(page, form, saisie, mots, _AIDES, avec_fichier=True)


PAGES = (page_des_conventions, demander, recevoir)
