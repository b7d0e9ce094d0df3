"""What the command line asks for."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

W1, W2, W2I, IMPORT = "W1", "W2", "W2i", "IMPORT"
PROJECT, RAW, IMPORTER = "project", "raw", "import"
"""Who runs a workload, in a process of its own."""
_N_PAR_DEFAUT = {W1: 1_000, W2: 2_000, W2I: 100, IMPORT: 100_000}
_ARMES_PAR_DEFAUT = 100_000
_DUS_PAR_DEFAUT = 100


@dataclass(frozen=True, kw_only=True)
class Demande:
    """One run. ``n`` is what is worked on: dossiers for W1, due timers for W2 and W2i."""

    workload: str
    n: int
    db: str | None = None
    mode: str = "full"
    preload: int = 0
    workers: int = 1
    armed: int = 0


def lire(argv: Sequence[str] | None = None) -> Demande:
    """Read the command line; exits 2 on wrong usage."""
    analyseur = _analyseur()
    lus = analyseur.parse_args(argv)
    if lus.workload != W2I and (lus.armed is not None or lus.due is not None):
        analyseur.error("--armed and --due belong to W2i")
    dus = lus.due or lus.n or _DUS_PAR_DEFAUT
    demande = Demande(
        workload=lus.workload,
        n=dus if lus.workload == W2I else lus.n or _N_PAR_DEFAUT[lus.workload],
        db=lus.db,
        mode=lus.mode,
        preload=lus.preload,
        workers=lus.workers,
        armed=(lus.armed or _ARMES_PAR_DEFAUT) if lus.workload == W2I else 0,
    )
    if demande.armed and demande.armed < demande.n:
        analyseur.error("--armed counts the due timers too: it cannot be less than --due")
    if demande.workload == W1 and demande.workers > 1:
        analyseur.error("W1 is one client, each transition its own commit: --workers is for W2")
    return demande


def _analyseur() -> argparse.ArgumentParser:
    analyseur = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    analyseur.add_argument("--workload", required=True, choices=(W1, W2, W2I, IMPORT))
    analyseur.add_argument("--n", type=_positif, help="dossiers (W1) or due timers (W2)")
    analyseur.add_argument(
        "--db",
        metavar="URL",
        help="server (postgresql://…) or folder (sqlite:///…/file.db) beside which the bench makes "
        "databases of its own, dropped at the end; default: a temporary SQLite file",
    )
    analyseur.add_argument(
        "--mode",
        choices=("full", "normal"),
        default="full",
        help="full survives a power cut, normal a crash of the process only",
    )
    analyseur.add_argument(
        "--preload", type=_naturel, default=0, metavar="N", help="dossiers already at rest"
    )
    analyseur.add_argument(
        "--workers", type=_positif, default=1, metavar="K", help="processes that tick"
    )
    analyseur.add_argument("--armed", type=_positif, metavar="M", help="W2i: armed timers in all")
    analyseur.add_argument("--due", type=_positif, metavar="D", help="W2i: those that are due")
    return analyseur


def _positif(texte: str) -> int:
    nombre = int(texte)
    if nombre < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return nombre


def _naturel(texte: str) -> int:
    nombre = int(texte)
    if nombre < 0:
        raise argparse.ArgumentTypeError("cannot be negative")
    return nombre
