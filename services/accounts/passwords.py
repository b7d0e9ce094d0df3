"""Passwords: argon2id, and what makes one good enough."""

from __future__ import annotations

import unicodedata

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from workflow.errors import ValeurInvalide

LONGUEUR_MIN, LONGUEUR_MAX = 12, 128
_TROP_SIMPLES = ("motdepasse", "password", "azerty", "qwerty", "123456", "jalon")
"""Beginnings that a guesser tries first; a password of these and digits alone is refused."""


class Coffre:
    """Makes and checks digests; ``faible`` is for tests, where nobody guesses."""

    def __init__(self, *, faible: bool = False) -> None:
        """argon2id at 64 MiB and 3 passes, or next to nothing."""
        hacheur = (
            Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1) if faible else Argon2Hasher()
        )
        self._hacheur = PasswordHash((hacheur,))
        self._leurre = self.empreinte("nobody has this one")

    def empreinte(self, secret: str) -> str:
        """A salted digest."""
        return self._hacheur.hash(_normal(secret))

    def verifier(self, secret: str, empreinte: str | None) -> bool:
        """Whether it is the one; as long to answer when there is none to compare with."""
        juste = self._hacheur.verify(_normal(secret)[:LONGUEUR_MAX], empreinte or self._leurre)
        return juste and empreinte is not None


def exiger_solide(secret: str, login: str) -> None:
    """Refuse a password that would be guessed.

    Raises:
        ValeurInvalide: too short, too long, the login itself, or one that everybody tries.
    """
    texte = _normal(secret)
    if not LONGUEUR_MIN <= len(texte) <= LONGUEUR_MAX:
        raise ValeurInvalide(
            "mot_de_passe",
            f"Le mot de passe doit avoir de {LONGUEUR_MIN} à {LONGUEUR_MAX} caractères.",
            "Une phrase de quelques mots convient très bien.",
        )
    plat = "".join(un for un in texte.lower() if un.isalnum())
    for devine in (*_TROP_SIMPLES, login.lower()):
        if plat.replace(devine, "").strip("0123456789") == "" or len(set(plat)) <= len("abc"):
            raise ValeurInvalide(
                "mot_de_passe",
                "Ce mot de passe se devine trop facilement.",
                "Choisissez quelques mots sans lien entre eux.",
            )


def _normal(secret: str) -> str:
    """One form for what keyboards write in several."""
    return unicodedata.normalize("NFKC", secret)
