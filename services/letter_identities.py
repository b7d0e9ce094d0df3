"""What is looked up for a letter: its parties' identities, those it bears, the other letters."""

from __future__ import annotations

from datetime import date
from typing import Any

from documents.identities import ADRESSE, DONNEUR_ORDRE, NOM, SIRET, Identites, portees
from documents.letters import REPRISES
from services.surroundings import Entourage
from storage import letter_identities, letters
from storage.dossiers import LigneDossier
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion


def inscrites(entourage: Entourage, dossier: LigneDossier) -> Identites:
    """What the register says of the parties of a dossier, on the day of these surroundings."""
    entreprise, marche = entourage.entreprise(dossier), entourage.marche(dossier)
    cadre = entourage.cadre(dossier)
    acheteur = marche.acheteur if marche else cadre.acheteur if cadre else None
    if entreprise is None:
        return _identites(None, None, None, acheteur)
    return _identites(entreprise.nom, entreprise.siret, entreprise.adresse, acheteur)


def derniere_version(connexion: Connexion, dossier: int, original: str) -> str | None:
    """The page of a letter as it would leave; ``None`` when Jalon has none."""
    pages = letters.versions(connexion, dossier, _noms(original), original)
    return pages[-1] if pages else None


def registre_du_courrier(connexion: Connexion, dossier: LigneDossier, jour: date) -> Any:
    """What facts look up for a letter to send, read in one question.

    What it says of a day is what :func:`inscrites` says on it.

    Returns:
        ``{"lettres": what each version of the last letter bears, oldest first,
        "inscrites": (first day, identities) in order,
        "autres": days on which the company was written to, for its other marchés}``.
    """
    (original,) = set(REPRISES.values())
    lu = letter_identities.lire(connexion, dossier.id, _noms(original), original, jour)
    envois = (lire_json(un).get("courrier_envoye_le") for un in lu.autres)
    return {
        "lettres": tuple(portees(page) for page in lu.pages),
        "inscrites": tuple(
            (une.depuis, _identites(une.nom, une.siret, une.adresse, une.acheteur))
            for une in lu.jours
        ),
        "autres": tuple(date.fromisoformat(un) for un in envois if un),
    }


def _identites(
    nom: str | None, siret: str | None, adresse: str | None, acheteur: str | None
) -> Identites:
    """By the marks of a letter; nothing is said of a party that the dossier has not."""
    dites = {DONNEUR_ORDRE: acheteur} if acheteur else {}
    if nom is not None:
        dites |= {NOM: nom, SIRET: siret or "", ADRESSE: adresse or ""}
    return dites


def _noms(original: str) -> list[str]:
    return [original, *(nom for nom, repris in REPRISES.items() if repris == original)]
