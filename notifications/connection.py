"""One SMTP conversation, by aiosmtplib, with the end of the data under our own control."""

from __future__ import annotations

import asyncio
import contextlib
import re
import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from aiosmtplib import SMTP, SMTPException, SMTPResponse, SMTPServerDisconnected, SMTPStatus
from aiosmtplib.errors import SMTPResponseException

from notifications.addresses import demande_smtputf8, pour_l_enveloppe
from notifications.post import Lettre

_POINT_EN_TETE = re.compile(rb"^\.", re.MULTILINE)
_ENVELOPPE = re.compile(r"[^\s<>\x00-\x1f\x7f]+@[^\s<>@\x00-\x1f\x7f]+")
_REFUS = 400
"""From that code on, an answer refuses (RFC 5321 §4.2.1)."""
_FIN_DE_LIGNE = re.compile(rb"\r\n|\r|\n")


class Chiffrement(StrEnum):
    """How the conversation is protected; ``starttls`` is required, never merely tried."""

    AUCUN = "aucun"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True, kw_only=True)
class Serveur:
    """The outgoing server, as the settings describe it.

    ``delai_fin_s`` bounds the data and the answer to the final dot: RFC 5321 grants the server ten
    minutes there, and giving up early leaves a letter whose fate is unknown. ``delai_max_s`` bounds
    all that comes before that dot, connection included (``patience``).
    """

    hote: str
    port: int
    chiffrement: Chiffrement = Chiffrement.STARTTLS
    identifiant: str = ""
    mot_de_passe: str = field(default="", repr=False)
    verifier_certificat: bool = True
    ca: Path | None = None
    delai_s: float = 30.0
    delai_fin_s: float = 300.0
    delai_max_s: float = 300.0
    nom_local: str | None = None


class PointFinalEnvoye(Exception):  # not an error of the server: a doubt
    """The conversation broke after the final dot: the server may have the letter."""


class AdresseRefusee(SMTPResponseException):
    """The server does not take accented addresses."""


class Conversation:
    """A connection kept for many letters."""

    def __init__(self, serveur: Serveur) -> None:
        """Open nothing yet.

        Raises:
            OSError: the certificate authority cannot be read.
        """
        self._serveur = serveur
        self._point_parti = False
        self._client = SMTP(
            hostname=serveur.hote,
            port=serveur.port,
            username=serveur.identifiant or None,
            password=serveur.mot_de_passe if serveur.identifiant else None,
            local_hostname=serveur.nom_local,
            timeout=serveur.delai_s,
            use_tls=serveur.chiffrement is Chiffrement.TLS,
            start_tls=serveur.chiffrement is Chiffrement.STARTTLS,
            tls_context=_contexte_tls(serveur),
        )

    @property
    def ouverte(self) -> bool:
        """Whether the server is still there."""
        return self._client.is_connected

    @property
    def engagee(self) -> bool:
        """Whether the final dot of the letter in hand has left."""
        return self._point_parti

    async def ouvrir(self) -> None:
        """Connect, protect, identify."""
        await self._client.connect()
        if not self._client.last_ehlo_response:
            await self._client.ehlo()

    async def deposer(self, lettre: Lettre) -> SMTPResponse:
        """Hand one letter over.

        Raises:
            ValueError: an address of the envelope cannot be written as it stands.
            PointFinalEnvoye: the answer to the final dot never came.
            SMTPException: a refusal, or a breakdown before the final dot.
        """
        self._point_parti = False
        # aiosmtplib would mend a bad address in silence, and write to somebody else.
        for adresse in (lettre.expediteur, lettre.destinataire):
            if not _ENVELOPPE.fullmatch(adresse):
                raise ValueError(repr(adresse))
        de, a = pour_l_enveloppe(lettre.expediteur), pour_l_enveloppe(lettre.destinataire)
        options, encodage = self._options(de + a, len(lettre.octets))
        self._ecarter_le_surplus()
        await self._client.mail(de, options=options, encoding=encodage)
        self._ecarter_le_surplus()
        await self._client.rcpt(a, encoding=encodage)
        self._ecarter_le_surplus()
        reponse = await self._client.execute_command(b"DATA")
        if reponse.code != SMTPStatus.start_input:
            if reponse.code < _REFUS:  # the answer to something else: the server waits for the text
                self.couper()
            raise SMTPResponseException(reponse.code, reponse.message)
        self._ecarter_le_surplus()
        await self._envoyer_le_corps(lettre.octets)
        return await self._envoyer_le_point()

    def _ecarter_le_surplus(self) -> None:
        """Drop what the server added to its last answer: it would pass for the next one.

        aiosmtplib drops what comes alone between two commands, and keeps what came with an answer.
        """
        protocole = self._client.protocol
        if protocole is not None:
            del protocole._buffer[:]  # noqa: SLF001  # no public way to it

    async def oublier(self) -> None:
        """RSET after a refusal; a server that does not follow is left."""
        if self.ouverte:
            try:
                await self._client.rset()
            except (SMTPException, OSError):
                self.couper()

    async def quitter(self) -> None:
        """Part politely; what has been said stays said if the server does not answer."""
        if self.ouverte:
            with contextlib.suppress(SMTPException, OSError):
                await self._client.execute_command(b"QUIT")
            self.couper()

    def couper(self) -> None:
        """Drop the line at once: a TLS farewell would wait for the server's, after the delivery."""
        transport = self._client.transport
        self._client.close()
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()

    def _options(self, adresses: str, taille: int) -> tuple[list[str], str]:
        options = []
        if self._client.supports_extension("size"):
            options.append(f"SIZE={taille}")
        if not demande_smtputf8(adresses):
            return options, "ascii"
        if not self._client.supports_extension("smtputf8"):
            raise AdresseRefusee(
                553, "le serveur d’envoi n’accepte pas les adresses accentuées (SMTPUTF8)"
            )
        return [*options, "SMTPUTF8"], "utf-8"

    async def _envoyer_le_corps(self, octets: bytes) -> None:
        protocole = self._client.protocol
        transport = self._client.transport
        if protocole is None or not isinstance(transport, asyncio.WriteTransport):
            raise SMTPServerDisconnected("Connection lost")
        # With so low a mark the wait ends when all is with the system: a line cut before that has
        # not carried the dot, and the letter may safely be tried again. (Not 0: asyncio's TLS
        # transport pauses at « size >= high », and would never resume.)
        transport.set_write_buffer_limits(high=1)
        protocole.write(_emballer(octets))
        async with asyncio.timeout(self._serveur.delai_fin_s):
            await protocole._drain_helper()  # noqa: SLF001  # aiosmtplib offers no public drain
        await asyncio.sleep(0)

    async def _envoyer_le_point(self) -> SMTPResponse:
        protocole = self._client.protocol
        if protocole is None:
            raise SMTPServerDisconnected("Connection lost")
        self._point_parti = True
        protocole.write(b".\r\n")
        try:
            reponse = await protocole.read_response(timeout=self._serveur.delai_fin_s)
        except (SMTPException, OSError) as erreur:
            self.couper()
            raise PointFinalEnvoye(str(erreur)) from erreur
        if reponse.code == SMTPStatus.domain_unavailable:
            self.couper()
        return reponse


def _emballer(octets: bytes) -> bytes:
    """Line ends as SMTP wants them, dots at the head of a line doubled (RFC 5321 §4.5.2)."""
    corps = _FIN_DE_LIGNE.sub(b"\r\n", octets)
    return _POINT_EN_TETE.sub(b"..", corps if corps.endswith(b"\r\n") else corps + b"\r\n")


def _contexte_tls(serveur: Serveur) -> ssl.SSLContext | None:
    if serveur.chiffrement is Chiffrement.AUCUN:
        return None
    contexte = ssl.create_default_context(cafile=str(serveur.ca) if serveur.ca else None)
    if not serveur.verifier_certificat:
        contexte.check_hostname = False
        contexte.verify_mode = ssl.CERT_NONE
    return contexte
