"""What the database keeps of a secret that only its bearer holds."""

from __future__ import annotations

import hashlib


def condense(secret: str) -> str:
    """Its SHA-256: a secret of 256 bits, or who tried from where, needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()
