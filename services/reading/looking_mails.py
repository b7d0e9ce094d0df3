"""The mails of a dossier, and each one whole as it was sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from services.errors import Introuvable
from services.mail.message_context import LIEN_PERSONNEL
from services.office import Bureau
from services.reading.looking import heure_de_paris, trouver
from storage import looking_details as details
from storage.stored_json import lire_json

_LIEN = re.compile(rf"\S+{LIEN_PERSONNEL}")


def courriels(bureau: Bureau, cle: str) -> list[dict[str, Any]]:
    """Mails of a dossier, oldest first.

    Raises:
        Introuvable: no such dossier.
    """
    with bureau.travail.lire() as connexion:
        vue = trouver(bureau, connexion, cle)
        return [resume(un) for un in details.courriels(connexion, vue.dossier.id)]


def courriel(bureau: Bureau, identifiant: int) -> dict[str, Any]:
    """One mail, its text whole; an erased body says when it was.

    ``version`` names the text that is read; ``origine`` is the one it had been written with, when
    a person has put it right; ``lien_perdu`` is the personal link that this has left out.

    Raises:
        Introuvable: no such mail.
    """
    with bureau.travail.lire() as connexion:
        lu = details.courriel(connexion, identifiant)
    if lu is None:
        raise Introuvable(
            "courriel",
            f"Le courriel {identifiant} n’existe pas.",
            "« jalon courriels DOSSIER » donne leurs numéros.",
        )
    corps, origine = _corps(lu["corps"]), _corps(lu["corps_origine"])
    lien = _LIEN.search(str(origine.get("texte", "")))
    perdu = lien is not None and LIEN_PERSONNEL not in str(corps.get("texte"))
    return {
        **resume(lu),
        "dossier": lu["numero"],
        "repondre_a": lu["repondre_a"],
        "texte": corps.get("texte"),
        "html": corps.get("html"),
        "version": lu["contenu"],
        "origine": origine or None,
        "lien_perdu": lien[0] if lien and perdu else None,
        "efface_le": heure_de_paris(lu["efface_le"]) if lu["efface_le"] else None,
    }


def _corps(garde: str | None) -> dict[str, Any]:
    return dict(lire_json(garde)) if garde else {}


def resume(un: Mapping[str, Any]) -> dict[str, Any]:
    """A mail as a list tells it."""
    return {
        "id": un["id"],
        "ligne": un["seq"],
        "message": un["message"],
        "role": un["role"],
        "destinataire": un["nom"],
        "adresse": un["adresse"],
        "de": un["expediteur_nom"],
        "sujet": un["sujet"],
        "statut": un["statut"],
        "piece_jointe": un["piece_nom"],
        "cree_le": heure_de_paris(un["cree_le"]),
        "envoye_le": heure_de_paris(un["envoye_le"]) if un["envoye_le"] else None,
        "erreur": un["erreur"],
    }
