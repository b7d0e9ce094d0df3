"""Checks that the letters which the journal and its mails tell of are still in their dossier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from documents.letters import REPRISES
from services.evidence.verifying_chain import LigneStockee, Rupture
from storage.dossiers import LigneDossier
from workflow.process import Definition

_ACTE, MIGRATION = "evenement", "migration"


def ruptures_des_lettres(
    definition: Definition,
    dossier: LigneDossier,
    lignes: Sequence[LigneStockee],
    lettres: Sequence[Any],
    courriels: Sequence[Any],
) -> Iterator[Rupture]:
    """Letters that an act has written, or a mail attaches, and that are gone.

    Before a migration another version of the machine may have written other letters.
    """
    presentes = {(une.seq, une.nom) for une in lettres}
    for ligne in _depuis_la_migration(lignes):
        for nom in _ecrites(definition, ligne, lettres):
            if (ligne["seq"], nom) not in presentes:
                yield Rupture(dossier.numero, ligne["seq"], f"la lettre « {nom} » a disparu")
    pages = {une.contenu for une in lettres}
    for un in courriels:
        if un.piece is not None and un.piece not in pages:
            motif = f"la lettre jointe au courriel {un.id} a disparu"
            yield Rupture(dossier.numero, un.seq, motif)


def _depuis_la_migration(lignes: Sequence[LigneStockee]) -> list[LigneStockee]:
    migrees = [rang for rang, une in enumerate(lignes) if une["kind"] == MIGRATION]
    return list(lignes[migrees[-1] + 1 :] if migrees else lignes)


def _ecrites(definition: Definition, ligne: LigneStockee, lettres: Sequence[Any]) -> Iterator[str]:
    """Letters that an act surely wrote: without a condition, out of a page that is there."""
    evenement = definition.evenements.get(ligne["event"])
    if evenement is None or ligne["kind"] != _ACTE:
        return
    for effet in evenement.effets:
        if effet.genre != "document" or effet.si:
            continue
        reprise = REPRISES.get(effet.nom)
        if reprise is None or _avait(lettres, reprise, ligne["seq"]):
            yield effet.nom


def _avait(lettres: Sequence[Any], nom: str, seq: int) -> bool:
    """Whether a letter was in the dossier before a line, and its page has not been erased."""
    return any(une.nom == nom and une.seq < seq and une.efface_le is None for une in lettres)
