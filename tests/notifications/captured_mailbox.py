"""The captured mailbox, read back as a person reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class CourrielLu:
    """A captured mail, as a person reads it; ``destinataire`` is that of the envelope."""

    fichier: Path
    date: datetime | None
    de: str
    a: str
    destinataire: str
    sujet: str
    texte: str
    html: str
    pieces: tuple[str, ...] = ()


def lire_boite(dossier: Path) -> list[CourrielLu]:
    """The captured mails, oldest first; an absent folder holds none."""
    return [_lire(fichier) for fichier in sorted(dossier.glob("*.eml"))]


def _lire(fichier: Path) -> CourrielLu:
    octets = fichier.read_bytes()
    message = message_from_bytes(octets, policy=policy.default)
    # The standard library's newer parser inserts a space between two encoded-words of a name.
    entetes = BytesHeaderParser(policy=policy.compat32).parsebytes(octets)
    return CourrielLu(
        fichier=fichier,
        date=parsedate_to_datetime(entetes["Date"]).astimezone(UTC) if entetes["Date"] else None,
        de=_entete(entetes["From"]),
        a=_entete(entetes["To"]),
        destinataire=_entete(entetes["Delivered-To"]),
        sujet=_entete(entetes["Subject"]),
        texte=_partie(message, "plain"),
        html=_partie(message, "html"),
        pieces=tuple(une.get_filename() or "" for une in message.iter_attachments()),
    )


def _entete(brut: object) -> str:
    return "" if brut is None else str(make_header(decode_header(str(brut)))).replace("\r\n ", " ")


def _partie(message: EmailMessage, genre: str) -> str:
    partie = message.get_body((genre,))
    return str(partie.get_content()).replace("\r\n", "\n") if partie is not None else ""
