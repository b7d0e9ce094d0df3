"""The captured mailbox of the demo and the tests: one readable ``.eml`` per letter, none leaves."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from pathlib import Path

from notifications.post import Arret, Bilan, Lettre, Resultat, Sort, SurResultat, jamais

_SANS_DATE = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class CourrielLu:
    """A captured mail, as a person reads it; ``destinataire`` is that of the envelope."""

    fichier: Path
    date: datetime
    de: str
    a: str
    destinataire: str
    sujet: str
    texte: str
    html: str
    pieces: tuple[str, ...] = ()


class BoiteCapturee:
    """Delivers into a folder, with the interface of the real post."""

    def __init__(self, dossier: Path) -> None:
        """Keep the folder; it is made at the first letter."""
        self._dossier = dossier

    def distribuer_tous(
        self,
        lettres: Iterable[Lettre],
        sur_resultat: SurResultat,
        arret: Arret = jamais,  # noqa: ARG002  # a letter is written at once: nothing to end
    ) -> Bilan:
        """Write every letter; a disk that refuses postpones it, as a server would."""
        bilan = Bilan()
        for lettre in lettres:
            resultat = self._distribuer_une(lettre)
            if resultat.panne:
                bilan.panne = resultat.message
            bilan.comptes[resultat.sort] += 1
            sur_resultat(resultat)
        return bilan

    def _distribuer_une(self, lettre: Lettre) -> Resultat:
        try:
            fichier = self._deposer(lettre)
        except OSError as erreur:
            return Resultat(
                id=lettre.id,
                sort=Sort.REPORTE,
                message=f"La boîte capturée ne peut pas être écrite : {erreur}",
                panne=True,
            )
        return Resultat(id=lettre.id, sort=Sort.ENVOYE, code=250, message=fichier.name)

    def _deposer(self, lettre: Lettre) -> Path:
        """Write beside, then rename: a reader never meets half a letter, a retry replaces it."""
        self._dossier.mkdir(parents=True, exist_ok=True)
        instant = _date(BytesHeaderParser(policy=policy.compat32).parsebytes(lettre.octets)["Date"])
        fichier = self._dossier / f"{instant:%Y%m%dT%H%M%SZ}-{lettre.id:08d}.eml"
        provisoire = fichier.with_suffix(".tmp")
        enveloppe = f"Return-Path: <{lettre.expediteur}>\r\nDelivered-To: {lettre.destinataire}\r\n"
        with provisoire.open("wb") as flux:
            flux.write(enveloppe.encode() + lettre.octets)
            flux.flush()
            os.fsync(flux.fileno())
        provisoire.replace(fichier)
        return fichier


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
        date=_date(entetes["Date"]),
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


def _date(brut: object) -> datetime:
    try:
        return parsedate_to_datetime(str(brut)).astimezone(UTC)
    except ValueError:
        return _SANS_DATE
