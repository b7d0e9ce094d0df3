"""Starts contestants, makes them go together, waits for what they took."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from bench.arguments import PROJECT, W1, Demande
from bench.workloads import ETAPES

RACINE = Path(__file__).resolve().parents[1]


class ContestantFailed(Exception):
    """A contestant died; its own words are on stderr."""


class Processus:
    """One contestant, over two pipes."""

    def __init__(self, qui: str, demande: Demande, url: str, releve: Path) -> None:
        """Start it and wait until it is ready."""
        ordre = {"url": url, "demande": asdict(demande), "releve": str(releve)}
        self._processus = subprocess.Popen(
            [sys.executable, "-m", "bench.contestant", qui, json.dumps(ordre)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=RACINE,
        )
        self.lire()

    def partir(self) -> None:
        """Let it work."""
        assert self._processus.stdin is not None
        self._processus.stdin.write("go\n")
        self._processus.stdin.flush()

    def lire(self) -> dict[str, Any]:
        """Its next line."""
        assert self._processus.stdout is not None
        ligne = self._processus.stdout.readline()
        if not ligne:
            raise ContestantFailed(f"exit {self._processus.wait()}")
        lue: dict[str, Any] = json.loads(ligne)
        return lue

    def finir(self) -> None:
        """Close the pipes and wait."""
        self._processus.communicate()


class Temoin(Protocol):
    """Who looks at the database while nobody works."""

    def commencer(self) -> None:
        """The processes are warm."""

    def noter(self) -> None:
        """A round is over."""


def courir(
    qui: str, demande: Demande, url: str, releve: Path, temoin: Temoin | None = None
) -> dict[str, Any]:
    """Run a contestant, or several of its processes at once."""
    nombre = demande.workers if qui == PROJECT else 1
    tours = len(ETAPES) if qui == PROJECT and demande.workload == W1 else 1
    processus = [Processus(qui, demande, url, releve) for _ in range(nombre)]
    if temoin:
        temoin.commencer()
    ops, secondes, memoire = 0, 0.0, 0.0
    for _ in range(tours):
        for un in processus:
            un.partir()
        faits = [un.lire() for un in processus]
        ops += sum(un["ops"] for un in faits)
        secondes += max(un["secondes"] for un in faits)
        memoire = max(memoire, *(un["rss_mb"] for un in faits))
        if temoin:
            temoin.noter()
    for un in processus:
        un.finir()
    return {"ops": ops, "seconds": secondes, "rss_mb": memoire}
