"""Checks that a dossier's row and lines still have the form that Jalon writes.

What is read further on would fail on them without a word of where: SQLite keeps any type in any
column, and a text that was JSON may no longer be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.evidence.verifying_chain import LigneStockee, Rupture
from services.evidence.verifying_copies import historique_de
from storage import tables
from storage.dossiers import LigneDossier
from storage.evidence_forms import FAUTES_DE_LECTURE, mal_ecrites
from storage.stored_json import lire_json
from workflow.compiled import Compilee
from workflow.values import Historique

_COPIES = ("data", "faits")


def ruptures_de_la_rangee(dossier: LigneDossier) -> Iterator[Rupture]:
    """Columns of the dossier's row whose value is not of their type."""
    for champ in mal_ecrites(tables.dossier, dossier._asdict()):
        yield Rupture(str(dossier.numero), dossier.seq, _motif(champ))


def historique_lisible(compilee: Compilee, lignes: Sequence[LigneStockee]) -> Historique | None:
    """The effective history of stored lines; None when one of them can no longer be read."""
    try:
        return historique_de(compilee, lignes)
    except FAUTES_DE_LECTURE:
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
    if historique is None:
        seules = (une["seq"] for une in lignes if historique_lisible(compilee, [une]) is None)
        seq = next(seules, dossier.seq)
        yield Rupture(dossier.numero, seq, "la ligne du journal ne se lit plus")


def _motif(champ: str) -> str:
    return f"« {champ} » du dossier ne se lit plus"


def _objet(texte: str) -> bool:
    try:
        return isinstance(lire_json(texte), dict)
    except ValueError:
        return False
