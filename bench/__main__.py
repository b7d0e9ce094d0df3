"""``python -m bench``: see README.md beside this file."""

from __future__ import annotations

import sys

from bench.arguments import lire
from bench.running import comparer

if __name__ == "__main__":
    sys.exit(0 if comparer(lire()) else 1)
