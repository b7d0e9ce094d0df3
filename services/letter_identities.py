"""The identities that the parties of a letter have in the register, and those that it bears."""

from __future__ import annotations

from datetime import date
from typing import Any

from documents.identities import ADRESSE, DONNEUR_ORDRE, NOM, SIRET, Identites, portees
from documents.letters import REPRISES
from services.surroundings import Entourage
from storage import letter_identities, letters
from storage.dossiers import LigneDossier
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


def lettres_et_identites(connexion: Connexion, dossier: LigneDossier, jour: date) -> Any:
    """The record of ``ecart_du_courrier``: what each version bears, and the register by its days.

    What it says of a day is what :func:`inscrites` says on it; read in one question, for a page.

    Returns:
        ``{"lettres": what each version of the last letter bears, oldest first,
        "inscrites": (first day, identities) in order}``.
    """
    (original,) = set(REPRISES.values())
    pages, jours = letter_identities.lire(connexion, dossier.id, _noms(original), original, jour)
    return {
        "lettres": tuple(portees(page) for page in pages),
        "inscrites": tuple(
            (une.depuis, _identites(une.nom, une.siret, une.adresse, une.acheteur)) for une in jours
        ),
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
