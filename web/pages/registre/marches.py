"""Marchés of the register, and the one that is taken into the portfolio: shown, then followed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath

from services.counter.following import (
    FormulaireDeSuivi,
    formulaire_de_suivi,
    sans_convention,
    suivre_par_la_page,
)
from services.counter.register_forms import exiger_l_equipe
from services.errors import Introuvable, Refused
from services.reading.looking_dossier import libelle_d_echeance
from services.reading.reading_register import Tranche, marches_vus
from web.consequences import sorts
from web.forms import Saisie, dites, faute
from web.kept_forms import ETAPE, FAIRE, REVOIR
from web.page import Page, Requete, numero_de_page
from web.pages.registre.formulaires import Mots, montrer, onglets, saisie_de
from web.threads import en_fil
from workflow.errors import ValeurInvalide

ADRESSE = "/registre/marches"
PAR_PAGE = 50
TOUS = "tous"


@get(ADRESSE)
@en_fil
def page_des_marches(request: Requete) -> Response[str]:
    """What the imports have read; those that nobody follows, unless all are asked for."""
    page = Page(request)
    exiger_l_equipe(page.visiteur)
    demande, numero = request.query_params, numero_de_page(request)
    q, tous = str(demande.get("q", "")).strip()[:100], demande.get("voir") == TOUS
    tranche = Tranche(texte=q, saut=(numero - 1) * PAR_PAGE, limite=PAR_PAGE, a_suivre=not tous)
    return page.rendre(
        "registre/marches.html",
        **marches_vus(page.bureau, page.visiteur, tranche),
        onglets=onglets(page),
        q=q,
        tous=tous,
        numero=numero,
        avec=urlencode({nom: val for nom, val in (("q", q), ("voir", TOUS * tous)) if val}),
    )


@get(ADRESSE + "/{cle:int}/suivre")
@en_fil
def demander(request: Requete, cle: FromPath[int]) -> Response[Any]:
    """Under which agreement, by whom."""
    page = Page(request)
    form = formulaire_de_suivi(page.bureau, page.visiteur, cle)
    return _montrer(page, form, Saisie(textes=dict(form.proposees)))


@post(ADRESSE + "/{cle:int}/suivre")
@en_fil
def suivre(request: Requete, cle: FromPath[int]) -> Response[Any]:
    """What would start, then the dossier that has."""
    page = Page(request)
    form = formulaire_de_suivi(page.bureau, page.visiteur, cle)
    saisie, etape = saisie_de(page, form), page.formulaire.get(ETAPE)
    if saisie.erreurs or etape == REVOIR:
        return _montrer(page, form, saisie)
    try:
        dite = suivre_par_la_page(
            page.bureau, page.visiteur, form, saisie.valeurs, essai=etape != FAIRE
        )
    except Refused as erreur:
        saisie.erreurs = [("convention", une.phrase) for une in erreur.refus.conditions]
        return _montrer(page, form, saisie)
    except (ValeurInvalide, Introuvable) as erreur:
        saisie.erreurs = [faute(form, erreur)]
        return _montrer(page, form, saisie)
    if etape != FAIRE:
        return _apercu(page, form, saisie, dite)
    return page.dire(f"/{page.site.adresses['marche']}/{dite['dossier']}", "1")


def _montrer(page: Page, form: FormulaireDeSuivi, saisie: Saisie) -> Response[str]:
    mots = Mots(
        titre="Suivre un marché",
        chapeau="Ce que le suivi ouvre et envoie vous est montré avant.",
        bouton="Voir ce qui commencerait…",
        retour=ADRESSE,
        liste="Marchés publiés",
    )
    aides = {"convention": sans_convention(form)}
    return montrer(page, form, saisie, mots, aides, fiche=_fiche(form))


def _fiche(form: FormulaireDeSuivi) -> list[tuple[str, Any]]:
    """What the register knows of the marché, for whoever is about to follow it."""
    marche = form.marche
    tenants = [f"{un['nom']} ({un['siret']})" for un in marche["titulaires"]]
    return [
        ("Objet", marche["objet"]),
        ("Numéro", marche["numero"]),
        ("Donneur d’ordre", marche["donneur_ordre"]),
        ("Titulaires", ", ".join(tenants)),
        ("Notifié le", marche["date_notification"]),
        ("Dossier", marche["dossier"]),
    ]


def _apercu(
    page: Page, form: FormulaireDeSuivi, saisie: Saisie, dite: dict[str, Any]
) -> Response[str]:
    machines = page.bureau.machines.courantes
    return page.rendre(
        "registre/apercu.html",
        form=form,
        saisie=saisie,
        dites=dites(form, saisie),
        dite=dite,
        courriels=[
            un for un in dite["apercus"] if un["genre"] == "courriel" and un["statut"] != "digest"
        ],
        sorts=sorts(dite["courriels"]),
        ouverts=[
            {
                **un,
                "libelle": machines[un["machine"]].definition.libelle,
                "etat_libelle": machines[un["machine"]].definition.etats[un["etat"]].libelle,
                "echeances": [
                    {
                        **une,
                        "libelle": libelle_d_echeance(
                            machines[un["machine"]].definition, un["etat"], une
                        ),
                    }
                    for une in un["echeances"]
                ],
            }
            for un in dite["ouverts"]
        ],
    )


PAGES = (page_des_marches, demander, suivre)
