"""One call of the command line: its settings, its desk once verified, who types."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # each room is loaded when the command runs (design §2)
    from jalon.proofs import Preuve
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
        """Same, on settings already read; definitions are proved before the first writing.

        Raises:
            DefinitionInvalide: a definition or a setting breaks a rule, and the command is to run
                on; one that ends says it when it writes.
        """
        from jalon.assembly import assembler
        from services.installing import exiger_installation

        bureau = assembler(reglages, court=court, preuve=self.preuve(reglages))
        try:
            exiger_installation(bureau.travail, reglages.database.url, reglages.environnement)
            if not court:
                bureau.travail.prouver()
            yield bureau
        finally:
            bureau.travail.moteurs.fermer()

    def preuve(self, reglages: Reglages) -> Preuve:
        """What the definitions and these settings must pass before anything is written."""
        from jalon.proofs import REGLAGES, Preuve

        fichier = self.config or os.environ.get("JALON_CONFIG") or REGLAGES
        return Preuve(reglages.parametres, str(fichier), reglages.courriel.gabarits)


def acteur() -> str:
    """The journal's actor: the login of whoever types."""
    try:
        login = getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number without a name
        login = "inconnu"
    return f"cli:{login}"
