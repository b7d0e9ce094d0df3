"""The chain of the journal: what a line's hash covers, and the first link of a dossier."""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from storage.canonical import canonique, empreinte

CHAMPS_CHAINES = [
    "seq",
    "rev",
    "kind",
    "event",
    "from_state",
    "to_state",
    "role",
    "actor",
    "on_behalf_of",
    "reason",
    "payload",
    "explanation",
    "at",
    "recorded_at",
    "prev_hash",
]
_chaines = itemgetter(*CHAMPS_CHAINES)


def premier_maillon(numero: str) -> str:
    """``prev_hash`` of the first line: digest of the dossier's number."""
    return empreinte(f"jalon:{numero}")


def maillon(numero: str, ligne: Mapping[str, Any]) -> str:
    """Hash of a stored line; every value is in its stored form."""
    couvert = dict(zip(CHAMPS_CHAINES, _chaines(ligne), strict=True))
    couvert["dossier"] = numero
    return empreinte(canonique(couvert))
