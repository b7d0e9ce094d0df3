"""The gate on coverage: lines and branches together, per room, read from coverage.json."""

from __future__ import annotations

import json
import sys
from pathlib import Path

# Room → the least percentage accepted.
GATES: dict[str, float] = {
    "workflow": 100,
    "states": 100,
    "services": 95,
}


def measured(room: str, files: dict[str, dict[str, dict[str, int]]]) -> float:
    """Return the percentage of statements and branches of a room that were run."""
    summaries = [entry["summary"] for name, entry in files.items() if Path(name).parts[0] == room]
    total = sum(summary["num_statements"] + summary.get("num_branches", 0) for summary in summaries)
    covered = sum(
        summary["covered_lines"] + summary.get("covered_branches", 0) for summary in summaries
    )
    return 100.0 * covered / total if total else 100.0


def main() -> int:
    files = json.loads(Path("coverage.json").read_text(encoding="utf-8"))["files"]
    failures = 0
    for room, least in GATES.items():
        found = measured(room, files)
        failures += found < least
        print(f"{'FAIL' if found < least else 'ok':4} {room:10} {found:6.2f} % (gate {least:g} %)")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
