"""The daily seal: last line and hash of each dossier that changed, and the seal before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from services.office import Bureau
from storage import clock
from storage import evidence_seals as depot
from storage.canonical import canonique, empreinte
from storage.chain import premier_maillon
from storage.evidence_seals import Sceau
from storage.stored_json import lire_json
from storage.unit_of_work import Connexion

BATTEMENT = "seal"
VIDE: Mapping[str, Any] = MappingProxyType({"lignes": ""})
"""Stands for what a seal holds when it can no longer be read."""
_LIGNES = re.compile(r"(?:\S+ \d+ \S+(?:\n|\Z))*+")
PREMIER = premier_maillon("sceaux")
"""What the first seal follows."""


def sceller(bureau: Bureau) -> dict[str, Any]:
    """Put the seal of the civil day, unless it stands.

    It holds the dossiers that have a new line since the last seal, the first one all of them: the
    seals together know every dossier, so that one removed shows even if it had not moved for years.
    """
    now = bureau.horloge.maintenant()
    jour = bureau.calendriers(bureau.reglages.zone).jour_civil(now)
    with bureau.travail.ecrire() as connexion:
        depot.verrouiller(connexion)
        clock.battre(connexion, BATTEMENT, bureau.horloge.reelle())
        dernier = depot.dernier(connexion)
        if dernier is not None and dernier.jour >= jour:
            return _reponse(dernier, nouveau=False)
        sceau = _sceau(connexion, dernier, jour, now)
        depot.poser(connexion, sceau)
    return _reponse(sceau, nouveau=True)


def _sceau(connexion: Connexion, dernier: Sceau | None, jour: date, now: datetime) -> Sceau:
    avant = lire_json(dernier.dossiers) if dernier else {"rang": 0, "jusqu_a": 0}
    jusqu_a, nombre = depot.etat_du_journal(connexion)
    changes = depot.changes(connexion, avant["jusqu_a"])
    contenu = {
        "rang": avant["rang"] + 1,
        "jusqu_a": jusqu_a,
        "dossiers": nombre,
        "changes": len(changes),
        "lignes": "\n".join(f"{numero} {seq} {hash_}" for numero, seq, hash_ in changes),
    }
    pose = Sceau(jour, canonique(contenu), dernier.hash if dernier else PREMIER, "", now)
    return Sceau(jour, pose.dossiers, pose.prev_hash, hash_du_sceau(pose), now)


def hash_du_sceau(sceau: Sceau) -> str:
    """Digest of all that a seal says."""
    return empreinte(canonique(depot.couvert(sceau)))


def contenu_du_sceau(sceau: Sceau) -> Mapping[str, Any] | None:
    """What a seal holds; None when it is no longer in the form in which one is put."""
    try:
        contenu = lire_json(sceau.dossiers)
    except (TypeError, ValueError):
        return None
    formes = isinstance(contenu, dict) and isinstance(contenu.get("rang"), int)
    return contenu if formes and _LIGNES.fullmatch(str(contenu.get("lignes"))) else None


def dossiers_scelles(contenu: Mapping[str, Any]) -> Iterator[tuple[str, int, str]]:
    """Number, last line and hash of the dossiers that a seal holds."""
    debut, texte = 0, str(contenu["lignes"])
    while debut < len(texte):
        fin = texte.find("\n", debut)
        ligne = texte[debut : fin if fin >= 0 else len(texte)]
        numero, seq, hash_ = ligne.split(" ")
        yield numero, int(seq), hash_
        debut += len(ligne) + 1


def _reponse(sceau: Sceau, *, nouveau: bool) -> dict[str, Any]:
    contenu = lire_json(sceau.dossiers)
    return {
        "jour": sceau.jour.isoformat(),
        "nouveau": nouveau,
        "rang": contenu["rang"],
        "dossiers": contenu["dossiers"],
        "changes": contenu["changes"],
        "empreinte": sceau.hash,
    }
