"""French texts read as they are typed."""

from __future__ import annotations


def clair(texte: str) -> str:
    """Non-breaking spaces as plain ones."""
    return texte.replace("\u00a0", " ").replace("\u202f", " ")
