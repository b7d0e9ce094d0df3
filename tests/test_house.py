"""The house keeps its own rules."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LONGEST = 400
LOCKS = ("requirements.lock", "uv.lock", "pylock.toml", "package-lock.json")
# A path of somebody's machine; system paths that any Debian has are not that.
MACHINE = re.compile(r"(?<![\w.])/(?:home|Users|root|work|mnt|opt)/\w")
SILENCED = re.compile(r"#\s*(?:noqa|type:\s*ignore)(?P<codes>[:\[][^#]*)?(?P<reason>#\s*\S.*)?$")


def tracked(*patterns: str) -> list[Path]:
    """Return the files of the project, those not yet committed included, never those ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    names = done.stdout.split("\0") if done.returncode == 0 else _walked(patterns)
    return sorted(ROOT / name for name in names if name and (ROOT / name).is_file())


def _walked(patterns: tuple[str, ...]) -> list[str]:
    """An archive has no git: every file but those of hidden folders."""
    found = [path.relative_to(ROOT) for glob in patterns or ("*",) for path in ROOT.rglob(glob)]
    hidden = (".venv", ".git", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis")
    return [str(path) for path in found if path.parts[0] not in hidden]


def shown(path: Path, number: int) -> str:
    return f"{path.relative_to(ROOT)}:{number}"


def faults(path: Path) -> list[str]:
    """Return the lines of a module that break a house rule."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    found = [] if len(lines) <= LONGEST else [f"{shown(path, len(lines))} plus de {LONGEST} lignes"]
    if text.strip() and not ast.get_docstring(ast.parse(text)):
        found.append(f"{shown(path, 1)} pas de phrase d'ouverture")
    for number, line in enumerate(lines, 1):
        silenced = SILENCED.search(line)
        if silenced and not silenced["reason"]:
            found.append(f"{shown(path, number)} noqa ou type: ignore sans raison")
    return found


def test_lock_files_hold_no_address() -> None:
    locks = [path for path in tracked() if path.name in LOCKS]
    assert [path.name for path in locks if "://" in path.read_text(encoding="utf-8")] == []
    assert ROOT / "requirements.lock" in locks


def test_no_package_under_tests() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_every_module_opens_with_a_line_stays_short_and_says_why_it_silences() -> None:
    assert [fault for path in tracked("*.py") for fault in faults(path)] == []


def test_no_path_of_a_machine() -> None:
    suffixes = {".py", ".toml", ".yaml", ".yml", ".md", ".sh", ".html", ".txt", ".cfg", ".ini", ""}
    found = [
        shown(path, number)
        for path in tracked()
        if path.suffix in suffixes
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if MACHINE.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "good"),
    [
        ("noqa: E501 # the name of somebody else", True),
        ("noqa: E501", False),
        ("type: ignore[arg-type]", False),
        ("type: ignore[arg-type] # no stubs", True),
    ],
)
def test_a_silenced_rule_without_reason_is_seen(line: str, good: bool) -> None:
    found = SILENCED.search(f"x = 1  # {line}")
    assert found is not None
    assert bool(found["reason"]) is good


def test_import_contracts_hold() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
