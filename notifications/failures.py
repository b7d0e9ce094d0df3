"""How a failure of the line is told: French sentences; the server's own words stay its own."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Mapping
from types import MappingProxyType

from aiosmtplib import SMTPException, SMTPServerDisconnected
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPNotSupported,
    SMTPResponseException,
    SMTPTimeoutError,
)

PANNES = (OSError, SMTPException, EOFError)
"""What a conversation may raise when the server, or the way to it, is broken."""
_CODE_MIN = 100
"""Below it a code is the library's own: the server has answered something else than SMTP."""
_SYSTEME: Mapping[int | None, str] = MappingProxyType(
    {
        errno.ECONNREFUSED: "connexion refusée",
        errno.ECONNRESET: "liaison coupée",
        errno.EPIPE: "liaison coupée",
        errno.EHOSTUNREACH: "machine injoignable",
        errno.ENETUNREACH: "réseau injoignable",
        errno.ETIMEDOUT: "pas de réponse",
        errno.ENOENT: "fichier introuvable",
        errno.EACCES: "droits insuffisants",
    }
)

_GENRES: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((SMTPTimeoutError, TimeoutError), "pas de réponse à temps"),
    ((SMTPServerDisconnected, EOFError), "liaison coupée"),
    ((socket.gaierror,), "nom de serveur inconnu"),
)


def expliquer_l_ouverture(lieu: str, erreur: Exception) -> str:
    """Why the conversation with ``lieu`` could not begin."""
    if isinstance(erreur, SMTPAuthenticationError):
        return f"{lieu} refuse l’identifiant ou le mot de passe : {dire(erreur)}"
    if isinstance(erreur, SMTPNotSupported) or type(erreur) is SMTPException:
        return f"{lieu} n’offre pas le chiffrement ou l’identification demandés"
    if isinstance(erreur, ssl.SSLError):
        return f"Le certificat de {lieu} n’est pas accepté : {dire(erreur)}"
    if isinstance(erreur, SMTPTimeoutError):
        return f"{lieu} ne répond pas"
    return f"Connexion impossible à {lieu} : {dire(erreur)}"


def dire(erreur: BaseException) -> str:
    """One line; the server is quoted as it speaks, and a password never stands there."""
    if isinstance(erreur, SMTPResponseException) and erreur.code < _CODE_MIN:
        return f"réponse illisible : {_cite(erreur.message)}"
    if isinstance(erreur, SMTPResponseException):
        return _une_ligne(f"{erreur.code} {erreur.message}")
    if isinstance(erreur, SMTPConnectError) and erreur.__cause__ is not None:
        return dire(erreur.__cause__)
    numero = erreur.errno if isinstance(erreur, OSError) else None
    connues = (texte for genres, texte in _GENRES if isinstance(erreur, genres))
    connue = next(connues, _SYSTEME.get(numero))
    if connue is None and isinstance(erreur, ssl.SSLCertVerificationError):
        return f"il n’a pas pu être vérifié, {_cite(erreur.verify_message)}"
    return connue or _cite(str(erreur) or type(erreur).__name__)


def _cite(texte: str) -> str:
    """Words that are not ours, as they were said."""
    return f"« {_une_ligne(texte)} »"


def _une_ligne(texte: str) -> str:
    return " ".join(lisible(texte).split())


def lisible(texte: str) -> str:
    """Words of a server that may not speak UTF-8: each byte it wrote otherwise is read as Latin-1.

    ``aiosmtplib`` keeps such bytes as lone surrogates, which no database nor journal can hold.
    """
    try:
        return texte.encode("utf-8").decode("utf-8")
    except UnicodeEncodeError:
        return texte.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
