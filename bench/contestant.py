"""One contestant in its own process: says when it is ready, works on « go », tells what it took."""

from __future__ import annotations

import json
import re
import resource
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.arguments import IMPORTER, PROJECT, RAW, W1, Demande
from bench.rounds import Tour

PAR_COMMIT_W2 = 500


def main() -> None:
    """Serve one run: ``python -m bench.contestant project|raw|import '{"url": …}'``."""
    qui, ordre = sys.argv[1], json.loads(sys.argv[2])
    demande = Demande(**ordre["demande"])
    tours = _TOURS[qui](ordre["url"], demande, Path(ordre["releve"]))
    _dire({"pret": asdict(next(tours))})
    while sys.stdin.readline().strip() == "go":
        tour = next(tours, None)
        if tour is None:
            return
        _dire({**asdict(tour), "rss_mb": memoire()})


def _projet(url: str, demande: Demande, _: Path) -> Iterator[Tour]:
    from bench.workloads import jouer  # the other contestants must not weigh what the project does

    return jouer(url, demande)


def _brut(url: str, demande: Demande, releve: Path) -> Iterator[Tour]:
    from bench.raw import rejouer  # as above

    yield Tour(0, 0)
    par_commit = 1 if demande.workload == W1 else PAR_COMMIT_W2
    secondes, lignes = rejouer(url, demande.mode, releve, par_commit)
    yield Tour(lignes, secondes)


def _import(url: str, demande: Demande, fichier: Path) -> Iterator[Tour]:
    from bench.import_memory import importer  # as above

    yield Tour(0, 0)
    nouveaux, secondes = importer(url, demande.mode, fichier)
    yield Tour(nouveaux, secondes)


_TOURS: Mapping[str, Callable[[str, Demande, Path], Iterator[Tour]]] = {
    PROJECT: _projet,
    RAW: _brut,
    IMPORTER: _import,
}


def memoire() -> float:
    """Peak resident memory of this process, in MB.

    Linux: ``VmHWM``, since ``ru_maxrss`` also remembers the process that started this one.
    """
    statut = Path("/proc/self/status")
    trouve = re.search(r"VmHWM:\s+(\d+) kB", statut.read_text()) if statut.exists() else None
    kilos = int(trouve[1]) if trouve else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(kilos / 1024, 1)


def _dire(valeur: dict[str, Any]) -> None:
    print(json.dumps(valeur), flush=True)


if __name__ == "__main__":
    main()
