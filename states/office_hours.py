"""When the structure's office is open, apart from public holidays: one value of the settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from states.french import nom_du_jour
from workflow.errors import ValeurInvalide

Fermeture = date | tuple[date, date]
"""A closing day, or the first and the last of a closing period, both included."""


@dataclass(frozen=True, kw_only=True)
class HeuresDeBureau:
    """Office hours in Europe/Paris, the same on each of the worked weekdays.

    ``jours`` are ISO weekdays, 1 for lundi to 7 for dimanche. ``heure_de_declenchement`` is when a
    délai that is over moves its dossier (design §4): the mail of the morning has then been read.

    Raises:
        ValeurInvalide: hours out of order, no weekday or one that does not exist, a period whose
            end stands before its start.
    """

    ouverture: time = time(9)
    fermeture: time = time(17)
    jours: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    fermetures: tuple[Fermeture, ...] = ()
    heure_de_declenchement: time = time(14)

    def __post_init__(self) -> None:
        """Refuse what could never open, or would move a dossier before its mail is read."""
        if not self.ouverture < self.fermeture:
            raise ValeurInvalide("fermeture", "Le bureau doit fermer après avoir ouvert.")
        if not self.ouverture <= self.heure_de_declenchement <= self.fermeture:
            raise ValeurInvalide(
                "heure_de_declenchement",
                "L’heure de déclenchement doit tomber pendant les heures de bureau.",
            )
        if not self.jours or not self.jours <= set(range(1, 8)):
            raise ValeurInvalide(
                "jours",
                "Les jours de bureau ne sont pas des jours de la semaine.",
                "Donnez des numéros de 1 (lundi) à 7 (dimanche).",
            )
        for debut, fin in self._periodes():
            if fin < debut:
                raise ValeurInvalide("fermetures", "Une fermeture finit avant de commencer.")

    def repos(self, jour: date) -> str | None:
        """Why nobody works on ``jour``, holidays left aside, or ``None`` when the office opens."""
        if any(debut <= jour <= fin for debut, fin in self._periodes()):
            return "fermeture du bureau"
        return None if jour.isoweekday() in self.jours else nom_du_jour(jour)

    def recoit_a(self, moment: time) -> bool:
        """Whether an hour lies within the office hours; the closing hour does not."""
        return self.ouverture <= moment < self.fermeture

    def _periodes(self) -> tuple[tuple[date, date], ...]:
        return tuple(une if isinstance(une, tuple) else (une, une) for une in self.fermetures)
