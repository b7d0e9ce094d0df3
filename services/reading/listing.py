"""Lists of dossiers for pages, by holder, state, date and words: as many queries for any page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import EQUIPE, est_de_la_ville, portee
from services.office import Bureau
from services.reading.held import (
    PERSONNE,
    VOUS,
    Remis,
    a_vous,
    etats_de,
    mains,
    par_portefeuille,
    remis,
)
from services.reading.looking import lignes, tache_manquee
from services.reading.looking_dossier import libelle_d_echeance
from services.reading.progress import AVANCENT, avec_l_avancement
from states.french import jour_civil
from states.roles import REFERENT
from storage import looking as vues
from storage.list_order import (
    ECHEANCE,
    ORDRES,
    PERSONNES,
    VILLES,
    Ordre,
    Tranche,
    choix_de_filtre,
    page_triee,
)
from storage.looking import FiltreDossiers, LigneVue, Nombre
from storage.missed_tasks import Lecture
from storage.unit_of_work import Connexion

__all__ = [
    "ECHEANCE",
    "ORDRES",
    "PAR_PAGE",
    "Tri",
    "dire_les_lignes",
    "liste",
    "restreindre",
]
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


@dataclass(frozen=True)
class Restreinte:
    """A list before its rows: the filter as storage reads it, and what the bar above tells."""

    filtre: FiltreDossiers
    nombres: list[Nombre] | None
    """What the list counts by state, when nothing narrows it."""
    barre: dict[str, Any]

    @property
    def total(self) -> int | None:
        """How many dossiers the list has, where that is known already."""
        return None if self.nombres is None else sum(un.total for un in self.nombres)


def liste(
    bureau: Bureau, visiteur: Visiteur, tri: Tri, *, par_page: int = PAR_PAGE
) -> dict[str, Any]:
    """A page: ``{lignes, avance, total, sur, mains, etats, suite}``.

    ``avance`` says whether rows tell hours and the last contact.

    Raises:
        Introuvable: the reader has no dossiers to see.
    """
    with bureau.travail.lire() as connexion:
        voulu = restreindre(bureau, connexion, visiteur, tri)
        lecture = lecture_de(bureau, visiteur)
        tranche = Tranche((tri.page - 1) * par_page, par_page + 1, voulu.total)
        ordre = ordre_de(bureau, tri)
        page, total = page_triee(connexion, voulu.filtre, lecture, ordre, tranche)
        lignes = dire_les_lignes(bureau, connexion, visiteur, page[:par_page])
        avance = tri.machine in AVANCENT
        return {
            **voulu.barre,
            "total": total,
            "lignes": avec_l_avancement(connexion, page[:par_page], lignes) if avance else lignes,
            "avance": avance,
            "suite": len(page) > par_page,
        }


def lecture_de(bureau: Bureau, visiteur: Visiteur) -> Lecture:
    """Today, and whose missed tasks rows tell: to a buyer's people, theirs alone."""
    role = REFERENT if est_de_la_ville(visiteur) else None
    return Lecture(jour_civil(bureau.horloge.maintenant()), role)


def ordre_de(bureau: Bureau, tri: Tri) -> Ordre:
    """The order that is asked for; states follow the process, not their names."""
    courantes = bureau.machines.courantes
    etats = courantes[tri.machine].definition.etats if tri.machine else ()
    return Ordre(tri.ordre, tri.descend, tuple(etats))


def restreindre(bureau: Bureau, connexion: Connexion, visiteur: Visiteur, tri: Tri) -> Restreinte:
    """The filter of a list, and what the bar above tells: whatever the view, the same.

    Raises:
        Introuvable: the reader has no dossiers to see.
    """
    base = FiltreDossiers(
        machine=tri.machine or None, portee=portee(visiteur, tri.machine), ouverts=not tri.clos
    )
    nombres = vues.nombres(connexion, base, visiteur.comptes)
    passes = remis(bureau, connexion, base, nombres, visiteur)
    filtre = _filtre(bureau, connexion, visiteur, tri, base, nombres, passes)
    jour = jour_civil(bureau.horloge.maintenant())
    parmi = choix_de_filtre(connexion, base, jour) if visiteur.roles & EQUIPE else {}
    barre = {
        "villes": parmi.get(VILLES, []),
        "personnes": parmi.get(PERSONNES, []),
        "sur": sum(un.total for un in nombres),
        "mains": mains(bureau, connexion, nombres, visiteur, passes),
        "etats": _etats(bureau, tri.machine, nombres) if tri.machine else [],
    }
    return Restreinte(filtre, nombres if filtre == base else None, barre)


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
        avant=(tri.avant, lecture_de(bureau, visiteur)) if tri.avant else None,
        donneur_ordre=tri.ville,
        suivi_par=tri.suivi,
    )
    if tri.main == PERSONNE:
        return replace(filtre, en_pause=True)
    if not tri.main:
        return filtre
    roles = visiteur.roles if tri.main == VOUS else {tri.main}
    etats = tuple(couple for role in roles for couple in etats_de(bureau, connexion, nombres, role))
    siens = tri.main == VOUS and par_portefeuille(visiteur)
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
    """Each dossier as the views tell it, the task that was missed first before a later date."""
    dites = lignes(bureau, connexion, page)
    return [
        _ligne(bureau, connexion, visiteur, vue, {**dite, "tache_manquee": _manquee(bureau, vue)})
        for vue, dite in zip(page, dites, strict=True)
    ]


def _manquee(bureau: Bureau, vue: LigneVue) -> dict[str, str] | None:
    """The missed task of a row; a missed deadline tells itself, what is held is not late."""
    dossier, jour = vue.dossier, jour_civil(bureau.horloge.maintenant())
    if dossier.hold or dossier.final or dossier.shown < jour.isoformat():
        return None
    return tache_manquee(vue)


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


def _par_etat(nombres: Iterable[Nombre]) -> dict[str, int]:
    """How many dossiers stand in each state."""
    comptes: dict[str, int] = {}
    for un in nombres:
        comptes[un.etat] = comptes.get(un.etat, 0) + un.total
    return comptes


def _etats(bureau: Bureau, machine: str, nombres: list[Nombre]) -> list[dict[str, Any]]:
    """States of the machine in its own order, with how many dossiers stand there."""
    etats = bureau.machines.courantes[machine].definition.etats
    comptes = _par_etat(nombres)
    return [
        {"etat": nom, "libelle": etat.libelle, "total": comptes.get(nom, 0)}
        for nom, etat in etats.items()
    ]
