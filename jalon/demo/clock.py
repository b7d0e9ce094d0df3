"""The time of a demonstration: kept in a file, so that several processes live at the same hour."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from jalon.clock import HorlogeFigee, HorlogeReelle

FICHIER = "horloge.json"


class HorlogeDemo(HorlogeReelle):
    """Civil time that runs with an offset, or stands still at an instant, as the file says."""

    def __init__(self, dossier: Path) -> None:
        """The clock of one folder; another process may set it at any time."""
        self._fichier = dossier / FICHIER

    def maintenant(self) -> datetime:
        """Civil now."""
        regle = self._lire()
        if regle["arretee_a"]:
            return datetime.fromisoformat(regle["arretee_a"])
        return self.reelle() + timedelta(seconds=regle["decalage_s"])

    @property
    def tourne(self) -> bool:
        """Whether time runs on by itself."""
        return not self._lire()["arretee_a"]

    def aller(self, instant: datetime) -> None:
        """Stand still at an instant."""
        self._ecrire({"arretee_a": instant.astimezone(UTC).isoformat(), "decalage_s": 0})

    def lancer(self) -> None:
        """Let time run on from where it stands."""
        decalage = (self.maintenant() - self.reelle()).total_seconds()
        self._ecrire({"arretee_a": None, "decalage_s": decalage})

    def _lire(self) -> dict[str, Any]:
        regle: dict[str, Any] = json.loads(self._fichier.read_text("utf-8"))
        return regle

    def _ecrire(self, regle: dict[str, object]) -> None:
        """Beside, then renamed: another process never reads half a line."""
        provisoire = self._fichier.with_suffix(".tmp")
        provisoire.write_text(json.dumps(regle), "utf-8")
        provisoire.replace(self._fichier)


class HorlogeDeScene(HorlogeFigee):
    """Civil time as the story sets it, while the past is being lived."""

    def aller(self, instant: datetime) -> None:
        """Stand still at an instant."""
        self.instant = instant


if __name__ == "__main__":  # the script of the demonstration's folder asks for the hour
    sys.stdout.write(HorlogeDemo(Path(sys.argv[1])).maintenant().isoformat())
