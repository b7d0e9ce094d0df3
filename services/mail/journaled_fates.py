"""What the journal of a dossier says of its mails: the row of the outbox can be changed, it not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from storage import evidence_rows
from storage.outbox import CourrielDu
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion

COURRIEL = "courriel"
"""Kind of the lines that tell what became of a mail, or what somebody decided of it."""
ENVOYE, PERIME, REMIS = "envoye", "perime", "retenu"
_FIXES: Mapping[str, str] = MappingProxyType(
    {
        "courriel_envoye": ENVOYE,
        "courriel_echec": "echec",
        "courriel_incertain": "incertain",
        "courriel_perime": PERIME,
        "courriel_ecarte": "ecarte",
        "courriel_remis": REMIS,
    }
)
"""The status that such a line leaves on the row, until another line says otherwise."""
LIBERE, MODIFIE = "courriel_libere", "courriel_modifie"


@dataclass(frozen=True)
class SortDit:
    """A mail as its last lines tell it; no ``statut`` while nothing keeps it from leaving."""

    courriel: int
    message_id: str
    seq: int
    statut: str | None
    contenu: str | None
    le: str
    """Instant of the line that fixed the status, in its stored form."""


def sorts_dits(lignes: Iterable[Mapping[str, Any]]) -> dict[int, SortDit]:
    """What the stored lines of a dossier, in order, say of its mails; by id."""
    dits: dict[int, SortDit] = {}
    for ligne in lignes:
        if ligne["kind"] != COURRIEL:
            continue
        dite = lire_json(ligne["payload"])
        avant, evenement = dits.get(dite["courriel"]), ligne["event"]
        statut, contenu, le = _FIXES.get(evenement), dite.get("contenu"), ligne["recorded_at"]
        if evenement == MODIFIE and avant is not None:  # another text, the same fate
            statut, le = avant.statut, avant.le
        dits[dite["courriel"]] = SortDit(
            courriel=dite["courriel"],
            message_id=dite["message_id"],
            seq=ligne["seq"],
            statut=statut,
            contenu=contenu,
            le=le,
        )
    return dits


def sort_dit(connexion: Connexion, du: CourrielDu) -> SortDit | None:
    """What the journal of its dossier says of a mail, by its id or by its Message-ID; if anything.

    One question: the lines of one dossier, by the key of the journal.
    """
    if du.dossier is None:
        return None
    dits = sorts_dits(evidence_rows.lignes_des_courriels(connexion, du.dossier))
    memes = (un for un in dits.values() if un.message_id == du.message_id)
    return dits.get(du.id) or next(memes, None)
