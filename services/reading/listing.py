"""Lists of dossiers for pages, by holder, state, date and words: as many queries for any page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import EQUIPE, portee
from services.office import Bureau
from services.reading.due_dates import minuit
from services.reading.held import PERSONNE, VOUS, Remis, a_vous, etats_de, mains, remis
from services.reading.looking import lignes
from services.reading.looking_dossier import libelle_d_echeance
from states.french import jour_civil
from storage import looking as vues
from storage.list_order import (
    ECHEANCE,
    ORDRES,
    PERSONNES,
    VILLES,
    Ordre,
    choix_de_filtre,
    page_triee,
)
from storage.looking import FiltreDossiers, LigneVue, Nombre
from storage.unit_of_work import Connexion

__all__ = ["ECHEANCE", "ORDRES", "PAR_PAGE", "Tri", "dire_les_lignes", "liste", "restreindre"]
PAR_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Tri:
    """What a list is narrowed to; every one of these stands in the page's address."""

    machine: str
    main: str = ""
    etat: str = ""
    q: str = ""
    avant: date | None = None
    ville: int | None = None
    suivi: int | None = None
    """The buyer and the person that the list is narrowed to, by their keys."""
    ordre: str = ECHEANCE
    descend: bool = False
    clos: bool = False
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class Restreinte:
    """A list before its rows: the filter as storage reads it, and what the bar above tells."""

    filtre: FiltreDossiers
    sur: int
    total: int
    barre: dict[str, Any]


def liste(
    bureau: Bureau, visiteur: Visiteur, tri: Tri, *, par_page: int = PAR_PAGE
) -> dict[str, Any]:
    """A page: ``{lignes, total, sur, mains, etats, suite}``.

    Raises:
        Introuvable: the reader has no dossiers to see.
    """
    jour = jour_civil(bureau.horloge.maintenant())
    with bureau.travail.lire() as connexion:
        voulu = restreindre(bureau, connexion, visiteur, tri)
        saut = (tri.page - 1) * par_page
        page = page_triee(
            connexion,
            voulu.filtre,
            jour,
            Ordre(tri.ordre, tri.descend, _ordre_des_etats(bureau, tri.machine)),
            saut=saut,
            limite=par_page + 1,
        )
        return {
            **voulu.barre,
            "lignes": dire_les_lignes(bureau, connexion, visiteur, page[:par_page]),
            "suite": len(page) > par_page,
        }


def _ordre_des_etats(bureau: Bureau, machine: str) -> tuple[str, ...]:
    return tuple(bureau.machines.courantes[machine].definition.etats) if machine else ()


def restreindre(bureau: Bureau, connexion: Connexion, visiteur: Visiteur, tri: Tri) -> Restreinte:
    """The filter of a list, and its counts: whatever the view, the same ones.

    Raises:
        Introuvable: the reader has no dossiers to see.
    """
    base = FiltreDossiers(
        machine=tri.machine or None, portee=portee(visiteur, tri.machine), ouverts=not tri.clos
    )
    nombres = vues.nombres(connexion, base, visiteur.comptes)
    passes = remis(bureau, connexion, base, nombres, visiteur)
    filtre = _filtre(bureau, connexion, visiteur, tri, base, nombres, passes)
    sur = sum(un.total for un in nombres)
    total = sur if filtre == base else vues.compter(connexion, filtre)
    jour = jour_civil(bureau.horloge.maintenant())
    parmi = choix_de_filtre(connexion, base, jour) if visiteur.roles & EQUIPE else {}
    barre = {
        "villes": parmi.get(VILLES, []),
        "personnes": parmi.get(PERSONNES, []),
        "total": total,
        "sur": sur,
        "mains": mains(bureau, connexion, nombres, visiteur, passes),
        "etats": _etats(bureau, tri.machine, nombres) if tri.machine else [],
    }
    return Restreinte(filtre=filtre, sur=sur, total=total, barre=barre)


def _filtre(  # noqa: PLR0913, PLR0917 # what a filter is made of
    bureau: Bureau,
    connexion: Connexion,
    visiteur: Visiteur,
    tri: Tri,
    base: FiltreDossiers,
    nombres: list[Nombre],
    passes: Sequence[Remis],
) -> FiltreDossiers:
    filtre = replace(
        base,
        texte=tri.q.strip() or None,
        etat=tri.etat or None,
        avant=minuit(tri.avant) if tri.avant else None,
        donneur_ordre=tri.ville,
        suivi_par=tri.suivi,
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
        sauf=tuple(un.id for un in passes if un.vers not in roles),
        aussi=tuple(un.id for un in passes if un.vers in roles),
        en_pause=False,
        facilitateurs=visiteur.comptes if siens else (),
    )


def dire_les_lignes(
    bureau: Bureau, connexion: Connexion, visiteur: Visiteur, page: Sequence[LigneVue]
) -> list[dict[str, Any]]:
    """Each dossier as the views tell it."""
    dites = lignes(bureau, connexion, page)
    return [
        _ligne(bureau, connexion, visiteur, vue, dite)
        for vue, dite in zip(page, dites, strict=True)
    ]


def _ligne(
    bureau: Bureau, connexion: Connexion, visiteur: Visiteur, vue: LigneVue, dite: dict[str, Any]
) -> dict[str, Any]:
    compilee = bureau.machines.par_id(connexion, vue.dossier.definition)
    prochaine = dite["prochaine_echeance"]
    if prochaine:
        libelle = libelle_d_echeance(compilee.definition, vue.dossier.state, prochaine)
        prochaine["libelle"] = libelle
    miens = vue.dossier.assigned in visiteur.comptes
    return {**dite, "a_vous": a_vous(visiteur, dite["detenteur"] or "", miens=miens)}


def _etats(bureau: Bureau, machine: str, nombres: list[Nombre]) -> list[dict[str, Any]]:
    """States of the machine in its own order, with how many dossiers stand there."""
    etats = bureau.machines.courantes[machine].definition.etats
    comptes: dict[str, int] = {}
    for un in nombres:
        comptes[un.etat] = comptes.get(un.etat, 0) + un.total
    return [
        {"etat": nom, "libelle": etat.libelle, "total": comptes.get(nom, 0)}
        for nom, etat in etats.items()
    ]
