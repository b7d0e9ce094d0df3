"""What the clock forgets once a day: answered commands, readings, spent keys of accounts."""

from __future__ import annotations

from services import commands
from services.accounts import inviting, reading_log
from services.office import Bureau


def purger(bureau: Bureau) -> dict[str, int]:
    """Forget what has been kept long enough; how many of each."""
    return {
        "commandes": commands.purger(bureau),
        "lectures": reading_log.purger(bureau),
        "cles_de_compte": inviting.purger(bureau),
    }
