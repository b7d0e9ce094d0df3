"""What a run says: one JSON line per contestant, then their ratio."""

from __future__ import annotations

import json
from typing import Any

from bench.arguments import Demande


def dire(
    contestant: str, demande: Demande, moteur: str, mesure: dict[str, Any], octets: int
) -> float:
    """Print a contestant's line; returns its rate."""
    rate: float = mesure["ops"] / mesure["seconds"]
    ligne = {
        "contestant": contestant,
        "workload": demande.workload,
        "mode": demande.mode,
        "db": moteur,
        "n": demande.n,
        "workers": demande.workers if contestant == "project" else 1,
        "armed": mesure["armed"],
        "preload": demande.preload,
        "ops": mesure["ops"],
        "seconds": round(mesure["seconds"], 4),
        "rate": round(rate, 1),
        "rss_mb": mesure["rss_mb"],
        "bytes_per_dossier": round(octets / demande.n),
    }
    print(json.dumps(ligne), flush=True)
    return rate


def dire_le_rapport(projet: float, brut: float) -> None:
    """Print what share of the bare driver's rate the project reaches."""
    print(json.dumps({"ratio": round(projet / brut, 3)}), flush=True)
