"""Lists of dossiers for pages, by holder, state, date and words: as many queries for any page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from services.due_dates import minuit
from services.held import PERSONNE, VOUS, a_vous, etats_de, mains
from services.looking import lignes
from services.looking_dossier import libelle_d_echeance
from services.office import Bureau
from services.signing_in import Visiteur
from services.visiting import portee
from storage import looking as vues
from storage.looking import FiltreDossiers, LigneVue, Nombre
from storage.unit_of_work import Connexion

PAR_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Tri:
    """What a list is narrowed to; every one of these stands in the page's address."""

    machine: str = ""
    """Empty: dossiers of every machine."""
    main: str = ""
    etat: str = ""
    q: str = ""
    avant: date | None = None
    clos: bool = False
    page: int = 1


def liste(
    bureau: Bureau, visiteur: Visiteur, tri: Tri, *, par_page: int = PAR_PAGE
) -> dict[str, Any]:
    """A page: ``{lignes, total, sur, mains, etats, suite}``.

    Raises:
        Introuvable: the reader has no dossiers to see.
    """
    base = FiltreDossiers(
        machine=tri.machine or None, portee=portee(visiteur), ouverts=not tri.clos
    )
    with bureau.travail.lire() as connexion:
        nombres = vues.nombres(connexion, base, visiteur.compte.id)
        filtre = _filtre(bureau, connexion, visiteur, tri, base, nombres)
        sur = sum(un.total for un in nombres)
        saut = (tri.page - 1) * par_page
        page = vues.page_par_echeance(connexion, filtre, saut=saut, limite=par_page + 1)
        montrees = page[:par_page]
        return {
            "lignes": [
                _ligne(bureau, connexion, visiteur, vue, dite)
                for vue, dite in zip(montrees, lignes(bureau, connexion, montrees), strict=True)
            ],
            "total": sur if filtre == base else vues.compter(connexion, filtre),
            "sur": sur,
            "mains": mains(bureau, connexion, nombres, visiteur),
            "etats": _etats(bureau, tri.machine, nombres),
            "suite": len(page) > par_page,
        }


def _filtre(  # what a filter is made of
    bureau: Bureau,
    connexion: Connexion,
    visiteur: Visiteur,
    tri: Tri,
    base: FiltreDossiers,
    nombres: list[Nombre],
) -> FiltreDossiers:
    filtre = replace(
        base,
        texte=tri.q.strip() or None,
        etat=tri.etat or None,
        avant=minuit(tri.avant) if tri.avant else None,
    )
    if tri.main == PERSONNE:
        return replace(filtre, en_pause=True)
    if not tri.main:
        return filtre
    roles = visiteur.roles if tri.main == VOUS else {tri.main}
    etats = tuple(couple for role in roles for couple in etats_de(bureau, connexion, nombres, role))
    siens = tri.main == VOUS and visiteur.compte.donneur_ordre is None
    return replace(
        filtre,
        etats=etats,
        en_pause=False,
        facilitateur=visiteur.compte.id if siens else None,
    )


def _ligne(
    bureau: Bureau, connexion: Connexion, visiteur: Visiteur, vue: LigneVue, dite: dict[str, Any]
) -> dict[str, Any]:
    compilee = bureau.machines.par_id(connexion, vue.dossier.definition)
    prochaine = dite["prochaine_echeance"]
    if prochaine:
        libelle = libelle_d_echeance(compilee.definition, vue.dossier.state, prochaine)
        prochaine["libelle"] = libelle
    miens = vue.dossier.assigned == visiteur.compte.id
    return {**dite, "a_vous": a_vous(visiteur, dite["detenteur"] or "", miens=miens)}


def _etats(bureau: Bureau, machine: str, nombres: list[Nombre]) -> list[dict[str, Any]]:
    """States of one machine in its own order, with how many dossiers stand there."""
    if not machine:
        return []
    etats = bureau.machines.courantes[machine].definition.etats
    comptes: dict[str, int] = {}
    for un in nombres:
        comptes[un.etat] = comptes.get(un.etat, 0) + un.total
    return [
        {"etat": nom, "libelle": etat.libelle, "total": comptes.get(nom, 0)}
        for nom, etat in etats.items()
    ]
