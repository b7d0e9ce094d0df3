"""The folder of a demonstration: made afresh, and never another folder than one of ours."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from jalon.demo.clock import FICHIER as HORLOGE
from jalon.errors import ReglageInvalide
from jalon.settings import Reglages
from workflow.strict_yaml import lire

VARIABLE, DEFAUT = "JALON_DEMO_DIR", "demo"
PORT = 8000
MARQUE = ".demonstration-jalon"
CONFIG, BASE, BOITE, SCRIPT, VERROU = "config.yaml", "jalon.db", "courriels", "jalon", ".en-cours"
CLE = "jalon.secret"
_NOTRES = (CONFIG, BASE, f"{BASE}-wal", f"{BASE}-shm", BOITE, SCRIPT, HORLOGE, CLE)
_SCRIPT = """\
#!/bin/sh
# Jalon, à l’heure de la démonstration et sur son portefeuille.
unset $(env | sed -n 's/^\\(JALON_[A-Z_]*\\)=.*/\\1/p')
JALON_NOW="$({python} -m jalon.demo.clock {dossier})" || exit 1
export JALON_NOW JALON_CONFIG={config} JALON_DEMO_DIR={dossier}
exec {python} -c 'import sys; sys.argv[0] = "jalon"; from jalon.cli import main; main()' "$@"
"""


class ReglagesDemo(Reglages):
    """Settings of the demonstration: no variable of the environment leads it to another base."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 # pydantic's signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 # pydantic's signature
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 # pydantic's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 # pydantic's signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The file alone."""
        return (init_settings,)


@dataclass(frozen=True)
class Dossier:
    """Where a demonstration lives."""

    chemin: Path

    @property
    def config(self) -> Path:
        """Its settings."""
        return self.chemin / CONFIG

    @property
    def boite(self) -> Path:
        """Its captured mails."""
        return self.chemin / BOITE

    @property
    def script(self) -> Path:
        """Jalon at its hour."""
        return self.chemin / SCRIPT

    def exiger_prete(self) -> None:
        """Refuse a folder where no demonstration was made to its end.

        Raises:
            ReglageInvalide: there is none.
        """
        if not all((self.chemin / nom).is_file() for nom in (MARQUE, CONFIG, HORLOGE)):
            raise ReglageInvalide(
                VARIABLE,
                f"Il n’y a pas de démonstration dans « {self.chemin} ».",
                "Lancez d’abord « jalon demo », depuis le même dossier.",
            )

    def reglages(self) -> Reglages:
        """Its settings, read again."""
        contenu: Any = lire(self.config.read_text("utf-8"), str(self.config)).valeur
        return ReglagesDemo(**contenu)

    @contextmanager
    def reserver(self) -> Iterator[None]:
        """Hold the folder while a demonstration runs in it.

        Raises:
            ReglageInvalide: one runs here already.
        """
        with (self.chemin / VERROU).open("w") as verrou:
            try:
                fcntl.flock(verrou, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as erreur:
                raise ReglageInvalide(
                    VARIABLE,
                    f"Une démonstration tourne déjà dans « {self.chemin} ».",
                    "Arrêtez-la (Ctrl-C), ou choisissez un autre dossier par JALON_DEMO_DIR.",
                ) from erreur
            yield


def dossier() -> Dossier:
    """The folder in force: ``JALON_DEMO_DIR``, else ``./demo``."""
    return Dossier(Path(os.environ.get(VARIABLE) or DEFAUT).resolve())


def ouvrir(lieu: Dossier) -> None:
    """Make the folder, or refuse one that is not ours.

    Raises:
        ReglageInvalide: the folder holds something else.
    """
    chemin = lieu.chemin
    occupe = chemin.exists() and (not chemin.is_dir() or any(chemin.iterdir()))
    if occupe and not (chemin / MARQUE).is_file():
        raise ReglageInvalide(
            VARIABLE,
            f"« {chemin} » existe et n’est pas un dossier de démonstration : rien n’y est touché.",
            "Lancez « jalon demo » ailleurs, ou choisissez un dossier par JALON_DEMO_DIR.",
        )
    chemin.mkdir(parents=True, exist_ok=True)
    (chemin / MARQUE).write_text("Dossier refait à chaque « jalon demo ».\n", "utf-8")


def vider(lieu: Dossier) -> None:
    """Remove what a former demonstration wrote, and nothing else."""
    for nom in _NOTRES:
        un = lieu.chemin / nom
        if un.is_dir() and not un.is_symlink():
            shutil.rmtree(un)
        else:
            un.unlink(missing_ok=True)


def ecrire_les_reglages(lieu: Dossier, port: int = PORT) -> None:
    """Write the settings; the links of the mails lead to the pages of this machine."""
    lieu.config.write_text(_yaml(_contenu(lieu, port)), "utf-8")


def ecrire_le_script(lieu: Dossier) -> None:
    """Write the script that runs Jalon on these settings, at the hour of the demonstration."""
    script = _SCRIPT.format(
        config=_pour_sh(lieu.config),
        dossier=_pour_sh(lieu.chemin),
        python=_pour_sh(Path(sys.executable)),
    )
    lieu.script.write_text(script, "utf-8")
    lieu.script.chmod(0o755)


def _contenu(lieu: Dossier, port: int) -> Mapping[str, Any]:
    """Doors open when the demonstration does, so that its mails leave at once."""
    return {
        "environnement": "demo",
        "database": {"url": f"sqlite:///{lieu.chemin / BASE}", "mode": "normal"},
        "courriel": {"mode": "capture", "boite": str(lieu.boite)},
        "bureau": {"zone": "metropole", "ouverture": "08:30"},
        "horloge": {"tick_s": 2, "livraison_s": 1, "retard_de_panne_h": 8760},
        "territoire": {"departements": ["69"]},
        "secret": {"fichier": str(lieu.chemin / CLE)},
        "web": {"adresse": f"http://127.0.0.1:{port}", "port": port},
    }


def _yaml(contenu: Mapping[str, Any]) -> str:
    """JSON is YAML; one key a line keeps it readable."""
    lignes = ["# Réglages de la démonstration : refaits à chaque « jalon demo »."]
    for section, valeur in contenu.items():
        if not isinstance(valeur, Mapping):
            lignes.append(f"{section}: {valeur}")
            continue
        lignes.append(f"{section}:")
        lignes += [f"  {nom}: {json.dumps(un, ensure_ascii=False)}" for nom, un in valeur.items()]
    return "\n".join(lignes) + "\n"


def _pour_sh(chemin: Path) -> str:
    return "'" + str(chemin).replace("'", "'\\''") + "'"
