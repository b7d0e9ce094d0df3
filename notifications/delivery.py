"""Delivery: many letters over one connection, each answer told as it comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Iterable
from dataclasses import replace

from aiosmtplib import SMTPResponse
from aiosmtplib.errors import SMTPResponseException, SMTPSenderRefused

from notifications.connection import (
    AdresseRefusee,
    Chiffrement,
    Conversation,
    PointFinalEnvoye,
    Serveur,
)
from notifications.failures import PANNES, dire, expliquer_l_ouverture, lisible
from notifications.patience import Interrompu, TropLong, tenir
from notifications.post import Arret, Bilan, Lettre, Resultat, Sort, SurResultat, jamais

__all__ = ["Chiffrement", "Facteur", "Serveur"]

_FERMETURE = 421
_TROP_GROS = 552
_JALON_S_ARRETE = "Jalon s’arrête ; le courriel garde son tour."


class _Panne(Exception):  # never leaves this module
    """The server cannot be used now; everything that remains waits."""


class Facteur:
    """Carries letters to one server. One instance serves one delivery at a time."""

    def __init__(self, serveur: Serveur) -> None:
        """Open nothing yet: a delivery without a letter never calls the server."""
        self._serveur = serveur
        self._conversation: Conversation | None = None

    def distribuer_tous(
        self, lettres: Iterable[Lettre], sur_resultat: SurResultat, arret: Arret = jamais
    ) -> Bilan:
        """`distribuer`, for callers without an event loop."""
        return asyncio.run(self.distribuer(lettres, sur_resultat, arret))

    async def distribuer(
        self,
        lettres: Iterable[Lettre] | AsyncIterable[Lettre],
        sur_resultat: SurResultat,
        arret: Arret = jamais,
    ) -> Bilan:
        """Deliver every letter in order, reporting each before the next one leaves.

        A breakdown of the server postpones the letter and all that follow. One that comes after
        the final dot leaves that letter in doubt, and postpones all that follow: the next one
        would only be one more doubt. A letter that takes too long is given up, and blames the
        server; a stop (``arret``) gives back the one in hand unless its final dot has left. What
        the callback raises passes through, once the connection is closed.
        """
        bilan = Bilan()
        try:
            async for lettre in _un_a_un(lettres):
                resultat = await self._distribuer_une(lettre, bilan, arret)
                bilan.comptes[resultat.sort] += 1
                sur_resultat(resultat)
        finally:
            await self._raccrocher()
        return bilan

    async def _distribuer_une(self, lettre: Lettre, bilan: Bilan, arret: Arret) -> Resultat:
        if bilan.panne:
            return _reporte(lettre, bilan.panne)
        delai_s = self._serveur.delai_max_s
        try:
            resultat = await tenir(self._deposer(lettre), self, delai_s=delai_s, arret=arret)
        except _Panne as panne:
            self.couper()
            resultat = _reporte(lettre, str(panne))
        except TropLong:
            self.couper()
            resultat = replace(_reporte(lettre, _trop_lent(delai_s)), trop_long=True)
        except Interrompu:
            self.couper()
            resultat = Resultat(
                id=lettre.id, sort=Sort.REPORTE, message=_JALON_S_ARRETE, interrompu=True
            )
        bilan.panne = resultat.message if resultat.panne else ""
        return resultat

    async def _deposer(self, lettre: Lettre) -> Resultat:
        """Hand a letter over, on a new line when the kept one turns out to be dead."""
        if self._conversation is not None and self._conversation.ouverte:
            try:
                return await self._tenter(self._conversation, lettre)
            except _Panne:
                self.couper()
        return await self._tenter(await self._ouvrir(), lettre)

    async def _tenter(self, conversation: Conversation, lettre: Lettre) -> Resultat:
        try:
            return _accepte(lettre, await conversation.deposer(lettre))
        except PointFinalEnvoye as doute:
            cause = dire(doute.__cause__ or doute)
            return Resultat(
                id=lettre.id,
                sort=Sort.INCERTAIN,
                message=f"Le serveur d’envoi n’a pas confirmé la réception ({cause}).",
                panne=True,
            )
        except SMTPResponseException as refus:
            if refus.code == _FERMETURE:
                raise _Panne(f"Le serveur d’envoi ferme : {dire(refus)}") from refus
            await conversation.oublier()
            return _refuse(lettre, refus)
        except ValueError as erreur:
            # One letter that cannot be written must not hold up the others for ever.
            return Resultat(
                id=lettre.id,
                sort=Sort.ECHEC,
                message=f"L’adresse ne peut pas être transmise au serveur : {dire(erreur)}",
            )
        except PANNES as erreur:
            raise _Panne(f"La liaison avec le serveur d’envoi est rompue : {dire(erreur)}") from (
                erreur
            )

    async def _ouvrir(self) -> Conversation:
        try:
            self._conversation = Conversation(self._serveur)
            await self._conversation.ouvrir()
        except PANNES as erreur:
            lieu = f"{self._serveur.hote}:{self._serveur.port}"
            raise _Panne(expliquer_l_ouverture(lieu, erreur)) from erreur
        return self._conversation

    def engagee(self) -> bool:
        """Whether the server may have the letter in hand."""
        return self._conversation is not None and self._conversation.engagee

    def couper(self) -> None:
        """Drop the line, if there is one."""
        if self._conversation is not None:
            self._conversation.couper()
        self._conversation = None

    async def _raccrocher(self) -> None:
        if self._conversation is not None:
            await self._conversation.quitter()
        self._conversation = None


async def _un_a_un(lettres: Iterable[Lettre] | AsyncIterable[Lettre]) -> AsyncIterator[Lettre]:
    if isinstance(lettres, AsyncIterable):
        async for lettre in lettres:
            yield lettre
    else:
        for lettre in lettres:
            yield lettre


def _accepte(lettre: Lettre, reponse: SMTPResponse) -> Resultat:
    """The answer to the final dot: only there does an acceptance make the server liable."""
    if 200 <= reponse.code < 300:  # noqa: PLR2004  # the families of RFC 5321 §4.2.1
        return Resultat(
            id=lettre.id, sort=Sort.ENVOYE, code=reponse.code, message=lisible(reponse.message)
        )
    return _refuse(lettre, SMTPResponseException(reponse.code, reponse.message))


def _refuse(lettre: Lettre, refus: SMTPResponseException) -> Resultat:
    definitif = 500 <= refus.code < 600  # noqa: PLR2004  # the families of RFC 5321 §4.2.1
    # A refused sender is a setting of ours, common to all the mail: nothing is lost by waiting.
    # Only a size, announced with the sender, condemns the letter itself.
    reglage = isinstance(refus, SMTPSenderRefused) and refus.code != _TROP_GROS
    return Resultat(
        id=lettre.id,
        sort=Sort.ECHEC if definitif and not reglage else Sort.REPORTE,
        code=refus.code,
        message=dire(refus) if isinstance(refus, AdresseRefusee) else _reponse(refus),
        panne=definitif and reglage,
    )


def _reporte(lettre: Lettre, panne: str) -> Resultat:
    return Resultat(id=lettre.id, sort=Sort.REPORTE, message=panne, panne=True)


def _trop_lent(delai_s: float) -> str:
    return (
        f"Le serveur d’envoi est trop lent : un courriel n’a pas pu lui être remis en {delai_s:g} "
        "secondes (réglage courriel.delai_max_s)."
    )


def _reponse(refus: SMTPResponseException) -> str:
    return f"Le serveur d’envoi a répondu : {dire(refus)}"
