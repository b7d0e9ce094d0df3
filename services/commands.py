"""Idempotency: the same key and the same command get the same answer (design §5)."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from services.errors import Conflit
from services.office import Bureau
from storage import commands as depot
from storage.canonical import canonique, empreinte
from storage.stored_json import ecrire_json, lire_json
from storage.unit_of_work import Connexion
from workflow.errors import ValeurInvalide

if TYPE_CHECKING:
    from services.advancing import Commande

CONSERVATION = timedelta(days=90)
LONGUEUR_MAX = 120


def deja_repondu(connexion: Connexion, commande: Commande) -> dict[str, Any] | None:
    """The stored answer of this very command.

    Raises:
        Conflit: the key served another command.
        ValeurInvalide: the key is empty or too long.
    """
    if commande.cle is None:
        return None
    if not 0 < len(commande.cle) <= LONGUEUR_MAX:
        raise ValeurInvalide(
            "key",
            f"La clé d’idempotence a de 1 à {LONGUEUR_MAX} caractères.",
            "Prenez par exemple un UUID.",
        )
    connue = depot.lire(connexion, commande.cle)
    if connue is None:
        return None
    if connue.empreinte != _empreinte(commande):
        raise Conflit(
            f"La clé « {commande.cle} » a déjà servi à une autre commande.",
            "Prenez une clé neuve pour une commande neuve.",
            champ="key",
        )
    return {**lire_json(connue.reponse), "deja_fait": True}


def retenir(
    connexion: Connexion, commande: Commande, reponse: dict[str, Any], now: datetime
) -> None:
    """Keep the answer with its key, in the same transaction."""
    if commande.cle is not None:
        depot.ecrire(
            connexion,
            cle=commande.cle,
            empreinte=_empreinte(commande),
            reponse=ecrire_json(reponse),
            now=now,
        )


def purger(bureau: Bureau) -> int:
    """Forget the keys older than 90 days (design §5); returns how many."""
    with bureau.travail.ecrire() as connexion:
        return depot.oublier(connexion, bureau.horloge.maintenant() - CONSERVATION)


def _empreinte(commande: Commande) -> str:
    """What makes a command the same: all but its key, its revision and a dry run."""
    pieces = {
        nom: [fichier, hashlib.sha256(corps).hexdigest()]
        for nom, (fichier, corps) in commande.pieces.items()
    }
    return empreinte(
        canonique(
            {
                "dossier": commande.dossier,
                "evenement": commande.evenement,
                "compte": commande.compte,
                "saisies": {nom: str(valeur) for nom, valeur in commande.saisies.items()},
                "pieces": pieces,
                "at": commande.at.isoformat() if commande.at else None,
            }
        )
    )
