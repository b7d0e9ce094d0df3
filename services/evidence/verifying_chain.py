"""Checks the chain of a dossier: each line follows the one before, the last is the dossier's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from storage.chain import maillon, premier_maillon
from storage.dossiers import LigneDossier

LigneStockee = Mapping[str, Any]


@dataclass(frozen=True)
class Rupture:
    """Where the evidence breaks, and how, in French."""

    dossier: str | None
    seq: int | None
    motif: str


def ruptures_de_chaine(dossier: LigneDossier, lignes: Sequence[LigneStockee]) -> Iterator[Rupture]:
    """Breaks of a dossier's journal, oldest first."""
    hash_, seq = premier_maillon(str(dossier.numero)), 0
    for ligne in lignes:
        seq += 1
        motif = _motif(dossier, ligne, seq, hash_)
        if motif:
            yield Rupture(dossier.numero, seq, motif)
        hash_ = ligne["hash"]
        if isinstance(ligne["seq"], int):
            seq = ligne["seq"]
    yield from _fin(dossier, lignes)


def _motif(dossier: LigneDossier, ligne: LigneStockee, attendue: int, precedent: str) -> str | None:
    if ligne["seq"] != attendue:
        return f"la ligne {attendue} manque, la suivante est la {ligne['seq']}"
    if ligne["prev_hash"] != precedent:
        return "la ligne ne suit pas celle qui la précède"
    if _maillon(dossier, ligne) != ligne["hash"]:
        return "la ligne a changé depuis qu’elle est écrite"
    return None


def _maillon(dossier: LigneDossier, ligne: LigneStockee) -> str | None:
    """Hash of a stored line; None when it holds what Jalon never writes (bytes, a fraction)."""
    try:
        return maillon(dossier.numero, ligne)
    except TypeError:
        return None


def _fin(dossier: LigneDossier, lignes: Sequence[LigneStockee]) -> Iterator[Rupture]:
    """The dossier's row repeats its last line: an end that was cut shows here."""
    if not lignes:
        yield Rupture(dossier.numero, 1, "le dossier n’a plus de journal")
        return
    derniere = lignes[-1]
    rangs = (derniere["seq"], dossier.seq)
    if all(isinstance(un, int) for un in rangs) and rangs[0] < rangs[1]:
        motif = f"la fin du journal manque : {dossier.seq} lignes attendues"
        yield Rupture(dossier.numero, derniere["seq"] + 1, motif)
        return
    for champ, repete in (("seq", "seq"), ("hash", "hash"), ("state", "to_state"), ("rev", "rev")):
        if getattr(dossier, champ) != derniere[repete]:
            motif = f"le dossier ne dit pas la même chose que sa dernière ligne ({champ})"
            yield Rupture(dossier.numero, derniere["seq"], motif)
            return
