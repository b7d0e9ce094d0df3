"""The marchés that an action collective counts for, as its effective history says."""

from __future__ import annotations

from services.snapshots import ligne_portant
from states.recruitment import ASSOCIATIONS, numeros_associes
from storage import dossiers as depot
from storage.dossiers import LigneDossier
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion
from workflow.history import effectif


def marches_en_cours(connexion: Connexion, action: LigneDossier) -> list[LigneDossier]:
    """Dossiers of the marchés joined to an action that have not ended."""
    lignes = depot.lignes_d_un(connexion, action, ASSOCIATIONS)
    lues = (ligne_portant(une, lire_json(une.payload)) for une in lignes)  # a number is a text
    numeros = numeros_associes(effectif(lues))
    trouves = (depot.par_cle(connexion, un) for un in numeros)
    return [un for un in trouves if un is not None and not un.final]
