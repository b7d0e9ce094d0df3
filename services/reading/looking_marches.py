"""Marchés of the register, with the dossier that follows each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from services.office import Bureau
from services.reading.looking import identite, publies
from services.register.follow import MACHINE
from services.register.register_fields import siret
from states.french import jour_civil
from storage import looking as vues
from storage import register_queries as registre
from storage.looking import LigneVue, Portee, TitulaireVu
from storage.register_values import FiltreMarches, Marche
from storage.unit_of_work import Connexion
from workflow.errors import ValeurInvalide

TOUT = Portee()
VISIBLES = ["objet", "acheteur", "uid", "date_notification", "cpv", "considerations"]


def marches(  # noqa: PLR0913 # what a page of marchés is made of
    bureau: Bureau,
    filtre: FiltreMarches,
    *,
    acheteur: str | None,
    apres: str | None,
    limite: int,
    saut: int = 0,
    portee: Portee = TOUT,
) -> dict[str, Any]:
    """A page of marchés: ``{marches, total, suite}``; their dossiers as far as ``portee`` goes.

    Raises:
        ValeurInvalide: an unknown buyer, or no such marché to go on after.
        MarcheAmbigu: several marchés answer to the one after which to go on.
    """
    jour = jour_civil(bureau.horloge.maintenant())
    with bureau.travail.lire() as connexion:
        if acheteur is not None:
            filtre = FiltreMarches(
                **{**asdict(filtre), "donneur_ordre": _donneur(connexion, acheteur)}
            )
        page = registre.marches(connexion, limite + 1, _apres(connexion, apres), filtre, saut)
        page, suite = page[:limite], len(page) > limite
        ids = [un.id for un in page]
        suivis = vues.dossiers_des_marches(connexion, ids, MACHINE, portee, jour) if ids else {}
        modifiees = registre.en_vigueur(connexion, ids, jour)
        donneurs = registre.noms_donneurs(connexion, (un.donneur_ordre for un in page), jour)
        tenants: dict[int, list[TitulaireVu]] = {}
        for un in vues.titulaires(connexion, ids, jour) if ids else ():
            tenants.setdefault(un.marche, []).append(un)
        return {
            "marches": [
                _ligne(un, tenants.get(un.id, []), modifiees[un.id])
                | {"donneur_ordre": donneurs[un.donneur_ordre]}
                | _suivi(bureau, connexion, suivis.get(un.id))
                for un in page
            ],
            "total": registre.compter_marches(connexion, filtre),
            "suite": suite,
        }


def _donneur(connexion: Connexion, texte: str) -> int:
    cle = registre.donneur_ordre_par_siret(connexion, siret("acheteur", texte))
    if cle is None:
        raise ValeurInvalide(
            "acheteur",
            f"Aucun donneur d’ordre n’a le SIRET {texte}.",
            "« jalon marches » montre ceux du registre.",
        )
    return cle


def _apres(connexion: Connexion, texte: str | None) -> int | None:
    if texte is None:
        return None
    marche = registre.marche_par_cle(connexion, texte)
    if marche is None:
        raise ValeurInvalide(
            "apres",
            f"Aucun marché ne répond à « {texte} ».",
            "Donnez le dernier numéro de la page précédente.",
        )
    return marche.id


def _ligne(
    marche: Marche, tenants: Sequence[TitulaireVu], modifie: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "id": marche.id,
        "numero": marche.identifiant,
        **{nom: getattr(marche, nom) for nom in VISIBLES},
        **_en_vigueur(marche, modifie),
        "titulaire": ", ".join(un.nom for un in tenants) or None,
        "titulaires": [{"nom": un.nom, "siret": un.identifiant} for un in tenants],
        "publie_sous": publies(tenants),
    }


def _en_vigueur(marche: Marche, modifie: Mapping[str, Any]) -> dict[str, Any]:
    """Amount and length of the day; those of the notification beside them."""
    montant = modifie.get("montant", marche.montant)
    return {
        "montant": _texte(montant),
        "montant_initial": _texte(marche.montant),
        "duree_mois": modifie.get("duree_mois", marche.duree_mois),
        "duree_mois_initiale": marche.duree_mois,
    }


def _texte(montant: Decimal | None) -> str | None:
    return None if montant is None else str(montant)


def _suivi(bureau: Bureau, connexion: Connexion, vue: LigneVue | None) -> dict[str, Any]:
    if vue is None:
        return dict.fromkeys(("machine", "version", "etat", "rev", "detenteur", "dossier"))
    compilee = bureau.machines.par_id(connexion, vue.dossier.definition)
    dite = identite(vue, compilee)
    noms = ("machine", "version", "etat", "etat_libelle", "rev", "detenteur", "detenteur_nom")
    return {**{nom: dite[nom] for nom in noms}, "dossier": dite["numero"]}
