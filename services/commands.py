"""A command, and its idempotency: the same key and command get the same answer (design §5)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from services.errors import Conflit
from services.office import Bureau
from storage import commands as depot
from storage.canonical import canonique, empreinte
from storage.stored_json import ecrire_json, lire_json
from storage.unit_of_work import Connexion
from workflow.errors import ValeurInvalide
from workflow.typed_text import sans_bords

PAGES, API = "web:", "api:"
"""Before the login of whoever acts through the pages, or by a program of theirs."""
CONSERVATION = timedelta(days=90)
LONGUEUR_MAX = 120


@dataclass(frozen=True, kw_only=True)
class Commande:
    """An event that somebody asks for on a dossier.

    ``saisies`` are as typed, but for what nobody sees around them: the kernel does not read it, so
    no check of ours may; ``pieces`` files by field; ``rev`` the revision the person has seen;
    ``cle`` the idempotency key.
    """

    dossier: str
    evenement: str
    acteur: str
    compte: str | None = None
    saisies: Mapping[str, Any] = field(default_factory=dict)
    pieces: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    at: datetime | None = None
    cle: str | None = None
    rev: int | None = None
    seq: int | None = None
    """The last line of the journal that the person has seen."""
    sans_les_notes: bool = False
    """Whether the team's notes are not this person's to read."""
    rev_exacte: bool = False
    """Whether any other revision refuses, even where the event is still possible (``If-Match``)."""
    relue: bool = False
    """Whether a preview is confirmed: what another has done since it was read comes first."""
    essai: bool = False
    apercus: bool = False
    """Whether the answer of a dry run holds its mails and letters whole."""
    porteur: str | None = None
    """Role of whoever acts by a personal link, without an account; the link names the dossier."""
    accord_ecrit: bool = False
    """Whether the donneur d'ordre has acted on paper, which the account records with its proof."""
    signataire: str = ""
    """Name of whoever acts in the place of the person that a link was sent to."""

    def __post_init__(self) -> None:
        """Whichever door it comes by, an entry is read one way."""
        tapees = {nom: sans_bords(valeur) for nom, valeur in self.saisies.items()}
        object.__setattr__(self, "saisies", tapees)

    @property
    def en_personne(self) -> bool:
        """Whether the account acts itself, signed in, and nobody in its name."""
        return self.acteur in {f"{PAGES}{self.compte}", f"{API}{self.compte}"}


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
        raise _deja_servie(commande.cle)
    return {**lire_json(connue.reponse), "deja_fait": True}


def _deja_servie(cle: str) -> Conflit:
    """A form has no key in the eyes of its reader; a program's is told as it was sent."""
    if cle.startswith(PAGES):
        return Conflit(
            "Ce formulaire a déjà été envoyé, avec d’autres mots : ce premier envoi est "
            "enregistré, celui-ci ne l’est pas.",
            "Relisez ce qui est enregistré ; s’il manque quelque chose, envoyez de nouveau.",
            champ="key",
        )
    telle_que_donnee = cle.split(":", 2)[2] if cle.startswith(API) else cle
    return Conflit(
        f"La clé « {telle_que_donnee} » a déjà servi à une autre commande.",
        "Prenez une clé neuve pour une commande neuve.",
        champ="key",
    )


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
