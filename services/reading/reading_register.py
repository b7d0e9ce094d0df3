"""The register as somebody may read it: marchés, companies, agreements; never a person's name."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import portee
from services.office import Bureau
from services.reading.looking_marches import marches
from services.register.follow import MACHINE
from states.french import jour_civil
from storage import register_listing as depot
from storage.register_values import FiltreMarches


@dataclass(frozen=True, kw_only=True)
class Tranche:
    """A page of a list, narrowed to some words."""

    texte: str = ""
    saut: int = 0
    limite: int = 50
    seul: int | None = None
    """Key of the only one asked for."""
    a_suivre: bool = False
    """Only the marchés that no dossier follows."""


def marches_vus(bureau: Bureau, visiteur: Visiteur, tranche: Tranche) -> dict[str, Any]:
    """``{marches, total, suite}``: marchés are public, the dossier that follows one is not.

    Raises:
        Introuvable: the reader has no dossiers to see.
    """
    sienne = portee(visiteur)
    filtre = FiltreMarches(
        donneur_ordre=sienne.donneur_ordre,
        limite_a=sienne.limite_a,
        texte=tranche.texte or None,
        seul=tranche.seul,
        sans_dossier=MACHINE if tranche.a_suivre else None,
    )
    return marches(
        bureau,
        filtre,
        acheteur=None,
        apres=None,
        limite=tranche.limite,
        saut=tranche.saut,
        portee=sienne,
    )


def entreprises_vues(bureau: Bureau, visiteur: Visiteur, tranche: Tranche) -> dict[str, Any]:
    """``{entreprises, suite}``, each with its identities.

    Raises:
        Introuvable: as :func:`marches_vus`.
    """
    sienne = portee(visiteur)
    with bureau.travail.lire() as connexion:
        page = depot.entreprises(
            connexion,
            sienne,
            texte=tranche.texte,
            saut=tranche.saut,
            limite=tranche.limite + 1,
            seule=tranche.seul,
        )
        lues = page[: tranche.limite]
        par_entreprise: dict[int, list[dict[str, Any]]] = {cle: [] for cle, _ in lues}
        for une in depot.identites(connexion, list(par_entreprise)):
            par_entreprise[une.entreprise].append(
                {"siret": une.identifiant, "nom": une.nom, "du": une.du, "au": une.au}
            )
    return {
        "entreprises": [
            {"id": cle, "nom": nom, "identites": par_entreprise[cle]} for cle, nom in lues
        ],
        "suite": len(page) > tranche.limite,
    }


def conventions_vues(bureau: Bureau, visiteur: Visiteur) -> list[dict[str, Any]]:
    """Agreements in force and past.

    Raises:
        Introuvable: as :func:`marches_vus`.
    """
    jour = jour_civil(bureau.horloge.maintenant())
    with bureau.travail.lire() as connexion:
        return [asdict(une) for une in depot.conventions(connexion, portee(visiteur), jour)]
