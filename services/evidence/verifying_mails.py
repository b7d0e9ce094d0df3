"""Compares the outbox with what the journal says of its mails: what has left has left once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.evidence.verifying_chain import LigneStockee, Rupture
from services.mail.journaled_fates import ENVOYE, PERIME, REMIS, SortDit, sorts_dits
from services.mail.setting_aside import ECARTE
from storage.dossiers import LigneDossier

_DITS = frozenset({ENVOYE, "echec", "incertain", ECARTE})
"""Statuses that a mail of a dossier never takes without a line."""
_APRES_REMISE = frozenset({REMIS, PERIME})
"""Put back among those that wait for a click: an act that is undone withdraws it without a line."""


def ruptures_des_courriels(
    dossier: LigneDossier, lignes: Sequence[LigneStockee], courriels: Sequence[Any]
) -> Iterator[Rupture]:
    """Mails that the journal names and that are gone, or differ; those that differ from nothing."""
    dits, gardes = sorts_dits(lignes), {un.id: un for un in courriels}
    for identifiant, dit in dits.items():
        motif = _motif_dit(dit, gardes.get(identifiant))
        if motif:
            yield Rupture(dossier.numero, dit.seq, f"le courriel {identifiant} {motif}")
    for un in courriels:
        motif = _motif_de_la_rangee(un, dits)
        if motif:
            yield Rupture(dossier.numero, None, f"le courriel {un.id} {motif}")


def _motif_dit(dit: SortDit, garde: Any | None) -> str | None:
    """How the row of a mail is not what its last line says."""
    if garde is None:
        return "dont parle le journal n’est plus dans ce dossier"
    if garde.message_id != dit.message_id:
        return "n’est plus celui dont parle le journal"
    return _motif_du_sort(dit, garde) if dit.statut else None


def _motif_du_sort(dit: SortDit, garde: Any) -> str | None:
    admis = _APRES_REMISE if dit.statut == REMIS else {dit.statut}
    if garde.statut not in admis:
        return f"est « {garde.statut} », le journal le dit « {dit.statut} »"
    if dit.contenu is not None and garde.contenu != dit.contenu:
        return "n’a plus le texte dont parle le journal"
    if dit.statut == ENVOYE and garde.envoye_le != dit.le:
        return "n’est plus daté de l’envoi que dit le journal"
    return None


def _motif_de_la_rangee(garde: Any, dits: Mapping[int, SortDit]) -> str | None:
    """How a row contradicts itself, or tells of a fate that no line tells."""
    if not str(garde.cle).startswith(f"{garde.dossier}:{garde.seq}:{garde.message}:"):
        return "a changé de dossier, de ligne ou de message depuis qu’il est écrit"
    dit = dits.get(garde.id)
    if garde.statut in _DITS and (dit is None or dit.statut is None):
        return f"est « {garde.statut} », aucune ligne du journal ne le dit"
    if garde.envoye_le is not None and (dit is None or dit.statut != ENVOYE):
        return "porte une date d’envoi, aucune ligne du journal ne la dit"
    return None
