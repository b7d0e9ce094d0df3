"""One timed round of a contestant."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tour:
    """What was done, and how long it took."""

    ops: int
    secondes: float
