"""Opens the dossiers that effects ask for: one, or one for each of a list, by a declared link."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from services.act import Auteur, Chantier, Ouvrage, Suite
from services.opening import NouveauDossier, ouvrir_dossier
from states.french import PARIS
from storage import dossiers as depot
from storage import incidents, links
from storage import titulaires as depot_titulaires
from storage.column_types import lire_instant
from storage.dossiers import LigneDossier
from storage.stored_json import lire_json
from storage.titulaires import FicheTitulaire
from workflow.fields import en_texte
from workflow.process import DE_LIEN_EN_LIEN, Effet, LienDeclare
from workflow.suspending import pauses_de
from workflow.values import SYSTEME


@dataclass(frozen=True)
class Partie:
    """One element of a list: the company that its dossier is about, and how it is named."""

    entreprise: int | None
    nom: str


def ouvrir_les_ouvrages(chantier: Chantier, auteur: Auteur) -> list[LigneDossier]:
    """Open what the effects of an act asked for; what the link forbids is not opened again."""
    ouverts: list[LigneDossier] = []
    while chantier.ouvrages:
        ouvrage = chantier.ouvrages.pop(0)
        ouverts.extend(_ouvrir_ouvrage(chantier, ouvrage, auteur))
    return ouverts


def _ouvrir_ouvrage(chantier: Chantier, ouvrage: Ouvrage, auteur: Auteur) -> list[LigneDossier]:
    effet, parent = ouvrage.effet, ouvrage.parent
    lien = lien_de(chantier, parent, effet.lien)
    if effet.pour_chaque:
        deja = _entreprises_suivies(chantier, parent, lien)
        parties = [
            une for une in LISTES[effet.pour_chaque](chantier, parent) if une.entreprise not in deja
        ]
    else:
        parties = [Partie(parent.entreprise, "")]
    return [
        ouvrir_enfant(chantier, ouvrage, auteur, une)
        for une in parties
        if refus_du_lien(chantier, parent, lien, ouvrage.donnees) is None
    ]


def lien_de(chantier: Chantier, parent: LigneDossier, nom: str) -> LienDeclare:
    """The link that the parent's machine declares; today's, when its own version knows it not."""
    machines = chantier.bureau.machines
    compilee = machines.par_id(chantier.connexion, parent.definition)
    declare = compilee.definition.liens.get(nom)
    return declare or machines.courantes[parent.machine].definition.liens[nom]


def _enfants(chantier: Chantier, parent: LigneDossier, lien: LienDeclare) -> list[LigneDossier]:
    enfants = depot.enfants_entiers(chantier.connexion, parent.id)
    return [un for un in enfants if un.lien == lien.nom]


def _entreprises_suivies(
    chantier: Chantier, parent: LigneDossier, lien: LienDeclare
) -> set[int | None]:
    """Companies that have a live dossier under that link already."""
    return {un.entreprise for un in _enfants(chantier, parent, lien) if not un.final}


def refus_du_lien(
    chantier: Chantier,
    parent: LigneDossier,
    lien: LienDeclare,
    donnees: Mapping[str, Any],
    *,
    a_la_main: bool = False,
) -> str | None:
    """Why one more dossier may not be opened by a link: its key is taken, or it is full.

    ``a_la_main``: a person asks, whom the key does not hold back where the link says so.
    """
    enfants = _enfants(chantier, parent, lien)
    tenue = lien.cle and not (a_la_main and lien.libre_a_la_main)
    cle = en_texte(donnees.get(lien.cle)) if tenue else None
    for un in enfants if cle is not None else ():
        if un.state not in lien.libere_par and lire_json(un.data).get(lien.cle) == cle:
            return f"{un.numero} existe déjà pour « {cle} » : un seul est admis."
    vivants = [un for un in enfants if not un.final]
    if lien.maximum is not None and len(vivants) >= lien.maximum:
        numeros = ", ".join(un.numero for un in vivants)
        return f"{numeros} est en cours : {lien.maximum} au plus à la fois."
    return None


def ouvrir_enfant(
    chantier: Chantier,
    ouvrage: Ouvrage,
    auteur: Auteur,
    partie: Partie,
    *,
    role: str = SYSTEME,
    at: datetime | None = None,
) -> LigneDossier:
    """Open one dossier under its parent, in the same root, entrusted to the same person.

    Raises:
        ValeurInvalide: unknown field, compulsory field missing, wrong type.
    """
    parent = ouvrage.parent
    ouvert = ouvrir_dossier(
        chantier,
        NouveauDossier(
            machine=ouvrage.effet.nom,
            sujet=" — ".join(un for un in (partie.nom, parent.subject) if un),
            donnees=ouvrage.donnees,
            at=at,
            parent=parent,
            lien=ouvrage.effet.lien,
            convention=parent.convention,
            marche=parent.marche,
            operation=parent.operation,
            entreprise=partie.entreprise,
            assigned=_referent(chantier, ouvrage.effet, partie) or parent.assigned,
            auteur=auteur,
            role=role,
        ),
    )
    suivre_les_arrets(chantier, ouvert)
    return ouvert


def _ancetres(chantier: Chantier, dossier: LigneDossier) -> Iterator[tuple[LigneDossier, str]]:
    """The dossiers above one in its root, the nearest first, and the links from each down to it."""
    chemin, enfant = dossier.lien or "", dossier
    while enfant.parent is not None and (enfant is dossier or enfant.racine is not None):
        ancetre = depot.par_id(chantier.connexion, enfant.parent)
        assert ancetre is not None  # noqa: S101 # a foreign key holds it
        yield ancetre, chemin
        chemin, enfant = f"{ancetre.lien}{DE_LIEN_EN_LIEN}{chemin}", ancetre


def suivre_les_arrets(chantier: Chantier, dossier: LigneDossier, *, muet: bool = False) -> None:
    """What opens, or comes back, while one above it is stopped waits as those that were there do.

    A marché freezes what its relations opened too: the way up is walked to the root. ``muet``: no
    mail says so, of a dossier that is taken over as it stands.
    """
    for ancetre, chemin in _ancetres(chantier, dossier):
        for effet in _pauses(chantier, ancetre, chemin):
            arret = Suite(
                dossier=dossier.id,
                evenement=effet.nom,
                saisies=dict(effet.avec),
                emetteur=ancetre,
                at=_depuis(chantier, ancetre, effet, dossier),
                muet=muet,
            )
            chantier.suites.append(arret)


def _depuis(
    chantier: Chantier, ancetre: LigneDossier, effet: Effet, dossier: LigneDossier
) -> datetime | None:
    """Since when the ancestor is stopped, or the dossier has been open there; now when unsaid."""
    jour = lire_json(ancetre.data).get(effet.le)
    if jour is None:
        return None
    debut = datetime.combine(date.fromisoformat(jour), time(), PARIS)
    return min(max(debut, lire_instant(dossier.opened_at)), chantier.now)


def _pauses(chantier: Chantier, dossier: LigneDossier, vers: str) -> list[Effet]:
    """Holds that the state of a dossier puts on what stands behind a link."""
    compilee = chantier.bureau.machines.par_id(chantier.connexion, dossier.definition)
    return [un for un in pauses_de(compilee.definition, dossier.state) if un.a == vers]


def _referent(chantier: Chantier, effet: Effet, partie: Partie) -> int | None:
    """Whoever follows the company on its other marchés: it has one référent·e (annexe 1/B)."""
    if partie.entreprise is None or not effet.pour_chaque:
        return None
    return links.referent_de_l_entreprise(chantier.connexion, partie.entreprise, effet.nom)


def ouvrir_relation(
    chantier: Chantier, ouvrage: Ouvrage, auteur: Auteur, titulaire: FicheTitulaire
) -> LigneDossier:
    """Open the dossier of one titulaire under that of its marché."""
    return ouvrir_enfant(chantier, ouvrage, auteur, Partie(titulaire.entreprise, titulaire.nom))


def sans_relation(chantier: Chantier, marche: LigneDossier, lien: str) -> list[FicheTitulaire]:
    """Titulaires of a followed marché with whom no relation was ever opened."""
    enfants = depot.enfants_entiers(chantier.connexion, marche.id)
    entreprises = {un.entreprise for un in enfants if un.lien == lien}
    return [un for un in _du_registre(chantier, marche) if un.entreprise not in entreprises]


def _titulaires(chantier: Chantier, marche: LigneDossier) -> list[Partie]:
    return [Partie(un.entreprise, un.nom) for un in _du_registre(chantier, marche)]


def _du_registre(chantier: Chantier, marche: LigneDossier) -> list[FicheTitulaire]:
    """Titulaires of the register; that there are none must be seen by somebody."""
    trouves = (
        depot_titulaires.du_marche(chantier.connexion, marche.marche, chantier.entourage.jour)
        if marche.marche is not None
        else []
    )
    if not trouves:
        incidents.ouvrir(
            chantier.connexion,
            cle=f"titulaires:{marche.id}",
            genre="titulaires_inconnus",
            dossier=marche.id,
            compte=chantier.entourage.compte_du_bureau(marche, "facilitateur"),
            message=f"{marche.numero} : le registre ne connaît aucun titulaire, aucune relation "
            "n’est ouverte. Complétez le registre.",
            now=chantier.now,
        )
    return trouves


LISTES: Mapping[str, Callable[[Chantier, LigneDossier], Iterable[Partie]]] = {
    "titulaires": _titulaires
}
"""Name that ``ouvre.pour_chaque`` may walk → its elements for one parent."""
