"""One's own account: the password, asked again before what matters, and the open sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.accounts.attempts import a_la_porte, compter, exiger_la_patience, pardonner
from services.accounts.passwords import Coffre, exiger_solide
from services.accounts.signing_in import DUREE_MAX, INACTIVITE
from services.office import Bureau
from services.secret_digests import condense
from storage import access
from storage.accounts import LigneCompte
from workflow.errors import ValeurInvalide


@dataclass(frozen=True, kw_only=True)
class Session:
    """One open session; ``ici`` is the one that asks."""

    ouverte_le: datetime
    vue_le: datetime
    reseau: str
    navigateur: str
    ici: bool


def exiger_le_mot_de_passe(
    bureau: Bureau, coffre: Coffre, compte: LigneCompte, secret: str, adresse: str
) -> None:
    """Ask somebody who has signed in for the password again; tries are counted as at the door.

    Raises:
        ValeurInvalide: not the right one.
        TropDeTentatives: too many were wrong.
    """
    now = bureau.horloge.reelle()
    compteurs = a_la_porte(compte.login, adresse)
    with bureau.travail.lire() as connexion:
        exiger_la_patience(connexion, compteurs, now)
        empreinte = access.mot_de_passe(connexion, compte.id)
    juste = coffre.verifier(secret, empreinte)
    with bureau.travail.ecrire() as connexion:
        if juste:
            pardonner(connexion, compteurs)
            return
        compter(connexion, compteurs, now)
    raise ValeurInvalide("actuel", "Ce n’est pas votre mot de passe actuel.", "Saisissez-le.")


def changer_mot_de_passe(
    bureau: Bureau, coffre: Coffre, compte: LigneCompte, nouveau: str, jeton: str
) -> None:
    """Change one's password; every other session is over.

    Raises:
        ValeurInvalide: the new one would be guessed.
    """
    exiger_solide(nouveau, compte.login)
    empreinte = coffre.empreinte(nouveau)
    with bureau.travail.ecrire() as connexion:
        access.poser_mot_de_passe(connexion, compte.id, empreinte, bureau.horloge.reelle())
        access.fermer_toutes(connexion, compte.id, sauf=condense(jeton))


def sessions(bureau: Bureau, compte: LigneCompte, jeton: str) -> list[Session]:
    """Open sessions of an account, the last used first."""
    now = bureau.horloge.reelle()
    with bureau.travail.lire() as connexion:
        lues = access.sessions_de(connexion, compte.id, now - DUREE_MAX)
    return [
        Session(
            ouverte_le=une.ouverte_le,
            vue_le=une.vue_le,
            reseau=une.reseau,
            navigateur=une.navigateur,
            ici=une.cle == condense(jeton),
        )
        for une in lues
        if now - une.vue_le <= INACTIVITE
    ]


def fermer_les_autres(bureau: Bureau, compte: LigneCompte, jeton: str) -> int:
    """End every session of an account but the one that asks; how many."""
    with bureau.travail.ecrire() as connexion:
        return access.fermer_toutes(connexion, compte.id, sauf=condense(jeton))
