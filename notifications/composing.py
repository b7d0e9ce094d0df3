"""Composing: a mail with its fixed identity, flattened once into the bytes that will travel."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from email.utils import format_datetime

from notifications.addresses import adresse_valide
from notifications.headers import identifiants, personne, texte_libre, une_ligne
from workflow.errors import ValeurInvalide

_IDENTIFIANT = re.compile(r"<[!-;=?A-~]{1,120}@[!-;=?A-~]{1,255}>")


@dataclass(frozen=True, kw_only=True)
class PieceJointe:
    """An attached file; ``type`` is its media type, such as ``application/pdf``."""

    nom: str
    type: str
    contenu: bytes


@dataclass(frozen=True, kw_only=True)
class Courriel:
    """One mail to one person. Identifiers carry their angle brackets."""

    message_id: str
    de_nom: str
    de_adresse: str
    a_nom: str
    a_adresse: str
    sujet: str
    texte: str
    html: str
    date: datetime
    repondre_a: str = ""
    en_reponse_a: str = ""
    references: tuple[str, ...] = ()
    pieces: tuple[PieceJointe, ...] = ()


def aplatir(courriel: Courriel) -> bytes:
    """The bytes of the mail; the same mail gives the same bytes, so their digest is evidence.

    Raises:
        ValeurInvalide: an address or an identifier cannot be written.
    """
    lignes = (f"{nom}: {valeur}\r\n" for nom, valeur in _entetes(courriel) if valeur)
    # Non-ASCII stands here only for an accented address: the server must then speak SMTPUTF8.
    return "".join(lignes).encode() + _corps(courriel).as_bytes()


def _entetes(courriel: Courriel) -> Iterator[tuple[str, str]]:
    yield "From", personne(courriel.de_nom, adresse_valide(courriel.de_adresse))
    yield "To", personne(courriel.a_nom, adresse_valide(courriel.a_adresse))
    yield "Reply-To", courriel.repondre_a and adresse_valide(courriel.repondre_a)
    yield "Subject", texte_libre(courriel.sujet)
    yield "Date", format_datetime(courriel.date)
    yield "Message-ID", _identifiant(courriel.message_id)
    yield "In-Reply-To", courriel.en_reponse_a and _identifiant(courriel.en_reponse_a)
    yield "References", identifiants(_identifiant(un) for un in courriel.references)
    yield "Auto-Submitted", "auto-generated"


def _corps(courriel: Courriel) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    # Quoted-printable whatever the text: 7 bits for any server, and nothing for one to rewrite.
    message.set_content(courriel.texte, cte="quoted-printable")
    message.add_alternative(courriel.html, subtype="html", cte="quoted-printable")
    for piece in courriel.pieces:
        genre, _, sous_genre = piece.type.partition("/")
        message.add_attachment(
            piece.contenu,
            maintype=genre,
            subtype=sous_genre or "octet-stream",
            filename=une_ligne(piece.nom),
        )
    _fixer_les_frontieres(message, courriel.message_id)
    return message


def _fixer_les_frontieres(message: MIMEPart, graine: str) -> None:
    """Boundaries drawn from the identifier: the standard library would take random ones."""
    for rang, partie in enumerate(message.walk()):
        if partie.is_multipart():
            partie.set_boundary("=_" + hashlib.sha256(f"{graine}/{rang}".encode()).hexdigest()[:32])


def _identifiant(texte: str) -> str:
    if not _IDENTIFIANT.fullmatch(texte):
        raise ValeurInvalide(
            "message_id", f"« {texte} » n’est pas un identifiant de courriel.", "<lettre@domaine>"
        )
    return texte
