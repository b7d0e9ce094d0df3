"""A file that somebody drops: kept in hand until the form is confirmed."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from services.accepted_files import verifier
from services.accounts.signing_in import Visiteur
from services.office import Bureau
from storage import deposits
from workflow.errors import ValeurInvalide

CONSERVATION = timedelta(days=1)


def deposer(
    bureau: Bureau,
    visiteur: Visiteur,
    champ: str,
    nom: str,
    corps: bytes,
    *,
    attendu: str = "",
) -> str:
    """Keep a file in hand; the answer is the key that its form carries.

    Raises:
        ValeurInvalide: as :func:`verifier`.
    """
    propre = verifier(champ, nom, corps, attendu=attendu)
    compte = visiteur.compte.id
    cle = hashlib.sha256(f"{compte}:{propre}:".encode() + corps).hexdigest()
    now = bureau.horloge.reelle()
    with bureau.travail.ecrire() as connexion:
        deposits.oublier(connexion, now - CONSERVATION)
        deposits.poser(connexion, cle=cle, compte=compte, nom=propre, corps=corps, now=now)
    return cle


def reprendre(bureau: Bureau, visiteur: Visiteur, champ: str, cle: str) -> tuple[str, bytes]:
    """The file that this person dropped.

    Raises:
        ValeurInvalide: it is not there any more.
    """
    with bureau.travail.lire() as connexion:
        trouve = deposits.lire(connexion, cle, visiteur.compte.id)
    if trouve is None:
        raise ValeurInvalide(champ, f"{champ} : le fichier n’est plus là.", "Donnez-le de nouveau.")
    return trouve
