"""IMPORT: 100,000 generated DECP records through the public service, and the memory it takes."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.arguments import Demande
from bench.bases import creer
from bench.portfolio import bureau_de, ecrire_decp
from bench.processes import Processus
from jalon.clock import HorlogeReelle
from services.importing.decp import importer_decp
from services.installing import installer

LIMITE_MO = 300
"""Target: the whole process stays below, whatever the number of records."""


def mesurer(demande: Demande) -> bool:
    """Generate the file, import it in a process of its own, print one line; false above target."""
    base = creer(demande.db)
    try:
        installer(base.url, "test", HorlogeReelle().reelle())
        with tempfile.TemporaryDirectory() as dossier:
            fichier = Path(dossier) / "decp.json"
            ecrire_decp(fichier, demande.n)
            processus = Processus("import", demande, base.url, fichier)
            processus.partir()
            mesure = processus.lire()
            processus.finir()
            _dire(demande, base.moteur, fichier.stat().st_size, mesure)
        if mesure["ops"] != demande.n:
            print(f"{mesure['ops']} marchés, not {demande.n}", file=sys.stderr)
        return bool(mesure["ops"] == demande.n and mesure["rss_mb"] < LIMITE_MO)
    finally:
        base.supprimer()


def importer(url: str, mode: str, fichier: Path) -> tuple[int, float]:
    """Import a file: new marchés, seconds."""
    bureau = bureau_de(url, mode)
    commence = time.perf_counter()
    bilan = importer_decp(bureau, [fichier])
    secondes = time.perf_counter() - commence
    return int(bilan.nouveaux), secondes


def _dire(demande: Demande, moteur: str, octets: int, mesure: dict[str, Any]) -> None:
    ligne = {
        "contestant": "project",
        "workload": demande.workload,
        "mode": demande.mode,
        "db": moteur,
        "n": demande.n,
        "workers": 1,
        "armed": 0,
        "preload": 0,
        "ops": mesure["ops"],
        "seconds": round(mesure["secondes"], 1),
        "rate": round(mesure["ops"] / mesure["secondes"], 1),
        "rss_mb": mesure["rss_mb"],
        "file_mb": round(octets / 2**20, 1),
    }
    print(json.dumps(ligne), flush=True)
