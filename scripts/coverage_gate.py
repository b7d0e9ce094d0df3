"""The gate on coverage: lines and branches together, per room, read from coverage.json."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

# Room → the least percentage accepted.
GATES: dict[str, float] = {
    "workflow": 100,
    "states": 100,
    "services": 95,
}


def measured(files: dict[str, dict[str, Any]]) -> float:
    """Return the percentage of lines and branches of these files that were run."""
    summaries = [entry["summary"] for entry in files.values()]
    covered = sum(each["covered_lines"] + each["covered_branches"] for each in summaries)
    missing = sum(each["missing_lines"] + each["missing_branches"] for each in summaries)
    return 100.0 * covered / (covered + missing) if covered else 0.0


def never_run(files: dict[str, dict[str, Any]]) -> list[str]:
    """Name the lines, and the branches as from->to (0 is out of the function), not run."""
    return [
        f"     {name}: " + ", ".join(lines + [f"{start}->{end}" for start, end in branches])
        for name, entry in sorted(files.items())
        for lines, branches in [(list(map(str, entry["missing_lines"])), entry["missing_branches"])]
        if lines or branches
    ]


def main() -> int:
    files = json.loads(Path("coverage.json").read_text(encoding="utf-8"))["files"]
    failures = 0
    for room, least in GATES.items():
        own = {name: entry for name, entry in files.items() if Path(name).parts[0] == room}
        found = measured(own)
        print(*never_run(own), sep="\n")
        failures += found < least
        print(f"{'FAIL' if found < least else 'ok':4} {room:10} {found:6.2f} % (gate {least:g} %)")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
