"""Reads everything that one dossier's page shows, each thing once, in seven readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.act import Chantier
from services.link_secrets import PORTEUR
from services.loading import (
    Charge,
    DejaLu,
    Donnees,
    charger_snapshot,
    cles_des_enfants,
    lire_liens,
    personnelles_de,
)
from services.snapshots import AUCUNE
from storage import around
from storage import dossiers as depot
from storage.around import ENFANT, PARENT
from storage.dossiers import LigneDossier
from storage.looking import LigneVue, TitulaireVu
from workflow.compiled import Compilee
from workflow.values import Lien


@dataclass(frozen=True, kw_only=True)
class Lue:
    """What was read of a dossier: for the kernel (``charge``), and as its page shows it.

    ``lignes`` are the rows of its journal, with the names of who acted; ``valeurs`` the personal
    values that they name.
    """

    charge: Charge
    lignes: Sequence[Any]
    valeurs: Mapping[str, Mapping[str, Any]]
    proches: Sequence[Any]
    titulaires: list[TitulaireVu]
    remplacant: str | None
    courriels: list[dict[str, Any]]
    documents: list[dict[str, Any]]


def lire_la_page(chantier: Chantier, vue: LigneVue, compilee: Compilee) -> Lue:
    """Read it; the people go to the entourage, where the scope and the page ask for them."""
    connexion, dossier = chantier.connexion, vue.dossier
    autour = chantier.entourage.lire_autour(dossier)
    lignes = around.journal(connexion, dossier.id, PORTEUR)
    ecrits = around.ecrits(connexion, dossier.id)
    valeurs = ecrits.valeurs
    proches = _proches(chantier, dossier, compilee)
    gardees = compilee.definition.personnels_gardes
    lu = DejaLu(
        lignes=lignes,
        liens=_liens_lus(chantier, dossier, compilee, proches),
        personnelles={un: val["valeur"] for un, val in valeurs.items()} if gardees else AUCUNE,
    )
    return Lue(
        charge=charger_snapshot(chantier, dossier, compilee, tout=True, lu=lu),
        lignes=lignes,
        valeurs=valeurs,
        proches=[un for un in proches if un.par in {ENFANT, PARENT}],
        titulaires=autour.titulaires,
        remplacant=autour.remplacant,
        courriels=ecrits.courriels,
        documents=ecrits.documents,
    )


def charger_pour_un_lien(
    chantier: Chantier, vue: LigneVue, compilee: Compilee
) -> tuple[Charge, Any | None]:
    """What the page of a personal link asks of a dossier, and its parent as ``proches`` reads it.

    The people go to the entourage; what the facts do not look at is not read.
    """
    connexion, dossier = chantier.connexion, vue.dossier
    proches = _proches(chantier, dossier, compilee)
    lus = compilee.evenements_lus
    lu = DejaLu(
        lignes=depot.lignes_d_un(connexion, dossier, lus) if lus else [],
        liens=_liens_lus(chantier, dossier, compilee, proches),
        personnelles=personnelles_de(connexion, dossier, compilee),
    )
    parent = next((un for un in proches if un.par == PARENT), None)
    return charger_snapshot(chantier, dossier, compilee, lu=lu), parent


def _proches(chantier: Chantier, dossier: LigneDossier, compilee: Compilee) -> Sequence[Any]:
    partages = compilee.liens_partages if compilee.liens_lus else ()
    cherches = [(un.trouve_par, un.machine) for un in partages]
    return around.proches(chantier.connexion, dossier, cherches)


def _liens_lus(
    chantier: Chantier, dossier: LigneDossier, compilee: Compilee, proches: Sequence[Any]
) -> Mapping[str, tuple[Lien, ...]]:
    if not compilee.liens_lus:
        return {}
    cles = cles_des_enfants(chantier.connexion, [(dossier.id, compilee)])
    return _liens(proches, compilee, cles)


def _liens(
    proches: Sequence[Any], compilee: Compilee, donnees: Donnees
) -> dict[str, tuple[Lien, ...]]:
    """The links that facts look at: by their name for what was opened, by column for the rest."""
    enfants = (un for un in proches if un.par == ENFANT)
    trouves = dict(lire_liens(enfants, compilee, donnees))
    for declare in compilee.liens_partages:
        siens = [
            un for un in proches if un.par == declare.trouve_par and un.machine == declare.machine
        ]
        trouves[declare.nom] = tuple(map(_lien, siens))
    return trouves


def _lien(un: Any) -> Lien:
    return Lien(numero=un.numero, machine=un.machine, etat=un.state, final=bool(un.final))
