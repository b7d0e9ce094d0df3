"""The canonical form of what is hashed: JSON, sorted keys, UTF-8 NFC, no floats (design §5)."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Any

from storage.stored_json import ecrire_json

_EXACTS = frozenset({str, int, bool, type(None)})


def canonique(valeur: Any) -> str:
    """Canonical JSON text.

    Raises:
        TypeError: the value holds something JSON cannot say exactly (float, date…).
    """
    texte = unicodedata.normalize("NFC", ecrire_json(valeur))
    if _porte_un_flottant(valeur):
        raise TypeError("float in canonical JSON")
    return texte


def _porte_un_flottant(valeur: Any) -> bool:
    if isinstance(valeur, dict):
        contenu: Any = valeur.values()
    elif isinstance(valeur, (list, tuple)):
        contenu = valeur
    else:
        return isinstance(valeur, float)
    if _EXACTS.issuperset(map(type, contenu)):
        return False
    return any(map(_porte_un_flottant, contenu))


def empreinte(texte: str) -> str:
    """SHA-256 of a text, hexadecimal."""
    return hashlib.sha256(texte.encode()).hexdigest()


def empreinte_salee(sel: str, corps: bytes) -> str:
    """SHA-256 of a salted body: says nothing of it once the body and the salt are erased."""
    return hashlib.sha256(sel.encode() + b"\0" + corps).hexdigest()
