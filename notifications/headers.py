"""Header lines of a mail, written by hand.

The standard library encodes a long In-Reply-To or References as an encoded-word, which breaks the
thread in every reader, and its folding costs several milliseconds a mail.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable

_CONTROLES = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SIMPLE = re.compile(r"[\w !#$%&'*+/=?^`{|}~-]*", re.ASCII)
_OCTETS_PAR_MOT = 45
"""So that an encoded-word stays within the 75 characters of RFC 2047."""
_PLI = "\r\n "


def une_ligne(texte: str) -> str:
    """No control character may reach a header: it could begin another one."""
    return _CONTROLES.sub(" ", texte).strip()


def texte_libre(texte: str) -> str:
    """A subject, as RFC 2047 asks."""
    propre = une_ligne(texte)
    return propre if propre.isascii() and "=?" not in propre else _PLI.join(_mots_codes(propre))


def personne(nom: str, adresse: str) -> str:
    """« Name <address> », the name quoted or encoded when it must be."""
    propre = une_ligne(nom)
    if not propre:
        return adresse
    if not propre.isascii() or "=?" in propre:
        return f"{_PLI.join(_mots_codes(propre))}{_PLI}<{adresse}>"
    if not _SIMPLE.fullmatch(propre):
        propre = '"' + propre.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{propre}{_PLI}<{adresse}>"


def identifiants(textes: Iterable[str]) -> str:
    """Message identifiers, one a line, never encoded."""
    return _PLI.join(textes)


def _mots_codes(texte: str) -> Iterable[str]:
    """Encoded-words cut between two characters, never inside one."""
    morceau = b""
    for lettre in texte:
        octets = lettre.encode()
        if len(morceau) + len(octets) > _OCTETS_PAR_MOT:
            yield _mot_code(morceau)
            morceau = b""
        morceau += octets
    yield _mot_code(morceau)


def _mot_code(octets: bytes) -> str:
    return f"=?utf-8?b?{base64.b64encode(octets).decode('ascii')}?="
