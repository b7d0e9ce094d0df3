"""A command line for tests: the real program in process, its answer read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import typer.testing
from typer.main import get_command
from typer.testing import CliRunner, Result

from jalon.cli import application
from tests.portfolio import DEBUT

COMMANDE = get_command(application)
"""What ``typer`` reads of every command's signature, once for all the tests of a process."""


def lancer(env: Mapping[str, str], *arguments: object, **options: Any) -> Result:
    """Run the program in process, as ``jalon.cli.main`` does."""
    with patch.object(typer.testing, "_get_command", return_value=COMMANDE):
        mots = [str(un) for un in arguments]
        return CliRunner(env=env).invoke(application, mots, **options)


@dataclass(frozen=True)
class Dit:
    """What a command answered."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """The one JSON value of stdout."""
        return json.loads(self.stdout)

    @property
    def erreur(self) -> dict[str, Any]:
        """The error that was told in JSON."""
        dite = self.json
        assert list(dite) == ["erreur"]
        erreur = dite["erreur"]
        assert isinstance(erreur, dict)
        return erreur


@dataclass
class Ligne:
    """Runs ``jalon``; ``maintenant`` is JALON_NOW."""

    dossier: Path
    url: str
    maintenant: str = DEBUT.isoformat()
    environnement: str = "test"
    autres: dict[str, str] = field(default_factory=dict)

    def env(self) -> dict[str, str]:
        """What the program reads of its environment."""
        return {
            "JALON_DATABASE_URL": self.url,
            "JALON_ENVIRONNEMENT": self.environnement,
            "JALON_NOW": self.maintenant,
            "JALON_COURRIEL_BOITE": str(self.dossier / "courriels"),
            "TERMINAL_WIDTH": "100",
            **self.autres,
        }

    def dire(self, *arguments: object) -> Dit:
        """Run as people do."""
        fait = lancer(self.env(), *arguments)
        if fait.exception is not None and not isinstance(fait.exception, SystemExit):
            raise fait.exception
        return Dit(fait.exit_code, fait.stdout, fait.stderr)

    def json(self, *arguments: object) -> Any:
        """Run with ``--json`` what must succeed; its value."""
        dit = self.dire(*arguments, "--json")
        assert dit.code == 0, dit.stdout + dit.stderr
        return dit.json

    def refus(self, *arguments: object, code: int = 2) -> dict[str, Any]:
        """Run with ``--json`` what must fail; its error."""
        dit = self.dire("--json", *arguments)
        assert dit.code == code, dit.stdout + dit.stderr
        return dit.erreur

    def fire(self, dossier: str, acte: str, by: str = "fac", **champs: str) -> Any:
        """One act that must go through; fields as ``nom=valeur``."""
        saisies = [un for nom, valeur in champs.items() for un in ("--set", f"{nom}={valeur}")]
        return self.json("fire", dossier, acte, "--by", by, *saisies)
