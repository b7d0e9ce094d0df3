"""An event sent by a program: on the very revision that it has read, once for its key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.accepted_files import pieces_admises
from services.accounts.signing_in import Visiteur
from services.accounts.visiting import absent, exiger_visible
from services.advancing import avancer
from services.commands import API, Commande
from services.errors import Introuvable
from services.office import Bureau
from services.reading.due_dates import DERNIER, PREMIER
from services.reading.looking import trouver
from services.reading.looking_dossier import chantier_de_lecture
from states.roles import QUI_SUIVENT
from workflow.errors import ValeurInvalide
from workflow.fields import LONGUEUR_MAX


@dataclass(frozen=True, kw_only=True)
class Envoi:
    """What a program sends; ``rev`` is the revision it has read, ``cle`` its own for this act."""

    evenement: str
    saisies: Mapping[str, str]
    rev: int
    cle: str
    pieces: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    at: datetime | None = None


def dossier_visible(bureau: Bureau, visiteur: Visiteur, cle: str) -> str:
    """Number of a dossier that somebody may see.

    Raises:
        Introuvable: no such dossier, or one that is another's.
    """
    with bureau.travail.lire() as connexion:
        try:
            vue = trouver(bureau, connexion, cle)
        except Introuvable as erreur:
            raise absent() from erreur
        exiger_visible(chantier_de_lecture(bureau, connexion), vue.dossier, visiteur)
        return vue.dossier.numero


def envoyer(bureau: Bureau, visiteur: Visiteur, numero: str, envoi: Envoi) -> dict[str, Any]:
    """Act; the same key and the same event get the same answer.

    Raises:
        Refused, Conflit, Interdit, ValeurInvalide: as :func:`services.advancing.avancer`.
    """
    for champ, valeur in envoi.saisies.items():
        if len(valeur) > LONGUEUR_MAX:  # before a date or a number quotes it in its refusal
            raise ValeurInvalide(
                champ, f"{champ} : est trop long.", f"Au plus {LONGUEUR_MAX} caractères."
            )
    if envoi.at is not None and not PREMIER <= envoi.at.replace(tzinfo=None).date() < DERNIER:
        raise ValeurInvalide(
            "le",
            "le : cet instant est hors du calendrier.",
            f"Donnez un instant entre {PREMIER.year} et {DERNIER.year}.",
        )
    acteur = f"{API}{visiteur.login}"
    return avancer(
        bureau,
        Commande(
            dossier=numero,
            evenement=envoi.evenement,
            acteur=acteur,
            compte=visiteur.login,
            saisies=envoi.saisies,
            pieces=pieces_admises(bureau, numero, envoi.pieces),
            at=envoi.at,
            rev=envoi.rev,
            sans_les_notes=visiteur.roles.isdisjoint(QUI_SUIVENT),
            rev_exacte=True,
            cle=f"{API}{visiteur.compte.id}:{envoi.cle}",
        ),
    )
