"""Checks that a dossier's row and lines still have the form that Jalon writes.

What is read further on would fail on them without a word of where: SQLite keeps any type in any
column, and a text that was JSON may no longer be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.evidence.verifying_chain import LigneStockee, Rupture
from services.evidence.verifying_copies import historique_de
from storage.column_types import lire_instant
from storage.dossiers import LigneDossier
from storage.evidence import stocke
from storage.stored_json import lire_json
from workflow.compiled import Compilee
from workflow.errors import WorkflowError
from workflow.values import Historique

_COPIES = ("data", "faits")


def historique_lisible(compilee: Compilee, lignes: Sequence[LigneStockee]) -> Historique | None:
    """The effective history of stored lines; None when one of them can no longer be read."""
    try:
        return historique_de(compilee, lignes)
    except (AttributeError, LookupError, TypeError, ValueError, WorkflowError):
        return None


def ruptures_de_forme(
    compilee: Compilee,
    dossier: LigneDossier,
    lignes: Sequence[LigneStockee],
    historique: Historique | None,
) -> Iterator[Rupture]:
    """Columns of the dossier that cannot be read, then its first line that cannot."""
    for champ in _COPIES:
        if not _objet(getattr(dossier, champ)):
            yield Rupture(dossier.numero, dossier.seq, _motif(champ))
    if not _instant(dossier.recorded_at):
        yield Rupture(dossier.numero, dossier.seq, _motif("recorded_at"))
    if historique is None:
        seules = (une["seq"] for une in lignes if historique_lisible(compilee, [une]) is None)
        seq = next(seules, dossier.seq)
        yield Rupture(dossier.numero, seq, "la ligne du journal ne se lit plus")


def _motif(champ: str) -> str:
    return f"« {champ} » du dossier ne se lit plus"


def _objet(texte: str) -> bool:
    try:
        return stocke(texte, str) is not None and isinstance(lire_json(texte), dict)
    except (TypeError, ValueError):
        return False


def _instant(texte: str) -> bool:
    try:
        return lire_instant(texte).tzinfo is not None
    except (TypeError, ValueError):
        return False
