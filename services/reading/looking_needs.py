"""Training needs noted in a year, those that come back first: the yearly note lists them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from services.errors import Introuvable
from services.office import Bureau
from services.snapshots import lire_ligne
from states.french import jour_civil
from storage import dossiers as depot
from storage import personal, training_needs
from storage.register_people import convention_par_reference
from storage.unit_of_work import Connexion
from workflow.history import effectif

EVENEMENT = "noter_besoin_formation"


def besoins_de_formation(bureau: Bureau, reference: str, annee: int) -> list[dict[str, Any]]:
    """Needs of a convention's dossiers in a civil year (annexe 2/A), the most frequent first.

    The same words count as the same need, whatever their case and spaces.

    Raises:
        Introuvable: no such convention.
    """
    with bureau.travail.lire() as connexion:
        convention = convention_par_reference(connexion, reference)
        if convention is None:
            raise Introuvable(
                "convention",
                f"La convention « {reference} » n’existe pas.",
                "« jalon convention lister » les montre.",
            )
        notes = list(_notes(bureau, connexion, convention.id))
    groupes: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for une in notes:
        if une["le"].year == annee:
            cle = (une["competence"], " ".join(une["besoin"].casefold().split()))
            groupes.setdefault(cle, []).append(une)
    return sorted(map(_besoin, groupes.values()), key=lambda un: (-un["fois"], un["premier_le"]))


def _notes(bureau: Bureau, connexion: Connexion, convention: int) -> Iterator[dict[str, Any]]:
    dossiers = training_needs.dossiers_avec(connexion, convention, EVENEMENT)
    lignes = depot.lignes(connexion, [un.id for un in dossiers], [EVENEMENT]) if dossiers else {}
    valeurs = personal.valeurs(connexion, [un.id for un in dossiers])
    for dossier in dossiers:
        compilee = bureau.machines.par_id(connexion, dossier.definition)
        siennes = valeurs[dossier.id]
        historique = effectif(lire_ligne(compilee, une, siennes) for une in lignes[dossier.id])
        for ligne in historique.de(EVENEMENT):
            if ligne.donnees["besoin"] is None:
                continue  # it was a person's own, and is erased
            yield {
                "dossier": dossier.numero,
                "le": jour_civil(ligne.at),
                "besoin": str(ligne.donnees["besoin"]),
                "competence": str(ligne.donnees["competence"]),
            }


def _besoin(notes: list[dict[str, Any]]) -> dict[str, Any]:
    premiere = min(notes, key=lambda une: une["le"])
    return {
        "besoin": premiere["besoin"],
        "competence": premiere["competence"],
        "fois": len(notes),
        "premier_le": premiere["le"].isoformat(),
        "dernier_le": max(une["le"] for une in notes).isoformat(),
        "dossiers": list(dict.fromkeys(une["dossier"] for une in notes)),
    }
