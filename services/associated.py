"""The marchés that an action collective counts for, as its effective history says."""

from __future__ import annotations

from typing import Any

from states.recruitment import ASSOCIATIONS, numeros_associes
from storage import dossiers as depot
from storage.column_types import lire_instant
from storage.dossiers import LigneDossier
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion
from workflow.history import effectif
from workflow.values import Ligne


def marches_en_cours(connexion: Connexion, action: LigneDossier) -> list[LigneDossier]:
    """Dossiers of the marchés joined to an action that have not ended."""
    lignes = depot.lignes_d_un(connexion, action, ASSOCIATIONS)
    numeros = numeros_associes(effectif(_ligne(une) for une in lignes))
    trouves = (depot.par_cle(connexion, un) for un in numeros)
    return [un for un in trouves if un is not None and not un.final]


def _ligne(rangee: Any) -> Ligne:
    """A line as it is stored: the number of a marché is a text."""
    at, recorded_at = (
        lire_instant(un) if isinstance(un, str) else un for un in (rangee.at, rangee.recorded_at)
    )
    return Ligne(
        seq=rangee.seq,
        evenement=rangee.event,
        de=rangee.from_state,
        vers=rangee.to_state,
        role=rangee.role,
        at=at,
        recorded_at=recorded_at,
        donnees=lire_json(rangee.payload),
        kind=rangee.kind,
    )
