"""The captured mailbox of the demo and the tests: one readable ``.eml`` per letter, none leaves."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from email import policy
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from pathlib import Path

from notifications.post import Arret, Bilan, Lettre, Resultat, Sort, SurResultat, jamais

_SANS_DATE = datetime(1970, 1, 1, tzinfo=UTC)


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


def _date(brut: object) -> datetime:
    try:
        return parsedate_to_datetime(str(brut)).astimezone(UTC)
    except ValueError:
        return _SANS_DATE
