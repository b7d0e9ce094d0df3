"""The bench runs its three workloads, counts what was written, and says it in the agreed keys."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.arguments import W2I, lire

RACINE = Path(__file__).parents[2]
CLES = (
    *("contestant", "workload", "mode", "db", "n", "workers", "armed", "preload"),
    *("ops", "seconds", "rate", "rss_mb", "bytes_per_dossier"),
)


def courir(*arguments: str) -> list[dict[str, Any]]:
    fait = subprocess.run(
        [sys.executable, "-m", "bench", *arguments],
        cwd=RACINE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (fait.returncode, fait.stderr) == (0, "")
    return [json.loads(ligne) for ligne in fait.stdout.splitlines()]


@pytest.mark.parametrize(
    ("arguments", "ops"),
    [
        (("--workload", "W1", "--n", "3", "--mode", "normal", "--preload", "5"), 12),
        (("--workload", "W2i", "--armed", "30", "--due", "4"), 4),
    ],
)
def test_both_contestants_write_the_same_rows_beside_the_database_that_is_named(
    arguments: tuple[str, ...], ops: int, tmp_path: Path
) -> None:
    nommee = tmp_path / "jalon.db"
    nommee.write_bytes(b"not ours")

    projet, brut, rapport = courir(*arguments, "--db", f"sqlite:///{nommee}")

    assert tuple(projet) == tuple(brut) == CLES
    assert (projet["contestant"], brut["contestant"]) == ("project", "raw")
    assert projet["ops"] == brut["ops"] == ops
    assert rapport == {"ratio": pytest.approx(projet["rate"] / brut["rate"], rel=0.02)}
    assert [(un.name, un.read_bytes()) for un in tmp_path.iterdir()] == [("jalon.db", b"not ours")]


def test_two_workers_share_the_due_timers_on_postgresql(postgres_url: str) -> None:
    projet, _, _ = courir("--workload", "W2", "--n", "6", "--workers", "2", "--db", postgres_url)
    assert (projet["db"], projet["workers"], projet["ops"]) == ("postgresql", 2, 6)


def test_an_import_weighs_itself() -> None:
    [dite] = courir("--workload", "IMPORT", "--n", "40")
    assert (dite["ops"], dite["workload"]) == (40, "IMPORT")


@pytest.mark.parametrize(
    "argv",
    [
        ["--workload", "W3"],
        ["--workload", "W1", "--workers", "2"],
        ["--workload", "W1", "--armed", "5"],
        ["--workload", "W2i", "--armed", "5", "--due", "6"],
        ["--workload", "W1", "--n", "0"],
        ["--workload", "W1", "--preload", "-1"],
    ],
)
def test_wrong_usage_is_refused(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as sortie:
        lire(argv)
    assert sortie.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_w2i_counts_the_due_among_the_armed() -> None:
    demande = lire(["--workload", W2I, "--armed", "1000", "--due", "10"])
    assert (demande.n, demande.armed) == (10, 1000)
