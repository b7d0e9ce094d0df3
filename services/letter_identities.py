"""The identities that the parties of a letter have in the register, and those that it bears."""

from __future__ import annotations

from datetime import date
from typing import Any

from documents.identities import ADRESSE, DONNEUR_ORDRE, NOM, SIRET, Identites, portees
from documents.letters import REPRISES
from services.surroundings import Entourage
from storage import letters
from storage.dossiers import LigneDossier
from storage.unit_of_work import Connexion


def inscrites(entourage: Entourage, dossier: LigneDossier) -> Identites:
    """What the register says of the parties of a dossier, on the day of these surroundings."""
    entreprise, marche = entourage.entreprise(dossier), entourage.marche(dossier)
    cadre = entourage.cadre(dossier)
    acheteur = marche.acheteur if marche else cadre.acheteur if cadre else None
    dites = {DONNEUR_ORDRE: acheteur} if acheteur else {}
    if entreprise is not None:
        dites |= {NOM: entreprise.nom, SIRET: entreprise.siret or ""}
        dites[ADRESSE] = entreprise.adresse or ""
    return dites


def derniere_version(connexion: Connexion, dossier: int, original: str) -> str | None:
    """The page of a letter as it would leave; ``None`` when Jalon has none."""
    pages = letters.versions(connexion, dossier, _noms(original), original)
    return pages[-1] if pages else None


def lettres_et_identites(connexion: Connexion, dossier: LigneDossier, jour: date) -> Any:
    """The record of ``ecart_du_courrier``: what each version bears, and the register by its days.

    Returns:
        ``{"lettres": what each version of the last letter bears, oldest first,
        "inscrites": (first day, identities) in order}``.
    """
    (original,) = set(REPRISES.values())
    pages = letters.versions(connexion, dossier.id, _noms(original), original)
    if not pages:
        return {"lettres": (), "inscrites": ()}
    donneur = Entourage(connexion, jour).donneur_ordre(dossier)
    changements = letters.jours_de_changement(connexion, dossier.entreprise, donneur)
    jours = [date.min, *(un for un in changements if un < jour), jour]
    return {
        "lettres": tuple(portees(page) for page in pages),
        "inscrites": tuple((un, inscrites(Entourage(connexion, un), dossier)) for un in jours),
    }


def _noms(original: str) -> list[str]:
    return [original, *(nom for nom, repris in REPRISES.items() if repris == original)]
