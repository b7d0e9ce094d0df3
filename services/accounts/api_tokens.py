"""Tokens of the API: made by their owner, shown once, kept by their digest, taken back at once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from services.accounts.signing_in import Visiteur
from services.accounts.visiting import portee as exiger_la_portee
from services.office import Bureau
from services.secret_digests import condense
from storage import api_tokens as depot
from storage.stored_json import lire_json
from workflow.errors import ValeurInvalide
from workflow.typed_text import lisible

LECTURE, ACTES = "lecture", "actes"
PORTEES: Mapping[str, frozenset[str]] = {
    LECTURE: frozenset({LECTURE}),
    ACTES: frozenset({LECTURE, ACTES}),
}
"""What a token may be asked for, and what it then lets through."""
DUREES: Mapping[str, timedelta] = {
    "30": timedelta(days=30),
    "90": timedelta(days=90),
    "365": timedelta(days=365),
}
PREFIXE = "jalon_"
"""Before every secret: whoever finds one in a file knows what it is."""
NOM_MAX, PAR_COMPTE = 80, 20
TOUCHER_APRES = timedelta(minutes=5)


def creer(bureau: Bureau, visiteur: Visiteur, nom: str, portee: str, duree: str) -> str:
    """Make a token; the answer is its secret, which nobody can read again.

    Raises:
        ValeurInvalide: no name, an unknown scope or length, or too many tokens.
        Introuvable: this account reads no dossiers: a token would open nothing.
    """
    exiger_la_portee(visiteur)
    propre = " ".join(lisible("nom", nom, une_ligne=True).split())
    if not 0 < len(propre) <= NOM_MAX:
        raise ValeurInvalide(
            "nom",
            f"Le nom du jeton a de 1 à {NOM_MAX} caractères.",
            "Dites à quoi il sert, par exemple « Tableau de bord de la mairie ».",
        )
    _exiger("portee", portee, PORTEES, "Choisissez ce que le jeton permet.")
    _exiger("duree", duree, DUREES, "Choisissez la durée du jeton.")
    secret = PREFIXE + secrets.token_urlsafe(32)
    now = bureau.horloge.reelle()
    with bureau.travail.ecrire() as connexion:
        if depot.compter(connexion, visiteur.compte.id) >= PAR_COMPTE:
            raise ValeurInvalide(
                "nom", f"Vous avez déjà {PAR_COMPTE} jetons.", "Retirez ceux qui ne servent plus."
            )
        depot.creer(
            connexion,
            cle=condense(secret),
            compte=visiteur.compte.id,
            nom=propre,
            portees=portee,
            cree_le=now,
            expire_le=now + DUREES[duree],
        )
    return secret


def _exiger(champ: str, valeur: str, permises: Mapping[str, Any], phrase: str) -> None:
    if valeur not in permises:
        raise ValeurInvalide(champ, phrase, f"Les choix : {', '.join(permises)}.")


def mes_jetons(bureau: Bureau, visiteur: Visiteur) -> list[dict[str, Any]]:
    """Tokens of somebody, newest first; ``fini`` for one whose time is over.

    Raises:
        Introuvable: this account reads no dossiers.
    """
    exiger_la_portee(visiteur)
    now = bureau.horloge.reelle()
    with bureau.travail.lire() as connexion:
        lus = depot.du_compte(connexion, visiteur.compte.id)
    return [
        {
            "id": un.id,
            "nom": un.nom,
            "actes": ACTES in PORTEES[un.portees],
            "cree_le": un.cree_le,
            "expire_le": un.expire_le,
            "vu_le": un.vu_le,
            "fini": un.expire_le <= now,
        }
        for un in lus
    ]


def revoquer(bureau: Bureau, visiteur: Visiteur, identifiant: int) -> None:
    """Take a token back: its next request is refused. Somebody else's stays as it is."""
    with bureau.travail.ecrire() as connexion:
        depot.revoquer(connexion, identifiant, visiteur.compte.id)


def reconnaitre(bureau: Bureau, secret: str) -> tuple[Visiteur, frozenset[str]] | None:
    """Who bears a token, and what it lets through; nobody when it is over or its account closed."""
    now = bureau.horloge.reelle()
    with bureau.travail.lire() as connexion:
        trouve = depot.lire(connexion, condense(secret))
    if trouve is None:
        return None
    jeton, compte = trouve
    if not compte.actif or jeton.expire_le <= now:
        return None
    if jeton.vu_le is None or now - jeton.vu_le > TOUCHER_APRES:
        with bureau.travail.ecrire() as connexion:
            depot.toucher(connexion, jeton.id, now)
    visiteur = Visiteur(compte=compte, roles=frozenset(lire_json(compte.roles)))
    return visiteur, PORTEES[jeton.portees]
