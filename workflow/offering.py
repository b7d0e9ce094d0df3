"""What a refusal offers instead of a name that nobody knows: the names, and the nearest one."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable

_PARENTE = 0.6
"""How near a name has to be to be proposed: that of :mod:`difflib`."""


def enumeres(dits: Iterable[tuple[str, str]]) -> str:
    """« code (libellé), code (libellé) »; a code that says itself has no label."""
    return ", ".join(f"{code} ({dit})" if dit and dit != code else code for code, dit in dits)


def le_plus_proche(nom: str, connus: Collection[str]) -> str:
    """« Peut-être « x » ? », or nothing; a sentence that others follow."""
    semblables = difflib.get_close_matches(nom.casefold(), connus, 1, _PARENTE)
    return f"Peut-être « {semblables[0]} » ? " if semblables else ""
