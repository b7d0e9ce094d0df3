"""The directory of insertion structures, by territory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from storage.key_lists import liste, parmi
from storage.register_tables import siae
from storage.statements import Enonce


@dataclass(frozen=True)
class FicheSiae:
    """One structure, as a message lists it."""

    nom: str
    type: str
    commune: str | None


_NOM = func.coalesce(siae.c.enseigne, siae.c.raison_sociale)
_DU_TERRITOIRE = Enonce(
    select(_NOM, siae.c.type_structure, siae.c.commune)
    .where(parmi(siae.c.departement, "departements"))
    .order_by(siae.c.type_structure, _NOM)
)


def du_territoire(connexion: Connection, departements: Sequence[str]) -> list[FicheSiae]:
    """Structures of the départements, by kind then name."""
    rangees = _DU_TERRITOIRE.executer(connexion, {"departements": liste(departements)})
    return [FicheSiae(nom, genre or "", commune) for nom, genre, commune in rangees]
