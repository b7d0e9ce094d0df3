"""The directory of insertion structures, by territory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from storage.register_tables import siae


@dataclass(frozen=True)
class FicheSiae:
    """One structure, as a message lists it."""

    nom: str
    type: str
    commune: str | None


def du_territoire(connexion: Connection, departements: Sequence[str]) -> list[FicheSiae]:
    """Structures of the départements, by kind then name."""
    c = siae.c
    nom = func.coalesce(c.enseigne, c.raison_sociale)
    requete = (
        select(nom, c.type_structure, c.commune)
        .where(c.departement.in_(departements))
        .order_by(c.type_structure, nom)
    )
    return [FicheSiae(une[0], une[1] or "", une[2]) for une in connexion.execute(requete)]
