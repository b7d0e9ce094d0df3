"""``python -m bench``: see README.md beside this file."""

from __future__ import annotations

import sys

from bench.arguments import IMPORT, lire
from bench.import_memory import mesurer
from bench.running import comparer

if __name__ == "__main__":
    demande = lire()
    juste = mesurer(demande) if demande.workload == IMPORT else comparer(demande)
    sys.exit(0 if juste else 1)
