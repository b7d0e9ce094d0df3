"""The secret of the installation: from the environment, or a file that its owner alone reads."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from jalon.errors import ReglageInvalide
from jalon.settings import Reglages

LONGUEUR_MIN = 32
A_MOI_SEUL = 0o600
POUR_D_AUTRES = 0o077


def lire_secrets(reglages: Reglages) -> Sequence[str]:
    """The secrets, the one in force first; none when neither place gives one.

    Raises:
        ReglageInvalide: one is too short to be a secret, or others may read the file.
    """
    if reglages.secret.cle is not None:
        return _exiger_longs("secret.cle", reglages.secret.cle.get_secret_value().split())
    chemin = reglages.secret.fichier
    if not chemin.is_file():
        return ()
    if chemin.stat().st_mode & POUR_D_AUTRES:
        raise ReglageInvalide(
            "secret.fichier",
            f"D’autres que vous peuvent lire « {chemin} », qui garde le secret de l’installation.",
            f"Lancez « chmod 600 {chemin} ».",
        )
    return _exiger_longs("secret.fichier", chemin.read_text("utf-8").split())


def _exiger_longs(champ: str, lus: list[str]) -> list[str]:
    if any(len(un) < LONGUEUR_MIN for un in lus):
        raise ReglageInvalide(
            champ,
            f"Le secret de l’installation a moins de {LONGUEUR_MIN} caractères.",
            "Laissez « jalon init » l’écrire, ou tirez-le au hasard (openssl rand -hex 32).",
        )
    return lus


def ecrire_s_il_manque(reglages: Reglages) -> Path | None:
    """Draw the secret of a new installation; one that is given or written stays as it is.

    Returns the file written, or ``None``.
    """
    chemin = reglages.secret.fichier
    if reglages.secret.cle is not None or chemin.exists():
        return None
    _ecrire(chemin, [tirer()])
    return chemin


def tirer() -> str:
    """A new secret of 256 bits."""
    return secrets.token_urlsafe(32)


def remplacer(chemin: Path, lus: Sequence[str]) -> None:
    """Write the secrets in the place of the former ones: whole, or not at all."""
    neuf = chemin.with_name(f"{chemin.name}.neuf")
    neuf.unlink(missing_ok=True)  # what a process that died had begun
    _ecrire(neuf, lus)
    neuf.replace(chemin)


def _ecrire(chemin: Path, lus: Sequence[str]) -> None:
    droits = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(chemin, droits, A_MOI_SEUL), "w", encoding="utf-8") as flux:
        flux.write("".join(f"{un}\n" for un in lus))
        flux.flush()
        os.fsync(flux.fileno())
