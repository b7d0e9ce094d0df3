"""Seals what the database must keep readable by Jalon, and by nobody who holds a copy of it.

AES-256-GCM under a key derived by HKDF-SHA256 from the secret of the installation, which stands
outside the database (``jalon/secret_file``). What is sealed is bound to its place: moved to another
row, it opens nothing.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.errors import Interdit

if TYPE_CHECKING:  # loaded when something is sealed: no command line waits for it
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CLE_O, NONCE_O = 32, 12
_USAGE = b"jalon, secrets de la base, v1"


def _aucun() -> Sequence[str]:
    return ()


@dataclass(frozen=True)
class Chiffreur:
    """Seals with the first secret, opens with any: that is how one takes the place of another.

    ``lire`` is asked each time: a process that runs sees a secret that has just changed.
    """

    lire: Callable[[], Sequence[str]] = _aucun

    def sceller(self, clair: str, place: str) -> str:
        """What the database keeps.

        Raises:
            Interdit: the installation has no secret.
        """
        nonce = secrets.token_bytes(NONCE_O)
        scelle = self._cles()[0].encrypt(nonce, clair.encode(), place.encode())
        return urlsafe_b64encode(nonce + scelle).decode()

    def ouvrir(self, scelle: str, place: str) -> str:
        """What was sealed.

        Raises:
            Interdit: no secret of the installation opens it.
        """
        from cryptography.exceptions import InvalidTag

        lu = urlsafe_b64decode(scelle)
        for cle in self._cles():
            try:
                return cle.decrypt(lu[:NONCE_O], lu[NONCE_O:], place.encode()).decode()
            except InvalidTag:
                continue
        raise Interdit(
            "secret",
            "Le secret de l’installation n’est plus celui qui a scellé ce code.",
            "Un code de secours passe encore ; sinon l’administration retire le second facteur, "
            "puis remet l’ancien secret ou en fait inscrire un nouveau.",
        )

    def _cles(self) -> list[AESGCM]:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        cles = [AESGCM(_deriver(un)) for un in self.lire()]
        if not cles:
            raise Interdit(
                "secret",
                "L’installation n’a pas de secret : le second facteur ne peut pas être gardé.",
                "Lancez « jalon init », qui l’écrit, ou donnez JALON_SECRET_CLE.",
            )
        return cles


def _deriver(secret: str) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=CLE_O, salt=None, info=_USAGE).derive(secret.encode())
