"""Erases personal values on request: value and salt go, their digest stays in the journal."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from services.loading import lire_dossier
from services.office import Bureau
from storage import evidence_erasing as depot


def effacer_personnelle(
    bureau: Bureau, dossier: str, champs: Collection[str] = (), *, seqs: Collection[int] = ()
) -> dict[str, Any]:
    """Erase the personal values of a dossier: of those fields and lines only, when some are named.

    ``champs`` may name ``motif``. Twice changes nothing; what was erased never comes back.

    Raises:
        Introuvable: no such dossier.
    """
    with bureau.travail.ecrire() as connexion:
        lu = lire_dossier(connexion, dossier)
        effacees = depot.effacer(
            connexion, lu.id, champs=champs, seqs=seqs, now=bureau.horloge.maintenant()
        )
    return {"dossier": lu.numero, "effacees": effacees}
