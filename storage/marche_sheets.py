"""One marché as its dossier's page tells it: as published, and as modified since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from storage.register_queries import dernieres_valeurs, lire_marche
from storage.register_tables import marche, marche_modification
from storage.register_values import Marche

_M = marche_modification.c
_MODIFIEES = ("identifiant", "notifiee_le", "montant", "duree_mois")
_PREFIXE = "modifie_"


@dataclass(frozen=True, kw_only=True)
class FeuilleDuMarche:
    """A marché of the register, and what modifications made of it."""

    marche: Marche
    modifie: dict[str, Any]


def feuille_du_marche(connexion: Connection, cle: int, jour: date) -> FeuilleDuMarche | None:
    """Read in one question."""
    requete = (
        select(
            marche,
            *(_M[nom].label(f"{_PREFIXE}{nom}") for nom in _MODIFIEES),
        )
        .outerjoin_from(marche, marche_modification, _M.marche == marche.c.id)
        .where(marche.c.id == cle)
    )
    lignes = list(connexion.execute(requete).mappings())
    if not lignes:
        return None
    modifications = [
        {nom: une[f"{_PREFIXE}{nom}"] for nom in _MODIFIEES}
        for une in lignes
        if une[f"{_PREFIXE}identifiant"] is not None
    ]
    return FeuilleDuMarche(
        marche=lire_marche(lignes[0]),
        modifie=dernieres_valeurs(modifications, jour),
    )
