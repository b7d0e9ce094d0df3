"""One call of the command line: its settings, its desk once verified, who types."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # each room is loaded when the command runs (design §2)
    from jalon.settings import Reglages
    from services.office import Bureau


@dataclass
class Session:
    """What the common options say; the rest is opened on demand."""

    config: Path | None = None
    json: bool = False

    def reglages(self) -> Reglages:
        """Settings of the installation.

        Raises:
            ReglageInvalide: a fault of the file or of the environment.
        """
        from jalon.settings import lire_reglages

        return lire_reglages(self.config)

    @contextmanager
    def bureau(self, *, court: bool = True) -> Iterator[Bureau]:
        """The desk on a verified database, closed at the end.

        Raises:
            ReglageInvalide: the settings have a fault, or are not those of this database.
            BaseIllisible: the database is absent, out of date or out of reach.
            JournalNonProtege: its journal is open to changes.
        """
        with self.bureau_de(self.reglages(), court=court) as bureau:
            yield bureau

    @contextmanager
    def bureau_de(self, reglages: Reglages, *, court: bool = True) -> Iterator[Bureau]:
        """Same, on settings already read; what runs for long proves its definitions first.

        Raises:
            DefinitionInvalide: a definition breaks a rule, and the command is to run on.
        """
        from jalon.assembly import assembler
        from jalon.commands.definition_check import exiger_les_preuves
        from services.installing import exiger_installation

        if not court:
            exiger_les_preuves()
        bureau = assembler(reglages, court=court)
        try:
            exiger_installation(bureau.travail, reglages.database.url, reglages.environnement)
            yield bureau
        finally:
            bureau.travail.moteurs.fermer()


def acteur() -> str:
    """The journal's actor: the login of whoever types."""
    try:
        login = getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number without a name
        login = "inconnu"
    return f"cli:{login}"
